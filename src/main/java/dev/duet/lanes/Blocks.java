package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Bounding boxes of blocks of neighbouring boxes, to skip many at once. */
public final class Blocks {
    /** Boxes per block: a whole number of vectors at every width. */
    public static final int SIZE = 16;

    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private Blocks() {}

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
            long bits = in.toLong();
            if (blocks - i < F.length()) {
                bits &= (1L << (blocks - i)) - 1;
            }
            while (bits != 0) {
                out[count++] = i + Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
            }
        }
        return count;
    }
}
