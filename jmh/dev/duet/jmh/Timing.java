package dev.duet.jmh;

import java.util.Arrays;
import java.util.Locale;

/** Times of one batch in microseconds, sorted. */
record Timing(double[] micros) {
    private static final int MOST = 1 << 18;
    private static final int LEAST = 5;

    /** Runs a batch again and again: first to warm up, then timed one by one. */
    static Timing of(Runnable batch, double warmUpSeconds, double seconds) {
        sample(batch, warmUpSeconds);
        return new Timing(sample(batch, seconds));
    }

    private static double[] sample(Runnable batch, double seconds) {
        double[] micros = new double[MOST];
        long end = System.nanoTime() + (long) (seconds * 1e9);
        long start = System.nanoTime();
        int n = 0;
        while (n < MOST && (n < LEAST || start < end)) {
            batch.run();
            long now = System.nanoTime();
            micros[n++] = (now - start) / 1e3;
            start = now;
        }
        double[] result = Arrays.copyOf(micros, n);
        Arrays.sort(result);
        return result;
    }

    /** The value that a share of all times is below. */
    double quantile(double share) {
        return micros[(int) (share * (micros.length - 1))];
    }

    double median() {
        return quantile(0.5);
    }

    /** Microseconds with three or four digits. */
    static String text(double micros) {
        return String.format(Locale.ROOT, micros < 10 ? "%.2f" : micros < 1000 ? "%.1f" : "%,.0f", micros);
    }
}
