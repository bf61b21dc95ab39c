package dev.duet.lanes.overlap;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Bounding boxes of blocks of neighbouring boxes, to skip many at once. */
public final class Blocks {
    /** Boxes per block: a whole number of vectors at every width. */
    public static final int SIZE = 16;

    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private static final IntVector IOTA =
            IntVector.zero(VectorSpecies.of(int.class, F.vectorShape())).addIndex(1);
    /** Boxes of four numbers to which those a half or a quarter of a vector further on come next. */
    private static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(F, i -> (i + 8) % F.length());

    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(F, i -> (i + 4) % F.length());

    private Blocks() {}

    /**
     * {@link #bounds} on both axes of boxes x1 y1 x2 y2 that follow one another.
     *
     * @param rows {@code blocks * SIZE} boxes
     * @param scratch at least a vector
     * @return whether all numbers are finite
     */
    public static boolean boundsOfRows(
            float[] rows, int blocks, float[] scratch, float[] lowX, float[] lowY, float[] highX, float[] highY) {
        FloatVector probe = FloatVector.zero(F);
        for (int b = 0; b < blocks; b++) {
            int from = b * 4 * SIZE;
            FloatVector low = FloatVector.fromArray(F, rows, from);
            FloatVector high = low;
            FloatVector sum = low;
            for (int i = from + F.length(); i < from + 4 * SIZE; i += F.length()) {
                FloatVector v = FloatVector.fromArray(F, rows, i);
                low = low.blend(v, v.compare(VectorOperators.LT, low));
                high = high.blend(v, v.compare(VectorOperators.GT, high));
                sum = sum.add(v);
            }
            probe = probe.add(sum.mul(0f));
            if (F.length() > 8) {
                FloatVector v = low.rearrange(BY_8);
                low = low.blend(v, v.compare(VectorOperators.LT, low));
                v = high.rearrange(BY_8);
                high = high.blend(v, v.compare(VectorOperators.GT, high));
            }
            if (F.length() > 4) {
                FloatVector v = low.rearrange(BY_4);
                low = low.blend(v, v.compare(VectorOperators.LT, low));
                v = high.rearrange(BY_4);
                high = high.blend(v, v.compare(VectorOperators.GT, high));
            }
            low.intoArray(scratch, 0);
            lowX[b] = Math.min(scratch[0], scratch[2]);
            lowY[b] = Math.min(scratch[1], scratch[3]);
            high.intoArray(scratch, 0);
            highX[b] = Math.max(scratch[0], scratch[2]);
            highY[b] = Math.max(scratch[1], scratch[3]);
        }
        return !probe.compare(VectorOperators.NE, 0f).anyTrue();
    }

    /**
     * Lowest and highest edge of each block along one axis; inverted boxes count by both edges.
     *
     * @param first columns of the lower edge, {@code blocks * SIZE} values
     * @param second columns of the upper edge
     */
    public static void bounds(float[] first, float[] second, int blocks, float[] low, float[] high) {
        for (int b = 0; b < blocks; b++) {
            float lowest = Float.POSITIVE_INFINITY;
            float highest = Float.NEGATIVE_INFINITY;
            for (int i = b * SIZE; i < (b + 1) * SIZE; i += F.length()) {
                FloatVector x = FloatVector.fromArray(F, first, i);
                FloatVector y = FloatVector.fromArray(F, second, i);
                lowest = Math.min(lowest, x.min(y).reduceLanes(VectorOperators.MIN));
                highest = Math.max(highest, x.max(y).reduceLanes(VectorOperators.MAX));
            }
            low[b] = lowest;
            high[b] = highest;
        }
    }

    /** Indices of the blocks whose bounds overlap a box, rising; {@code out} is padded. Returns how many. */
    public static int touching(
            float[] lowX,
            float[] lowY,
            float[] highX,
            float[] highY,
            int blocks,
            float x1,
            float y1,
            float x2,
            float y2,
            int[] out) {
        int count = 0;
        for (int i = 0; i < blocks; i += F.length()) {
            VectorMask<Float> in = FloatVector.fromArray(F, lowX, i)
                    .compare(VectorOperators.LT, x2)
                    .and(FloatVector.fromArray(F, highX, i).compare(VectorOperators.GT, x1))
                    .and(FloatVector.fromArray(F, lowY, i).compare(VectorOperators.LT, y2))
                    .and(FloatVector.fromArray(F, highY, i).compare(VectorOperators.GT, y1));
            if (blocks - i < F.length()) {
                in = in.and(F.indexInRange(i, blocks));
            }
            IOTA.add(i).reinterpretAsFloats().compress(in).reinterpretAsInts().intoArray(out, count);
            count += in.trueCount();
        }
        return count;
    }
}
