package dev.duet.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Wall time of {@code duet assign} on the bundled sample, from start to exit, and of first batches. */
final class StartUp {
    private static final int RUNS = 9;

    private StartUp() {}

    static String measure(Path duet) throws IOException, InterruptedException {
        Path home = duet.getParent().getParent();
        Path out = Files.createTempFile("duet", ".npz");
        List<String> command = List.of(
                duet.toString(),
                "assign",
                "--system",
                "yolov8",
                "--labels",
                home.resolve("sample/labels.json").toString(),
                "--predictions",
                home.resolve("sample/predictions.npz").toString(),
                "--output",
                out.toString());
        double[] millis = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            Commands.run(Map.of(), command);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Files.delete(out);
        Arrays.sort(millis);
        return String.format(
                        Locale.ROOT,
                        "`duet assign` on the bundled sample, start to exit, %d runs: median %.0f ms, %.0f to %.0f ms.%n%n",
                        RUNS,
                        millis[RUNS / 2],
                        millis[0],
                        millis[RUNS - 1])
                + Commands.java(FirstBatch.class.getName());
    }
}
