package dev.duet.lanes.cost;

import dev.duet.lanes.math.Curves;
import dev.duet.lanes.math.ExpLog;
import dev.duet.lanes.math.Logistic;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.ColumnBlocks;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
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

    private static final IntVector IOTA =
            IntVector.zero(VectorSpecies.of(int.class, F.vectorShape())).addIndex(1);

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
     * Lists columns that overlap at least {@code iouFloor} and lie no farther than {@code reach} strides, block by block.
     *
     * @param x unit points in pixels, with their strides, per column; NaN where there is none
     * @param block blocks of columns, of {@link ColumnBlocks#BLOCK} each
     * @param iou overlaps, block after block
     * @param at where the first goes in the lists, which are padded for all that are looked at
     * @param column receives the columns, rising
     * @param listedIou receives their overlaps
     * @param square receives their squared distances in pixels
     * @param listedStride receives their strides
     * @return where the next one would go
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
            int at,
            int[] column,
            float[] listedIou,
            float[] square,
            float[] listedStride) {
        int count = at;
        for (int i = 0; i < blocks * ColumnBlocks.BLOCK; i += L) {
            int from = block[i / ColumnBlocks.BLOCK] * ColumnBlocks.BLOCK + i % ColumnBlocks.BLOCK;
            FloatVector dx = FloatVector.fromArray(F, x, from).sub(cx);
            FloatVector dy = FloatVector.fromArray(F, y, from).sub(cy);
            FloatVector s = FloatVector.fromArray(F, stride, from);
            FloatVector far = s.mul(reach);
            FloatVector overlap = FloatVector.fromArray(F, iou, i);
            FloatVector d = dx.mul(dx).add(dy.mul(dy));
            VectorMask<Float> in =
                    d.compare(VectorOperators.LE, far.mul(far)).and(overlap.compare(VectorOperators.GE, iouFloor));
            IOTA.add(from)
                    .reinterpretAsFloats()
                    .compress(in)
                    .reinterpretAsInts()
                    .intoArray(column, count);
            overlap.compress(in).intoArray(listedIou, count);
            d.compress(in).intoArray(square, count);
            s.compress(in).intoArray(listedStride, count);
            count += in.trueCount();
        }
        return count;
    }

    /** Logarithm of the cost of the distance: {@code ln 10 x (distance in strides - radius)}, from its square in pixels, in place. */
    public static void logPrior(float[] square, float[] stride, int n, float radius) {
        for (int i = 0; i < n; i += L) {
            FloatVector d = FloatVector.fromArray(F, square, i).sqrt();
            d.div(FloatVector.fromArray(F, stride, i)).sub(radius).mul(LN_10).intoArray(square, i);
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
     * @param other receives the term towards 0, which the sums of {@link #terms} hold instead
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

    /** Score that adds nothing to {@link RowSums}. */
    public static float silent(boolean logits) {
        return logits ? SILENT_LOGIT : 0;
    }

    /** Terms towards 0, {@code -ln(1-p) p^2} each, of what a {@link Logistic} computed; they replace its {@code plus}. */
    public static void terms(Logistic scores, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector p = FloatVector.fromArray(F, scores.p, i);
            FloatVector.fromArray(F, scores.plus, i).mul(p.mul(p)).intoArray(scores.plus, i);
        }
    }
}
