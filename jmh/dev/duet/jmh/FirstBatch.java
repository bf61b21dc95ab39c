package dev.duet.jmh;

import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import java.util.Arrays;
import java.util.Locale;

/** How long the first batches take: in a fresh JVM, and in a fresh engine of a JVM that has assigned 50 batches. */
final class FirstBatch {
    private static final int BATCHES = 50;
    private static final int FRESH = 9;

    private FirstBatch() {}

    public static void main(String[] args) {
        BatchData batch = SeededBatch.named("coco");
        GroundTruths gts = batch.gts();
        Predictions predictions = batch.predictions();
        System.out.println("| | ms |\n|---|---:|");
        double[] time = new double[BATCHES];
        try (Duet engine = batch.engine(1)) {
            for (int i = 0; i < BATCHES; i++) {
                long start = System.nanoTime();
                engine.assign(gts, predictions);
                time[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        row("first batch of a fresh JVM", time[0]);
        Arrays.sort(time, BATCHES - 10, BATCHES);
        row("batches 41 to 50, median", time[BATCHES - 5]);
        fresh("after 50 batches", batch, gts, predictions, 1);
        try (Duet engine = batch.engine(1)) {
            Timing steady = Timing.of(() -> engine.assign(gts, predictions), 5, 2);
            row("steady state, median", steady.median() / 1e3);
        }
        fresh("in the steady state, median of " + FRESH, batch, gts, predictions, FRESH);
    }

    private static void fresh(String when, BatchData batch, GroundTruths gts, Predictions predictions, int times) {
        double[] making = new double[times];
        double[] first = new double[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            try (Duet engine = batch.engine(1)) {
                making[i] = (System.nanoTime() - start) / 1e6;
                engine.assign(gts, predictions);
                first[i] = (System.nanoTime() - start) / 1e6 - making[i];
            }
        }
        Arrays.sort(making);
        Arrays.sort(first);
        row("making an engine " + when, making[times / 2]);
        row("its first batch", first[times / 2]);
    }

    private static void row(String name, double millis) {
        System.out.printf(Locale.ROOT, "| %s | %.2f |%n", name, millis);
    }
}
