import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Build step: runs the packaged command line on the bundled sample so that the JVM notes which classes it needs, and keeps them
 * parsed and linked in lib/duet.aot. A cache is only a faster start, so a failure is told and does not stop the build.
 */
public class StartUpCache {
    public static void main(String[] args) throws IOException, InterruptedException {
        Path home = Path.of(args[0]).toRealPath();
        Path cache = home.resolve("lib/duet.aot");
        Path result = Files.createTempFile("duet", ".npz");
        Process run = new ProcessBuilder(List.of(
                        home.resolve("runtime/bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xlog:disable",
                        "-XX:AOTCacheOutput=" + cache,
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        jar(home.resolve("lib")).toString(),
                        "dev.duet.cli.Main",
                        "assign",
                        "--system=yolov8",
                        "--labels=" + home.resolve("sample/labels.json"),
                        "--predictions=" + home.resolve("sample/predictions.npz"),
                        "--output=" + result))
                .redirectErrorStream(true)
                .redirectOutput(new File(home.getParent().toFile(), "start-up-cache.log"))
                .start();
        int code = run.waitFor();
        Files.deleteIfExists(result);
        if (code == 0 && Files.exists(cache)) {
            Files.writeString(home.resolve("lib/duet.aot.home"), home + "\n");
        } else {
            System.err.println(
                    "note: no start-up cache was made (exit code " + code + "); see target/start-up-cache.log");
        }
    }

    /** Duet's own jar, whose manifest names the others. */
    private static Path jar(Path lib) throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, "duet-*.jar")) {
            return jars.iterator().next();
        }
    }
}
