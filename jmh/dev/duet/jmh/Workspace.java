package dev.duet.jmh;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import java.lang.ref.Reference;
import java.util.Locale;

/**
 * What an engine holds after a batch, measured on the heap, against the formula of docs/performance.md. Run it in a JVM of its own
 * with a collector that frees at once: {@code -XX:+UseSerialGC}.
 */
final class Workspace {
    private static final int K = 10;
    private static final int BLOCK = 2048;
    private static final int BATCHES = 20;

    private Workspace() {}

    public static void main(String[] args) throws InterruptedException {
        System.out.println(
                "| case | threads | units | most GTs | most candidates of a GT | duets | formula KB | measured KB |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|");
        for (String name : args) {
            row(name, SeededBatch.named(name), 1);
            row(name, SeededBatch.named(name), 2);
        }
    }

    private static void row(String name, BatchData batch, int threads) throws InterruptedException {
        GroundTruths gts = batch.gts();
        Predictions predictions = batch.predictions();
        prepare(batch, gts, predictions, threads);
        long before = used();
        try (Duet engine = batch.engine(threads)) {
            Assignment result = engine.assign(gts, predictions);
            for (int i = 0; i < BATCHES; i++) {
                result = engine.assign(gts, predictions);
            }
            long after = used();
            int most = 0;
            int candidates = 0;
            for (int b = 0; b < batch.images; b++) {
                most = Math.max(most, batch.offsets[b + 1] - batch.offsets[b]);
            }
            for (int g = 0; g < result.gts(); g++) {
                candidates = Math.max(candidates, result.candidates(g));
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %,d | %,d | %,d | %,d | %,.0f | %,.0f |%n",
                    name,
                    threads,
                    batch.units,
                    most,
                    candidates,
                    result.duets(),
                    formula(batch, threads, most, candidates, result.duets()) / 1e3,
                    (after - before) / 1e3);
            Reference.reachabilityFence(engine);
        }
    }

    /** Loads classes with another engine, which is garbage afterwards. */
    private static void prepare(BatchData batch, GroundTruths gts, Predictions predictions, int threads) {
        try (Duet engine = batch.engine(threads)) {
            for (int i = 0; i < BATCHES; i++) {
                engine.assign(gts, predictions);
            }
        }
    }

    /** Bytes, before arrays are rounded up. */
    private static double formula(BatchData batch, int threads, int most, int candidates, int duets) {
        int lines = 0;
        for (int stride : BatchData.STRIDES) {
            lines += 2 * (batch.size / stride);
        }
        double worker = 8.0 * batch.units + (137.0 + 24 * K + lines / 8.0) * most + 96.0 * (BLOCK + candidates);
        return threads * worker + 24.0 * 2 * duets + 13.0 * batch.labels.length + 60.0 * batch.images;
    }

    /** Least of several looks: a compilation under way keeps what it has seen alive for a while. */
    private static long used() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            System.gc();
            Thread.sleep(50);
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
