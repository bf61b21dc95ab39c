package dev.duet.api;

/** Says in one line what is wrong with the running JVM, if anything. */
final class RuntimeCheck {
    private RuntimeCheck() {}

    /** @throws IllegalStateException if the vector module is missing or the JVM has the G1 bug JDK-8377811 */
    static void require() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            throw new IllegalStateException(
                    "Duet needs the vector module: start java with --add-modules jdk.incubator.vector"
                            + " (or put Duet on the module path)");
        }
        Runtime.Version v = Runtime.version();
        if (v.feature() == 25 && v.interim() == 0 && v.update() < 3) {
            throw new IllegalStateException("Duet does not run on JDK " + v
                    + ": its G1 collector can corrupt data (JDK-8377811); use 25.0.3 or newer");
        }
    }
}
