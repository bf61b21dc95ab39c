package dev.duet.odd;

import java.util.SplittableRandom;

/** The numbers that trouble float arithmetic: finite ones at the limits of every formula, and those that are no numbers. */
final class OddValues {
    /** Finite lengths and coordinates. */
    private static final float[] FINITE = {
        0,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        1e-40f,
        Float.MIN_NORMAL,
        1e-20f,
        1e-7f,
        16777216,
        1e9f,
        -1e9f,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1e10f,
        1e19f,
        -1e19f,
        2e19f,
        1e30f,
        -1e30f,
        1.7e38f,
        3e38f,
        -3e38f,
        Float.MAX_VALUE,
        -Float.MAX_VALUE
    };

    private static final float[] NO_NUMBER = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

    /** Probabilities at the ends of their range. */
    private static final float[] PROBABILITIES = {0, -0f, Float.MIN_VALUE, 1e-40f, 1e-30f, 1e-7f, 0.99999994f, 1};

    private static final float[] NO_PROBABILITY = {
        -1,
        2,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        -1e-7f,
        -Float.MIN_VALUE,
        1.0000001f,
        -2.55f,
        1e30f
    };

    private static final float[] LOGITS = {
        0,
        -0f,
        Float.MIN_VALUE,
        17,
        -17,
        88,
        -88,
        89,
        -89,
        104,
        -104,
        1000,
        -1000,
        1e9f,
        -1e9f,
        3e38f,
        -3e38f,
        Float.MAX_VALUE,
        -Float.MAX_VALUE
    };

    private final SplittableRandom random;
    /** In some batches one number takes every odd place. */
    private final boolean same;

    private final float sameLength;

    OddValues(SplittableRandom random) {
        this.random = random;
        same = random.nextInt(4) == 0;
        sameLength = any(FINITE);
    }

    /** A length or coordinate. */
    float length(boolean finite) {
        if (same && (finite || random.nextInt(3) > 0)) {
            return sameLength;
        }
        return finite || random.nextInt(3) > 0 ? any(FINITE) : any(NO_NUMBER);
    }

    /** A score in its form. */
    float score(boolean logit, boolean valid) {
        if (logit) {
            return valid || random.nextInt(3) > 0 ? any(LOGITS) : any(NO_NUMBER);
        }
        return valid || random.nextInt(3) > 0 ? any(PROBABILITIES) : any(NO_PROBABILITY);
    }

    private float any(float[] values) {
        return values[random.nextInt(values.length)];
    }
}
