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
        edge(low, n, shift, stride, margin, cells, 1, out);
    }

    /** Last cell with {@code high - (i + shift) * stride > margin}; -1 when there is none. Arguments as in {@link #first}. */
    public static void last(float[] high, int n, float shift, float stride, float margin, int cells, int[] out) {
        edge(high, n, shift, stride, margin, cells, -1, out);
    }

    /** The outermost cell beyond each edge, to the right of it with side 1, to the left with side -1. */
    private static void edge(
            float[] edges, int n, float shift, float stride, float margin, int cells, float side, int[] out) {
        float least = side > 0 ? 0 : -1;
        float most = least + cells;
        for (int i = 0; i < n; i += F.length()) {
            FloatVector edge = FloatVector.fromArray(F, edges, i);
            FloatVector guess = edge.div(stride).sub(shift);
            guess = guess.blend(-3f, guess.compare(VectorOperators.LT, -3f));
            guess = guess.blend(cells + 3f, guess.compare(VectorOperators.GT, cells + 3f));
            guess = guess.add(ROUND).sub(ROUND);
            FloatVector cell = guess.add(2 * side);
            for (int d = -1; d <= 1; d++) {
                // Points rise with the cell, so every cell beyond the edge moves the outermost one nearer by one.
                FloatVector beyond = guess.add(d + shift).mul(stride).sub(edge).mul(side);
                cell = cell.sub(side, beyond.compare(VectorOperators.GT, margin));
            }
            cell = cell.blend(least, cell.compare(VectorOperators.LT, least));
            cell = cell.blend(most, cell.compare(VectorOperators.GT, most));
            cell.add(ROUND).reinterpretAsInts().sub(ROUND_BITS).intoArray(out, i);
        }
    }
}
