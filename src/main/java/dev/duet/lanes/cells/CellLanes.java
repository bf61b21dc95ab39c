package dev.duet.lanes.cells;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Points and ranges on a grid of cells: in which cell points lie, which cell borders they lie near, which ranges hold a cell. Columns
 * are padded; a tail is computed.
 */
public final class CellLanes {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
    private static final int L = F.length();
    /** Floats from here on are whole numbers. */
    private static final float WHOLE = 1 << 23;

    private CellLanes() {}

    /** {@code out[i] = in[i] * factor}. */
    public static void scale(float[] in, int n, float factor, float[] out) {
        for (int i = 0; i < n; i += L) {
            FloatVector.fromArray(F, in, i).mul(factor).intoArray(out, i);
        }
    }

    /**
     * The cell of each point shifted by {@code -ox, -oy}: truncated toward zero, then clamped into the grid.
     *
     * @param cell receives {@code (row * columns + column) * step}
     * @param dx receives x less the column
     * @param dy receives y less the row
     */
    public static void locate(
            float[] x,
            float[] y,
            int n,
            float ox,
            float oy,
            int columns,
            int rows,
            int step,
            int[] cell,
            float[] dx,
            float[] dy) {
        for (int i = 0; i < n; i += L) {
            FloatVector px = FloatVector.fromArray(F, x, i);
            FloatVector py = FloatVector.fromArray(F, y, i);
            IntVector column = (IntVector) px.sub(ox).convert(VectorOperators.F2I, 0);
            IntVector row = (IntVector) py.sub(oy).convert(VectorOperators.F2I, 0);
            column = column.blend(0, column.compare(VectorOperators.LT, 0));
            column = column.blend(columns - 1, column.compare(VectorOperators.GT, columns - 1));
            row = row.blend(0, row.compare(VectorOperators.LT, 0));
            row = row.blend(rows - 1, row.compare(VectorOperators.GT, rows - 1));
            row.mul(columns).add(column).mul(step).intoArray(cell, i);
            px.sub((FloatVector) column.convert(VectorOperators.I2F, 0)).intoArray(dx, i);
            py.sub((FloatVector) row.convert(VectorOperators.I2F, 0)).intoArray(dy, i);
        }
    }

    /**
     * Bit i: point i lies less than {@code reach} cells above a border, and beyond 1. With {@code flipped} positions count from the far
     * end, {@code cells - v}.
     *
     * @param bits receives 64 points per word, from {@code at} on
     */
    public static void near(float[] v, int n, boolean flipped, float cells, float reach, long[] bits, int at) {
        float whole = reach > 0 ? WHOLE : Float.POSITIVE_INFINITY;
        // Not by a branch: of a vector that comes from two places C2 may put one on the heap, call after call.
        float sign = flipped ? -1 : 1;
        float start = flipped ? cells : 0;
        for (int i = 0; i < n; i += L) {
            FloatVector p = FloatVector.fromArray(F, v, i).mul(sign).add(start);
            // Beyond 1 truncation is the floor, except past the int range, where there is no fraction.
            FloatVector cut = (FloatVector) p.convert(VectorOperators.F2I, 0).convert(VectorOperators.I2F, 0);
            VectorMask<Float> near = p.sub(cut)
                    .compare(VectorOperators.LT, reach)
                    .or(p.compare(VectorOperators.GE, whole))
                    .and(p.compare(VectorOperators.GT, 1f));
            put(near.toLong(), i, n, bits, at);
        }
    }

    /** Bit i: both values lie in their ranges, ends included; 64 per word, from {@code at} on. */
    public static void within(
            float[] a, float leastA, float mostA, float[] b, float leastB, float mostB, int n, long[] bits, int at) {
        for (int i = 0; i < n; i += L) {
            FloatVector va = FloatVector.fromArray(F, a, i);
            FloatVector vb = FloatVector.fromArray(F, b, i);
            VectorMask<Float> in = va.compare(VectorOperators.GE, leastA)
                    .and(va.compare(VectorOperators.LE, mostA))
                    .and(vb.compare(VectorOperators.GE, leastB))
                    .and(vb.compare(VectorOperators.LE, mostB));
            put(in.toLong(), i, n, bits, at);
        }
    }

    /**
     * Bit i: range i of cells, ends included, holds {@code cell}; a range whose end is below its start holds none. 64 per word, from
     * {@code at} on.
     */
    public static void holding(int[] start, int[] end, int n, int cell, long[] bits, int at) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Integer> in = IntVector.fromArray(I, start, i)
                    .compare(VectorOperators.LE, cell)
                    .and(IntVector.fromArray(I, end, i).compare(VectorOperators.GE, cell));
            put(in.toLong(), i, n, bits, at);
        }
    }

    private static void put(long lanes, int i, int n, long[] bits, int at) {
        long kept = n - i < L ? lanes & (1L << (n - i)) - 1 : lanes;
        int word = at + (i >> 6);
        bits[word] = (i & 63) == 0 ? kept : bits[word] | kept << i;
    }
}
