package dev.duet.jmh;

import java.util.SplittableRandom;

/** One kernel, written twice over the same buffers: with the Vector API and plainly. Both write the same result. */
abstract class Kernel {
    /** Values per call: a large GT's candidates, so that all columns stay in the first or second cache level. */
    static final int N = 1024;

    /** Room for the widest vector behind the last value. */
    static final int PADDED = N + 64;

    final SplittableRandom random = new SplittableRandom(5);
    final float[] x1 = new float[PADDED];
    final float[] y1 = new float[PADDED];
    final float[] x2 = new float[PADDED];
    final float[] y2 = new float[PADDED];
    final float[] out = new float[PADDED];
    final int[] picked = new int[PADDED];
    /** Length of {@link #picked} that was written; 0 where the result is {@link #out}. */
    int count;

    /** Boxes about a 120 x 100 GT at (100, 100), as candidates' predictions are; behind the last one a harmless box. */
    Kernel() {
        for (int i = 0; i < PADDED; i++) {
            x1[i] = (float) (100 + 40 * random.nextGaussian());
            y1[i] = (float) (100 + 40 * random.nextGaussian());
            x2[i] = x1[i] + (float) Math.exp(4.5 + 0.5 * random.nextGaussian());
            y2[i] = y1[i] + (float) Math.exp(4.5 + 0.5 * random.nextGaussian());
        }
    }

    abstract void vector();

    abstract void scalar();

    /** Sum of what the last call wrote. */
    double checksum() {
        double sum = 0;
        for (int i = 0; i < (count > 0 ? count : N); i++) {
            sum += count > 0 ? picked[i] : out[i];
        }
        return sum;
    }

    /** Numbers between 0 and 1, small ones more often. */
    float[] probabilities(int n) {
        float[] p = new float[n];
        for (int i = 0; i < n; i++) {
            p[i] = (float) Math.pow(random.nextDouble(), 3);
        }
        return p;
    }
}
