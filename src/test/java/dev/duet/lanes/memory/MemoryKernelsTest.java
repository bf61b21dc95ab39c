package dev.duet.lanes.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.Columns;
import dev.duet.lanes.KernelRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Values moved between buffers. */
public class MemoryKernelsTest extends KernelRows {
    public MemoryKernelsTest() {
        row(
                "FloatSource.of(float[]); FloatSource.of(MemorySegment); FloatSource.ofHalf; FloatSource.size;"
                        + " FloatSource.heapOrNull; FloatSource.get; FloatSource.copy;"
                        + " Rows.copy(FloatSource, long, int, float[], int)",
                MemoryKernelsTest::sources);
        row("Lanes.padded; Lanes.grow(float[], int); Lanes.grow(int[], int)", MemoryKernelsTest::padding);
        row("Pass.all", MemoryKernelsTest::passes);
        row("Rows.count", c -> {
            int[] out = c.staleInts(3 + c.n);
            Rows.count(11, c.n, out, 3);
            c.same("number", out, 3, c.n, i -> 11 + i);
        });
        row("Rows.columns; Rows.readable", MemoryKernelsTest::columns);
        String columns = "int[], int[], int, int[], float[], float[], float[], float[], int)";
        row("Rows.columnsOfRuns(float[], int, " + columns, c -> runs(c, false));
        row("Rows.columnsOfRuns(float[], int, int, " + columns, c -> runs(c, true));
        row("Rows.copy(float[], int, int, float[], int); Rows.copy(int[], int, int, int[], int)", c -> {
            float[] from = c.floats(5 + c.n, -9, 9);
            float[] to = c.stale(2 + c.n);
            Rows.copy(from, 5, c.n, to, 2);
            c.same("copy", to, 2, c.n, i -> from[5 + i]);
            int[] whole = c.ints(5 + c.n, -9, 9);
            int[] copy = c.staleInts(2 + c.n);
            Rows.copy(whole, 5, c.n, copy, 2);
            c.same("copy", copy, 2, c.n, i -> whole[5 + i]);
        });
        row("Rows.fill(float[], int, int, float); Rows.fill(int[], int, int, int)", c -> {
            float[] to = c.stale(2 + c.n);
            float before = to[1];
            Rows.fill(to, 2, c.n, -0f);
            c.same("value", to, 2, c.n, i -> -0f);
            c.same("before it", to[1], before);
            int[] whole = c.staleInts(2 + c.n);
            Rows.fill(whole, 2, c.n, 7);
            c.same("value", whole, 2, c.n, i -> 7);
            assertThat(whole[1]).isEqualTo(Integer.MAX_VALUE);
        });
        row("Rows.clear", c -> {
            int[][] to = {c.staleInts(c.n), c.staleInts(c.n), c.staleInts(c.n), c.staleInts(c.n)};
            Rows.clear(to[0], to[1], to[2], to[3], c.n);
            for (int[] column : to) {
                c.same("zero", column, 0, c.n, i -> 0);
            }
        });
        row(
                "Rows.pick(float[], int[], int, float[]);"
                        + " Rows.pick(float[], float[], float[], int[], int, float[], float[], float[])",
                MemoryKernelsTest::picks);
    }

    private static void sources(Columns c) {
        float[] values = c.floats(-9, 9);
        MemorySegment whole = Arena.ofAuto().allocate(4L * values.length, 4);
        MemorySegment.copy(values, 0, whole, ValueLayout.JAVA_FLOAT, 0, values.length);
        MemorySegment half = Arena.ofAuto().allocate(2L * values.length, 2);
        float[] halved = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            short bits = Float.floatToFloat16(values[i]);
            half.setAtIndex(ValueLayout.JAVA_SHORT, i, bits);
            halved[i] = Float.float16ToFloat(bits);
        }
        check(c, FloatSource.of(values), values, values);
        check(c, FloatSource.of(MemorySegment.ofArray(values)), values, values);
        check(c, FloatSource.of(whole), null, values);
        check(c, FloatSource.ofHalf(half), null, halved);
    }

    private static void check(Columns c, FloatSource source, float[] heap, float[] values) {
        assertThat(source.heapOrNull()).isSameAs(heap);
        assertThat(source.size()).isEqualTo(values.length);
        int from = c.n / 3;
        int count = c.n - from;
        float[] to = c.stale(1 + count);
        source.copy(from, to, 1, count);
        c.same("copy", to, 1, count, i -> values[from + i]);
        c.same("get", to, 1, count, i -> source.get(from + i));
        float[] padded = c.stale(1 + count);
        Rows.copy(source, from, count, padded, 1);
        c.same("copy by vectors", padded, 1, count, i -> values[from + i]);
    }

    private static void padding(Columns c) {
        int padded = Lanes.padded(c.n);
        assertThat(padded % Lanes.COUNT).isZero();
        assertThat(padded).isBetween(c.n + Lanes.COUNT, c.n + 64);
        float[] values = c.floats(-9, 9);
        assertThat(Lanes.grow(values, c.n)).isSameAs(values);
        float[] more = Lanes.grow(values, 2 * c.n + 64);
        assertThat(more.length).isGreaterThanOrEqualTo(Lanes.padded(2 * c.n + 64));
        c.same("kept", more, i -> values[i]);
        int[] whole = c.ints(c.n, -9, 9);
        assertThat(Lanes.grow(whole, c.n)).isSameAs(whole);
        int[] moreInts = Lanes.grow(whole, 2 * c.n + 64);
        assertThat(moreInts.length).isGreaterThanOrEqualTo(Lanes.padded(2 * c.n + 64));
        c.same("kept", moreInts, 0, c.n, i -> whole[i]);
    }

    private static void passes(Columns c) {
        List<Integer> seen = new ArrayList<>();
        @SuppressWarnings({"unchecked", "rawtypes"})
        Pass<List<Integer>>[] passes = new Pass[c.n];
        for (int i = 0; i < c.n; i++) {
            int number = i;
            passes[i] = list -> list.add(number);
        }
        Pass.all(passes, seen);
        assertThat(seen).hasSize(c.n).isSorted();
    }

    private static void columns(Columns c) {
        assertThat(Rows.readable(c.n)).isBetween(4 * c.n, 4 * (c.n + Lanes.COUNT - 1));
        float[] rows = c.floats(4 + 4 * c.n, -9, 9);
        float[] room = java.util.Arrays.copyOf(rows, 4 + Math.max(rows.length, Rows.readable(c.n)));
        float[][] out = {c.stale(2 + c.n), c.stale(2 + c.n), c.stale(2 + c.n), c.stale(2 + c.n)};
        Rows.columns(room, 4, c.n, out[0], out[1], out[2], out[3], 2);
        for (int k = 0; k < 4; k++) {
            int number = k;
            c.same("column " + k, out[k], 2, c.n, i -> rows[4 + 4 * i + number]);
        }
    }

    private static void runs(Columns c, boolean planes) {
        int runs = c.n == 0 ? 0 : 1 + c.random.nextInt(Math.min(c.n, 9));
        int[] start = c.staleInts(runs);
        int[] length = c.staleInts(runs);
        List<Integer> units = new ArrayList<>();
        int next = 0;
        for (int r = 0; r < runs; r++) {
            start[r] = next + c.random.nextInt(4);
            length[r] = 1 + c.random.nextInt(r % 2 == 0 ? 3 : c.n + 1);
            next = start[r] + length[r];
            for (int u = start[r]; u < next; u++) {
                units.add(u);
            }
        }
        int base = 8;
        float[] boxes = c.floats(base + 4 * (next + 64), -9, 9);
        int plane = next + 16;
        int n = units.size();
        int[] unit = c.staleInts(1 + n);
        float[][] out = {c.stale(1 + n), c.stale(1 + n), c.stale(1 + n), c.stale(1 + n)};
        if (planes) {
            Rows.columnsOfRuns(boxes, base, plane, start, length, runs, unit, out[0], out[1], out[2], out[3], 1);
        } else {
            Rows.columnsOfRuns(boxes, base, start, length, runs, unit, out[0], out[1], out[2], out[3], 1);
        }
        c.same("unit", unit, 1, n, units::get);
        for (int k = 0; k < 4; k++) {
            int number = k;
            c.same(
                    "column " + k,
                    out[k],
                    1,
                    n,
                    i -> boxes[planes ? base + number * plane + units.get(i) : base + 4 * units.get(i) + number]);
        }
    }

    private static void picks(Columns c) {
        float[][] from = {c.floats(-9, 9), c.floats(-9, 9), c.floats(-9, 9)};
        int[] at = c.n == 0 ? c.staleInts() : c.ints(c.n, 0, c.n);
        float[] one = c.stale();
        Rows.pick(from[0], at, c.n, one);
        c.same("picked", one, i -> from[0][at[i]]);
        float[][] out = {c.stale(), c.stale(), c.stale()};
        Rows.pick(from[0], from[1], from[2], at, c.n, out[0], out[1], out[2]);
        for (int k = 0; k < 3; k++) {
            float[] column = from[k];
            c.same("picked of " + k, out[k], i -> column[at[i]]);
        }
    }
}
