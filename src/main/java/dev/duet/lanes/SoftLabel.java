package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Terms of RTMDet's dynamic soft label cost: what overlap and distance cost, what the class costs. A class term is the binary
 * cross-entropy towards the overlap (of the GT's class) or 0 (of the others) times the squared error.
 */
public final class SoftLabel {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final int L = Lanes.COUNT;
    private static final float LOG_EPS = 1e-7f;
    private static final float LN_10 = 2.302585093f;
    /** Probabilities nearer to 0 and 1 than this count as this, so that their logits are finite. */
    private static final float LEAST = Float.MIN_NORMAL;

    private static final float MOST = 1 - 0x1p-24f;

    /** Partial sums of {@link #others}: one per lane of the widest vectors. */
    private static final int PARTS = 16;

    /** Value that adds nothing to {@link #others}: use it to pad a row. */
    public static final float SILENT_LOGIT = -104f;

    private SoftLabel() {}

    /** Minus the sum of two costs, negative infinity where one is NaN. */
    public static void negatedSum(float[] a, float[] b, int n, float[] out) {
        for (int i = 0; i < n; i += L) {
            FloatVector sum = FloatVector.fromArray(F, a, i)
                    .add(FloatVector.fromArray(F, b, i))
                    .neg();
            sum.blend(
                            Float.NEGATIVE_INFINITY,
                            sum.compare(VectorOperators.EQ, sum).not())
                    .intoArray(out, i);
        }
    }

    /** Minus the sum of three costs, the first two added first. */
    public static void negatedSum(float[] a, float[] b, float[] c, int n, float[] out) {
        for (int i = 0; i < n; i += L) {
            FloatVector sum = FloatVector.fromArray(F, a, i).add(FloatVector.fromArray(F, b, i));
            sum.add(FloatVector.fromArray(F, c, i)).neg().intoArray(out, i);
        }
    }

    /** Cost of an overlap: {@code weight x -ln(iou + 1e-7)}. */
    public static void overlapCost(float[] iou, int n, float weight, float[] out) {
        for (int i = 0; i < n; i += L) {
            ExpLog.logNormal(FloatVector.fromArray(F, iou, i).add(LOG_EPS))
                    .mul(-weight)
                    .intoArray(out, i);
        }
    }

    /** One value of {@link #overlapCost(float[], int, float, float[])}. */
    public static float overlapCost(float iou, float weight) {
        return ExpLog.logNormal(iou + LOG_EPS) * -weight;
    }

    /**
     * Cost of the distance in strides: 10^(distance - radius), at most the largest float.
     *
     * @param x unit points in pixels, with their strides
     * @param from first value read
     * @param at first value written
     */
    public static void prior(
            float[] x,
            float[] y,
            float[] stride,
            int from,
            int n,
            float cx,
            float cy,
            float radius,
            float[] out,
            int at) {
        for (int i = 0; i < n; i += L) {
            FloatVector dx = FloatVector.fromArray(F, x, from + i).sub(cx);
            FloatVector dy = FloatVector.fromArray(F, y, from + i).sub(cy);
            FloatVector d = dx.mul(dx).add(dy.mul(dy)).sqrt().div(FloatVector.fromArray(F, stride, from + i));
            FloatVector p = ExpLog.exp(d.sub(radius).mul(LN_10));
            p.blend(Float.MAX_VALUE, p.compare(VectorOperators.GT, Float.MAX_VALUE))
                    .intoArray(out, at + i);
        }
    }

    /** One value of {@link #prior(float[], float[], float[], int, int, float, float, float, float[], int)}. */
    public static float prior(float x, float y, float stride, float cx, float cy, float radius) {
        float dx = x - cx;
        float dy = y - cy;
        float d = (float) Math.sqrt(dx * dx + dy * dy) / stride;
        float p = ExpLog.exp((d - radius) * LN_10);
        return p > Float.MAX_VALUE ? Float.MAX_VALUE : p;
    }

    /**
     * Class terms of the GT's class.
     *
     * @param value logits, or probabilities
     * @param iou what the probability should be
     * @param own receives the term towards {@code iou}
     * @param other receives the term towards 0, which {@link #others} holds instead
     */
    public static void own(float[] value, boolean logits, float[] iou, int n, float[] own, float[] other) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(F, value, i);
            FloatVector y = FloatVector.fromArray(F, iou, i);
            FloatVector p = logits ? probability(v) : clamped(v);
            FloatVector plus =
                    logits ? plus(v) : ExpLog.logNormal(p.neg().add(1f)).neg();
            FloatVector z = logits ? v : plus.add(ExpLog.logNormal(p));
            FloatVector error = y.sub(p);
            FloatVector entropy = plus.sub(z.mul(y));
            // Rounding must not make it negative: what a pair costs without its class term is a lower bound.
            entropy = entropy.blend(0f, entropy.compare(VectorOperators.LT, 0f));
            entropy.mul(error.mul(error)).intoArray(own, i);
            plus.mul(p.mul(p)).intoArray(other, i);
        }
    }

    /**
     * Sum over all classes of the terms towards 0, added in one order at every vector width.
     *
     * @param row values of all classes, padded to a multiple of 16 with {@link #SILENT_LOGIT}, or 0 for probabilities
     * @param n classes
     * @param part scratch of 16 values
     */
    public static float others(float[] row, int n, boolean logits, float[] part) {
        for (int k = 0; k < PARTS; k += L) {
            FloatVector sum = FloatVector.zero(F);
            for (int i = k; i < n; i += PARTS) {
                FloatVector v = FloatVector.fromArray(F, row, i);
                FloatVector p = logits ? probability(v) : clamped(v);
                FloatVector plus =
                        logits ? plus(v) : ExpLog.logNormal(p.neg().add(1f)).neg();
                sum = sum.add(plus.mul(p.mul(p)));
            }
            sum.intoArray(part, k);
        }
        for (int half = PARTS / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                part[i] += part[i + half];
            }
        }
        return part[0];
    }

    private static FloatVector probability(FloatVector z) {
        FloatVector tail = ExpLog.exp(z.abs().neg());
        return tail.blend(1f, z.compare(VectorOperators.GE, 0f)).div(tail.add(1f));
    }

    /** ln(1 + e^z). */
    private static FloatVector plus(FloatVector z) {
        FloatVector tail = ExpLog.exp(z.abs().neg());
        return FloatVector.zero(F).blend(z, z.compare(VectorOperators.GT, 0f)).add(ExpLog.logNormal(tail.add(1f)));
    }

    private static FloatVector clamped(FloatVector p) {
        FloatVector v = p.blend(LEAST, p.compare(VectorOperators.LT, LEAST));
        return v.blend(MOST, v.compare(VectorOperators.GT, MOST));
    }
}
