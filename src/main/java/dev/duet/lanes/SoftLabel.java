package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
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

    private static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(F, i -> (i + 8) % L);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(F, i -> (i + 4) % L);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(F, i -> (i + 2) % L);

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
     * Sums of the terms towards 0 of {@code n} rows of classes, each added in one order at every vector width.
     *
     * @param scores p and plus of all classes, row after row
     * @param length {@link #rowLength}
     * @param out receives one sum per row
     */
    public static void others(Logistic scores, int n, int length, float[] out) {
        float[] p = scores.p;
        float[] plus = scores.plus;
        for (int row = 0; row < n; row++) {
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (int i = row * length; i < (row + 1) * length; i += PARTS) {
                FloatVector p0 = FloatVector.fromArray(F, p, i);
                s0 = s0.add(FloatVector.fromArray(F, plus, i).mul(p0.mul(p0)));
                if (L < 16) {
                    FloatVector p1 = FloatVector.fromArray(F, p, i + L);
                    s1 = s1.add(FloatVector.fromArray(F, plus, i + L).mul(p1.mul(p1)));
                }
                if (L < 8) {
                    FloatVector p2 = FloatVector.fromArray(F, p, i + 2 * L);
                    s2 = s2.add(FloatVector.fromArray(F, plus, i + 2 * L).mul(p2.mul(p2)));
                    FloatVector p3 = FloatVector.fromArray(F, p, i + 3 * L);
                    s3 = s3.add(FloatVector.fromArray(F, plus, i + 3 * L).mul(p3.mul(p3)));
                }
            }
            // Place i and i + 8, then 4, 2 and 1 places apart, in whichever vectors they are.
            FloatVector by8 = L < 8 ? s0.add(s2) : L < 16 ? s0.add(s1) : s0.add(s0.rearrange(BY_8));
            FloatVector by4 = L < 8 ? by8.add(s1.add(s3)) : by8.add(by8.rearrange(BY_4));
            FloatVector by2 = by4.add(by4.rearrange(BY_2));
            out[row] = by2.lane(0) + by2.lane(1);
        }
    }
}
