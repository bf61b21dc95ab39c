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

    /** Partial sums of {@link #others}: one per lane of the widest vectors. */
    private static final int PARTS = 16;

    private static final float SILENT_LOGIT = -104f;

    private SoftLabel() {}

    /** Minus the sum of what overlap and distance cost; negative infinity where one is NaN. */
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
        Curves.log(iou, 1, LOG_EPS, n, out);
        for (int i = 0; i < n; i += L) {
            FloatVector.fromArray(F, out, i).mul(-weight).intoArray(out, i);
        }
    }

    /** One value of {@link #overlapCost(float[], int, float, float[])}. */
    public static float overlapCost(float iou, float weight) {
        return ExpLog.logNormal(iou + LOG_EPS) * -weight;
    }

    /**
     * Places of columns that overlap more than {@code iouFloor} and lie nearer than {@code reach} strides, block by block.
     *
     * @param x unit points in pixels, with their strides, per column; NaN where there is none
     * @param block blocks of columns, of {@link ColumnBlocks#BLOCK} each
     * @param iou overlaps, block after block
     * @param out padded; receives indices of {@code iou}
     * @return how many
     */
    public static int close(
            float[] x,
            float[] y,
            float[] stride,
            int[] block,
            int blocks,
            float[] iou,
            float cx,
            float cy,
            float reach,
            float iouFloor,
            int[] out) {
        int count = 0;
        for (int i = 0; i < blocks * ColumnBlocks.BLOCK; i += L) {
            int at = block[i / ColumnBlocks.BLOCK] * ColumnBlocks.BLOCK + i % ColumnBlocks.BLOCK;
            FloatVector dx = FloatVector.fromArray(F, x, at).sub(cx);
            FloatVector dy = FloatVector.fromArray(F, y, at).sub(cy);
            FloatVector far = FloatVector.fromArray(F, stride, at).mul(reach);
            long bits = dx.mul(dx)
                    .add(dy.mul(dy))
                    .compare(VectorOperators.LT, far.mul(far))
                    .and(FloatVector.fromArray(F, iou, i).compare(VectorOperators.GT, iouFloor))
                    .toLong();
            while (bits != 0) {
                out[count++] = i + Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
            }
        }
        return count;
    }

    /**
     * Logarithm of the cost of the distance: {@code ln 10 x (distance in strides - radius)}.
     *
     * @param x unit points in pixels, with their strides
     */
    public static void logPrior(
            float[] x, float[] y, float[] stride, int n, float cx, float cy, float radius, float[] out) {
        for (int i = 0; i < n; i += L) {
            FloatVector dx = FloatVector.fromArray(F, x, i).sub(cx);
            FloatVector dy = FloatVector.fromArray(F, y, i).sub(cy);
            FloatVector d = dx.mul(dx).add(dy.mul(dy)).sqrt();
            d.div(FloatVector.fromArray(F, stride, i)).sub(radius).mul(LN_10).intoArray(out, i);
        }
    }

    /** Cost of the distance from its logarithm, in place; at most the largest float. */
    public static void prior(float[] log, int n) {
        Curves.exp(log, n, log);
        for (int i = 0; i < n; i += L) {
            FloatVector p = FloatVector.fromArray(F, log, i);
            p.blend(Float.MAX_VALUE, p.compare(VectorOperators.GT, Float.MAX_VALUE))
                    .intoArray(log, i);
        }
    }

    /** Cost of one distance: the same bits as {@link #logPrior} and {@link #prior(float[], int)}. */
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
     * @param scores of the GT's class
     * @param iou what the probability should be
     * @param own receives the term towards {@code iou}
     * @param other receives the term towards 0, which {@link #others} holds instead
     */
    public static void own(Logistic scores, float[] iou, int n, float[] own, float[] other) {
        for (int i = 0; i < n; i += L) {
            FloatVector y = FloatVector.fromArray(F, iou, i);
            FloatVector p = FloatVector.fromArray(F, scores.p, i);
            FloatVector plus = FloatVector.fromArray(F, scores.plus, i);
            FloatVector z = plus.sub(FloatVector.fromArray(F, scores.minus, i));
            FloatVector error = y.sub(p);
            FloatVector entropy = plus.sub(z.mul(y));
            // Rounding must not make it negative: what a pair costs without its class term is a lower bound.
            entropy = entropy.blend(0f, entropy.compare(VectorOperators.LT, 0f));
            entropy.mul(error.mul(error)).intoArray(own, i);
            plus.mul(p.mul(p)).intoArray(other, i);
        }
    }

    /** Classes per row that {@link #others} works on: those there are, and silent ones up to a whole number of blocks. */
    public static int rowLength(int classes) {
        return (classes + PARTS - 1) / PARTS * PARTS;
    }

    /** Score that adds nothing to {@link #others}. */
    public static float silent(boolean logits) {
        return logits ? SILENT_LOGIT : 0;
    }

    /**
     * Sum of the terms towards 0 of one row of classes, added in one order at every vector width.
     *
     * @param scores p and plus of all classes, rows of {@link #rowLength}
     * @param from where the row begins
     * @param part scratch of 16 values
     */
    public static float others(Logistic scores, int from, int length, float[] part) {
        for (int k = 0; k < PARTS; k += L) {
            FloatVector sum = FloatVector.zero(F);
            for (int i = from + k; i < from + length; i += PARTS) {
                FloatVector p = FloatVector.fromArray(F, scores.p, i);
                sum = sum.add(FloatVector.fromArray(F, scores.plus, i).mul(p.mul(p)));
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
}
