package dev.duet.lanes.cells;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * First and last cell of a grid axis whose point lies beyond an edge, for many edges at once. The border is decided by the float32
 * test of the originals, {@code point - edge > margin}, as {@code dev.duet.assign.workbench.Spans} does for one edge; the division only guesses the cell
 * whose point is nearest, give or take one. Each kernel is in one piece, because C2 boxes the vectors of a call it does not inline.
 */
public final class CellEdges {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    /** 1.5 * 2^23: adding it rounds to a whole number, which then lies in the low bits. */
    private static final float ROUND = 12582912f;

    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

    private CellEdges() {}

    /**
     * First cell {@code i >= 0} with {@code (i + shift) * stride - low > margin}; {@code cells} when there is none.
     *
     * @param low edges in pixels, padded
     * @param n edges
     * @param shift 0.5 where a cell's point is its centre, 0 where it is its corner
     * @param margin at least 0 and under half a stride
     * @param out padded; receives one cell per edge
     */
    public static void first(float[] low, int n, float shift, float stride, float margin, int cells, int[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector edge = FloatVector.fromArray(F, low, i);
            FloatVector guess = edge.div(stride).sub(shift);
            guess = guess.blend(-3f, guess.compare(VectorOperators.LT, -3f));
            guess = guess.blend(cells + 3f, guess.compare(VectorOperators.GT, cells + 3f));
            guess = guess.add(ROUND).sub(ROUND);
            FloatVector first = guess.add(2f);
            for (int d = -1; d <= 1; d++) {
                // Points rise with the cell, so every cell beyond the edge moves the first one down by one.
                FloatVector beyond = guess.add(d + shift).mul(stride).sub(edge);
                first = first.sub(1f, beyond.compare(VectorOperators.GT, margin));
            }
            first = first.blend(0f, first.compare(VectorOperators.LT, 0f));
            first = first.blend((float) cells, first.compare(VectorOperators.GT, (float) cells));
            first.add(ROUND).reinterpretAsInts().sub(ROUND_BITS).intoArray(out, i);
        }
    }

    /** Last cell with {@code high - (i + shift) * stride > margin}; -1 when there is none. Arguments as in {@link #first}. */
    public static void last(float[] high, int n, float shift, float stride, float margin, int cells, int[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector edge = FloatVector.fromArray(F, high, i);
            FloatVector guess = edge.div(stride).sub(shift);
            guess = guess.blend(-3f, guess.compare(VectorOperators.LT, -3f));
            guess = guess.blend(cells + 3f, guess.compare(VectorOperators.GT, cells + 3f));
            guess = guess.add(ROUND).sub(ROUND);
            FloatVector last = guess.sub(2f);
            for (int d = -1; d <= 1; d++) {
                FloatVector before = edge.sub(guess.add(d + shift).mul(stride));
                last = last.add(1f, before.compare(VectorOperators.GT, margin));
            }
            last = last.blend(-1f, last.compare(VectorOperators.LT, -1f));
            last = last.blend(cells - 1f, last.compare(VectorOperators.GT, cells - 1f));
            last.add(ROUND).reinterpretAsInts().sub(ROUND_BITS).intoArray(out, i);
        }
    }
}
