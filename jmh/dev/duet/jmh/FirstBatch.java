package dev.duet.jmh;

import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import java.util.Locale;

/** How long the first batches take: in a fresh JVM, and in a fresh engine of a JVM that has assigned 50 batches. */
final class FirstBatch {
    private static final int BATCHES = 50;

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
        java.util.Arrays.sort(time, BATCHES - 10, BATCHES);
        row("batches 41 to 50, median", time[BATCHES - 5]);
        row("first batch of a new engine after 50 batches", first(batch, gts, predictions));
        try (Duet engine = batch.engine(1)) {
            Timing steady = Timing.of(() -> engine.assign(gts, predictions), 5, 2);
            row("steady state, median", steady.median() / 1e3);
        }
        row("first batch of a new engine in the steady state", first(batch, gts, predictions));
    }

    /** Making the engine counts. */
    private static double first(BatchData batch, GroundTruths gts, Predictions predictions) {
        long start = System.nanoTime();
        try (Duet engine = batch.engine(1)) {
            engine.assign(gts, predictions);
            return (System.nanoTime() - start) / 1e6;
        }
    }

    private static void row(String name, double millis) {
        System.out.printf(Locale.ROOT, "| %s | %.2f |%n", name, millis);
    }
}
