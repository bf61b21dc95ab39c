package dev.duet.lanes.memory;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
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

    /** Halves of a vector, and what shifts a lane's number to that of its half. */
    private static final int HALF = L / 2;

    private static final int TO_HALF = Integer.numberOfTrailingZeros(HALF);

    private Rows() {}

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
        // Computed, not kept in fields: those would be loaded again after every store.
        IntVector box = IOTA.and(HALF - 1);
        IntVector half = IOTA.lanewise(VectorOperators.LSHR, TO_HALF);
        IntVector first = box.mul(4).add(half);
        IntVector second = first.add(2);
        IntVector lower = box.add(half.mul(L));
        IntVector upper = lower.add(HALF);
        for (int i = 0; i < n; i += L) {
            int row = from + 4 * i;
            IntVector a = FloatVector.fromArray(F, rows, row).reinterpretAsInts();
            IntVector b = FloatVector.fromArray(F, rows, row + L).reinterpretAsInts();
            IntVector c = FloatVector.fromArray(F, rows, row + 2 * L).reinterpretAsInts();
            IntVector d = FloatVector.fromArray(F, rows, row + 3 * L).reinterpretAsInts();
            IntVector ab = first.selectFrom(a, b);
            IntVector cd = first.selectFrom(c, d);
            lower.selectFrom(ab, cd).reinterpretAsFloats().intoArray(x1, at + i);
            upper.selectFrom(ab, cd).reinterpretAsFloats().intoArray(y1, at + i);
            ab = second.selectFrom(a, b);
            cd = second.selectFrom(c, d);
            lower.selectFrom(ab, cd).reinterpretAsFloats().intoArray(x2, at + i);
            upper.selectFrom(ab, cd).reinterpretAsFloats().intoArray(y2, at + i);
        }
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
        // As in columns; of two vectors, first gives all x1 and then all y1, its swap all y1 and then all x1.
        IntVector box = IOTA.and(HALF - 1);
        IntVector half = IOTA.lanewise(VectorOperators.LSHR, TO_HALF);
        IntVector first = box.mul(4).add(half);
        IntVector firstSwapped = first.lanewise(VectorOperators.XOR, 1);
        IntVector second = first.add(2);
        IntVector secondSwapped = firstSwapped.add(2);
        IntVector lower = box.add(half.mul(L));
        IntVector upper = lower.add(HALF);
        int to = at;
        for (int r = 0; r < runs; r++) {
            int u = start[r];
            int left = length[r];
            // Whole vectors are written; what is too much is overwritten by the next.
            while (left > HALF) {
                int row = base + 4 * u;
                IOTA.add(u).intoArray(unit, to);
                IntVector a = FloatVector.fromArray(F, rows, row).reinterpretAsInts();
                IntVector b = FloatVector.fromArray(F, rows, row + L).reinterpretAsInts();
                IntVector c = FloatVector.fromArray(F, rows, row + 2 * L).reinterpretAsInts();
                IntVector d = FloatVector.fromArray(F, rows, row + 3 * L).reinterpretAsInts();
                IntVector ab = first.selectFrom(a, b);
                IntVector cd = first.selectFrom(c, d);
                lower.selectFrom(ab, cd).reinterpretAsFloats().intoArray(x1, to);
                upper.selectFrom(ab, cd).reinterpretAsFloats().intoArray(y1, to);
                ab = second.selectFrom(a, b);
                cd = second.selectFrom(c, d);
                lower.selectFrom(ab, cd).reinterpretAsFloats().intoArray(x2, to);
                upper.selectFrom(ab, cd).reinterpretAsFloats().intoArray(y2, to);
                int n = Math.min(left, L);
                u += n;
                to += n;
                left -= n;
            }
            if (left > 0) {
                int row = base + 4 * u;
                IOTA.add(u).intoArray(unit, to);
                IntVector a = FloatVector.fromArray(F, rows, row).reinterpretAsInts();
                IntVector b = FloatVector.fromArray(F, rows, row + L).reinterpretAsInts();
                first.selectFrom(a, b).reinterpretAsFloats().intoArray(x1, to);
                firstSwapped.selectFrom(a, b).reinterpretAsFloats().intoArray(y1, to);
                second.selectFrom(a, b).reinterpretAsFloats().intoArray(x2, to);
                secondSwapped.selectFrom(a, b).reinterpretAsFloats().intoArray(y2, to);
                to += left;
            }
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

    /** Writes {@code n} zeros to the beginnings of four padded buffers by whole vectors: what follows is lost. */
    public static void clear(int[] a, int[] b, int[] c, int[] d, int n) {
        IntVector zero = IntVector.zero(I);
        for (int i = 0; i < n; i += L) {
            zero.intoArray(a, i);
            zero.intoArray(b, i);
            zero.intoArray(c, i);
            zero.intoArray(d, i);
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
