package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Collects runs of consecutive units into contiguous buffers that stay in the first cache level. Short runs are copied by whole
 * vectors that may write past their end; the next run overwrites what was too much.
 */
public final class Rows {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int L = F.length();
    private static final IntVector IOTA = IntVector.zero(I).addIndex(1);

    /** Of the boxes in two neighbouring vectors: first all numbers k, then all numbers k+1. */
    private static final VectorShuffle<Float> PAIR_0 = pair(0);

    private static final VectorShuffle<Float> PAIR_2 = pair(2);
    /** Joins the lower, or the upper, halves of two vectors. */
    private static final VectorShuffle<Float> LOWER = VectorShuffle.fromOp(F, i -> i < L / 2 ? i : i + L / 2);

    private static final VectorShuffle<Float> UPPER = VectorShuffle.fromOp(F, i -> i < L / 2 ? i + L / 2 : i + L);

    private static final VectorShuffle<Float> OTHER_HALF = VectorShuffle.fromOp(F, i -> (i + L / 2) % L);

    private Rows() {}

    private static VectorShuffle<Float> pair(int k) {
        return VectorShuffle.fromOp(F, i -> i < L / 2 ? 4 * i + k : 4 * (i - L / 2) + k + 1);
    }

    /** Writes {@code first, first + 1, ...}, {@code count} of them, to {@code out} from {@code at}; {@code out} is padded. */
    public static void count(int first, int count, int[] out, int at) {
        for (int i = 0; i < count; i += I.length()) {
            IOTA.add(first + i).intoArray(out, at + i);
        }
    }

    /** Copies {@code count} floats from {@code from} of a source to {@code at} of a padded buffer. */
    public static void copy(FloatSource source, long from, int count, float[] to, int at) {
        float[] heap = source.heapOrNull();
        if (heap != null && from + count + L <= heap.length && count < 16 * L) {
            int start = (int) from;
            for (int i = 0; i < count; i += L) {
                FloatVector.fromArray(F, heap, start + i).intoArray(to, at + i);
            }
        } else {
            source.copy(from, to, at, count);
        }
    }

    /**
     * Splits {@code n} boxes x1 y1 x2 y2 that follow one another into four padded columns.
     *
     * @param rows whole vectors are read: at least {@link #readable} floats from {@code from}
     * @param at where the boxes go in the columns
     */
    public static void columns(float[] rows, int from, int n, float[] x1, float[] y1, float[] x2, float[] y2, int at) {
        for (int i = 0; i < n; i += L) {
            columns(rows, from + 4 * i, x1, y1, x2, y2, at + i);
        }
    }

    /** {@link #columns} for one vector of boxes. */
    private static void columns(float[] rows, int from, float[] x1, float[] y1, float[] x2, float[] y2, int at) {
        FloatVector a = FloatVector.fromArray(F, rows, from);
        FloatVector b = FloatVector.fromArray(F, rows, from + L);
        FloatVector c = FloatVector.fromArray(F, rows, from + 2 * L);
        FloatVector d = FloatVector.fromArray(F, rows, from + 3 * L);
        FloatVector lower = a.rearrange(PAIR_0, b);
        FloatVector upper = c.rearrange(PAIR_0, d);
        lower.rearrange(LOWER, upper).intoArray(x1, at);
        lower.rearrange(UPPER, upper).intoArray(y1, at);
        lower = a.rearrange(PAIR_2, b);
        upper = c.rearrange(PAIR_2, d);
        lower.rearrange(LOWER, upper).intoArray(x2, at);
        lower.rearrange(UPPER, upper).intoArray(y2, at);
    }

    /** {@link #columns} for half a vector of boxes; writes whole vectors. */
    private static void halfColumns(float[] rows, int from, float[] x1, float[] y1, float[] x2, float[] y2, int at) {
        FloatVector a = FloatVector.fromArray(F, rows, from);
        FloatVector b = FloatVector.fromArray(F, rows, from + L);
        FloatVector first = a.rearrange(PAIR_0, b);
        FloatVector second = a.rearrange(PAIR_2, b);
        first.intoArray(x1, at);
        first.rearrange(OTHER_HALF).intoArray(y1, at);
        second.intoArray(x2, at);
        second.rearrange(OTHER_HALF).intoArray(y2, at);
    }

    /**
     * Splits runs of boxes into columns, one run behind the other, and lists their units.
     *
     * @param rows the boxes of all units, unit 0 at {@code base}; whole vectors are read: at least {@link #readable} floats from every
     *     run's first box
     * @param start first unit of each run
     * @param length units of each run, at least 1
     * @param runs how many
     * @param at where the first box goes in the columns, which are padded
     */
    public static void columnsOfRuns(
            float[] rows,
            int base,
            int[] start,
            int[] length,
            int runs,
            int[] unit,
            float[] x1,
            float[] y1,
            float[] x2,
            float[] y2,
            int at) {
        int to = at;
        for (int r = 0; r < runs; r++) {
            int n = length[r];
            int first = start[r];
            // Most runs fit in one vector, or in half of one; without a loop about it, it costs half.
            IOTA.add(first).intoArray(unit, to);
            if (n <= L / 2) {
                halfColumns(rows, base + 4 * first, x1, y1, x2, y2, to);
                to += n;
                continue;
            }
            columns(rows, base + 4 * first, x1, y1, x2, y2, to);
            for (int i = L; i < n; i += L) {
                IOTA.add(first + i).intoArray(unit, to + i);
                columns(rows, base + 4 * (first + i), x1, y1, x2, y2, to + i);
            }
            to += n;
        }
    }

    /**
     * As {@link #columnsOfRuns}, from boxes in four planes.
     *
     * @param heap numbers k of all units follow one another from {@code base + k * plane}; whole vectors are read, from every run's
     *     first box on
     */
    public static void columnsOfRuns(
            float[] heap,
            int base,
            int plane,
            int[] start,
            int[] length,
            int runs,
            int[] unit,
            float[] x1,
            float[] y1,
            float[] x2,
            float[] y2,
            int at) {
        int to = at;
        for (int r = 0; r < runs; r++) {
            int n = length[r];
            int i = 0;
            // At least once: a loop that may not run costs more.
            do {
                int first = start[r] + i;
                int from = base + first;
                IOTA.add(first).intoArray(unit, to + i);
                FloatVector.fromArray(F, heap, from).intoArray(x1, to + i);
                FloatVector.fromArray(F, heap, from + plane).intoArray(y1, to + i);
                FloatVector.fromArray(F, heap, from + 2 * plane).intoArray(x2, to + i);
                FloatVector.fromArray(F, heap, from + 3 * plane).intoArray(y2, to + i);
                i += L;
            } while (i < n);
            to += n;
        }
    }

    /** Floats that {@link #columns} reads for {@code n} boxes. */
    public static int readable(int n) {
        return Math.ceilDiv(n, L) * L * 4;
    }

    /** Copies {@code count} floats between padded buffers by whole vectors: what follows {@code to[at + count - 1]} is lost. */
    public static void copy(float[] from, int start, int count, float[] to, int at) {
        for (int i = 0; i < count; i += L) {
            FloatVector.fromArray(F, from, start + i).intoArray(to, at + i);
        }
    }

    /** Copies {@code count} whole numbers between padded buffers by whole vectors: what follows {@code to[at + count - 1]} is lost. */
    public static void copy(int[] from, int start, int count, int[] to, int at) {
        for (int i = 0; i < count; i += L) {
            IntVector.fromArray(I, from, start + i).intoArray(to, at + i);
        }
    }

    /** Writes {@code count} times {@code value} to a padded buffer by whole vectors: what follows is lost. */
    public static void fill(float[] to, int at, int count, float value) {
        FloatVector v = FloatVector.broadcast(F, value);
        for (int i = 0; i < count; i += L) {
            v.intoArray(to, at + i);
        }
    }

    /** Writes {@code count} times {@code value} to a padded buffer by whole vectors: what follows is lost. */
    public static void fill(int[] to, int at, int count, int value) {
        IntVector v = IntVector.broadcast(I, value);
        for (int i = 0; i < count; i += L) {
            v.intoArray(to, at + i);
        }
    }

    /** {@link #pick(float[], int[], int, float[])} from three columns. */
    public static void pick(
            float[] a, float[] b, float[] c, int[] at, int n, float[] outA, float[] outB, float[] outC) {
        for (int i = 0; i < n; i++) {
            int from = at[i];
            outA[i] = a[from];
            outB[i] = b[from];
            outC[i] = c[from];
        }
    }

    /**
     * Collects picked values.
     *
     * @param at where each lies; padded, but nothing is read behind the last
     * @param out padded; receives {@code n} values
     */
    public static void pick(float[] values, int[] at, int n, float[] out) {
        for (int i = 0; i < n; i++) {
            out[i] = values[at[i]];
        }
    }
}
