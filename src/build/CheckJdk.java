/**
 * Build step: refuses the JDK 25 updates whose G1 collector can corrupt data (JDK-8377811), and a java older than 25, which this step gets
 * where the build's tools come from the path instead of the JDK that was found.
 */
public class CheckJdk {
    public static void main(String[] args) {
        Runtime.Version v = Runtime.version();
        if (v.feature() < 25) {
            System.err.println("Duet does not build with the tools of JDK " + v
                    + ". Install JDK 25.0.3 or newer, and leave the choice"
                    + " among installed JDKs to the build (maven-toolchains-plugin).");
            System.exit(1);
        }
        if (v.feature() == 25 && v.interim() == 0 && v.update() < 3) {
            System.err.println(
                    "Duet does not build on JDK " + v + ": the G1 collector of 25.0.0 to 25.0.2 can corrupt data"
                            + " (JDK-8377811). Install JDK 25.0.3 or newer.");
            System.exit(1);
        }
    }
}
