package dev.duet.lanes.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.Columns;
import dev.duet.lanes.KernelRows;
import dev.duet.lanes.memory.Lanes;
import java.util.Arrays;

/** Boxes in blocks and on lattices. */
public class BlockKernelsTest extends KernelRows {
    private static final int B = Blocks.SIZE;
    private static final float FLOOR = 1e-6f;

    public BlockKernelsTest() {
        row("Blocks.load; Blocks.loadRows; Blocks.count; Blocks.touching", BlockKernelsTest::blocks);
        row("BoxColumns.areas; BoxColumns.reserve", BlockKernelsTest::columns);
        row(
                "ColumnBlocks.load; ColumnBlocks.blocks; ColumnBlocks.near; ColumnBlocks.overlaps;"
                        + " ColumnBlocks.overlap",
                BlockKernelsTest::columnBlocks);
        row("LatticeIou.whole; LatticeIou.fill", BlockKernelsTest::fill);
        row("LatticeIou.marked", BlockKernelsTest::marked);
        row("LatticeIou.highest", BlockKernelsTest::highest);
        row("LatticeIou.raise", BlockKernelsTest::raise);
    }

    private static void blocks(Columns c) {
        Columns.Boxes boxes = c.boxes(B * c.n);
        float[] rows = c.stale(4 * B * c.n);
        for (int i = 0; i < B * c.n; i++) {
            // Half of the blocks lie elsewhere.
            float away = i / B % 2 == 0 ? 0 : 3000;
            boxes.x1()[i] += away;
            boxes.x2()[i] += away;
            rows[4 * i] = boxes.x1()[i];
            rows[4 * i + 1] = boxes.y1()[i];
            rows[4 * i + 2] = boxes.x2()[i];
            rows[4 * i + 3] = boxes.y2()[i];
        }
        Blocks blocks = new Blocks();
        blocks.load(c.boxes(3 * B * c.n).x1(), boxes.y1(), boxes.x2(), boxes.y2(), c.n);
        blocks.load(boxes.x1(), boxes.y1(), boxes.x2(), boxes.y2(), c.n);
        assertThat(blocks.count()).isEqualTo(c.n);
        int[] out = c.staleInts();
        for (float[] g : new float[][] {{20, 30, 61, 55}, {2990, 30, 3005, 31}, {-50, -50, -8, 200}}) {
            int count = blocks.touching(g[0], g[1], g[2], g[3], out);
            c.places(
                    "blocks that touch",
                    out,
                    0,
                    count,
                    b -> extreme(boxes.x1(), b, B, -1) < g[2]
                            && extreme(boxes.x2(), b, B, 1) > g[0]
                            && extreme(boxes.y1(), b, B, -1) < g[3]
                            && extreme(boxes.y2(), b, B, 1) > g[1]);
        }
        Blocks byRows = new Blocks();
        assertThat(byRows.loadRows(rows, c.n)).isTrue();
        for (float[] g : new float[][] {{20, 30, 61, 55}, {2990, 30, 3005, 31}, {-50, -50, -8, 200}}) {
            int count = byRows.touching(g[0], g[1], g[2], g[3], out);
            // By both edges of every box, the inverted ones too.
            c.places(
                    "blocks that touch",
                    out,
                    0,
                    count,
                    b -> both(boxes.x1(), boxes.x2(), b, -1) < g[2]
                            && both(boxes.x1(), boxes.x2(), b, 1) > g[0]
                            && both(boxes.y1(), boxes.y2(), b, -1) < g[3]
                            && both(boxes.y1(), boxes.y2(), b, 1) > g[1]);
        }
        if (c.n > 0) {
            rows[c.random.nextInt(4 * B * c.n)] = c.n % 2 == 0 ? Float.NaN : Float.NEGATIVE_INFINITY;
            assertThat(byRows.loadRows(rows, c.n)).isFalse();
        }
    }

    private static float both(float[] first, float[] second, int block, int sign) {
        float a = extreme(first, block, B, sign);
        float b = extreme(second, block, B, sign);
        return sign > 0 ? Math.max(a, b) : Math.min(a, b);
    }

    /** Largest value of a block, or the least. */
    private static float extreme(float[] values, int block, int size, int sign) {
        float most = values[block * size];
        for (int i = block * size; i < (block + 1) * size; i++) {
            most = sign > 0 ? Math.max(most, values[i]) : Math.min(most, values[i]);
        }
        return most;
    }

    private static void columns(Columns c) {
        Columns.Boxes b = c.boxes();
        BoxColumns columns = Columns.columns(b, c.stale());
        columns.areas(c.n);
        c.same("area", columns.area, b::area);
        float[] left = columns.x1;
        columns.reserve(4 * c.n + 200);
        c.same("kept", columns.x1, i -> left[i]);
        assertThat(columns.area).hasSizeGreaterThanOrEqualTo(4 * c.n + 200);
    }

    private static void columnBlocks(Columns c) {
        int size = ColumnBlocks.BLOCK;
        // The columns are filled up to a whole block; what lies behind that is left.
        Columns.Boxes b = c.boxes();
        float[] area = c.stale();
        for (int i = 0; i < c.n; i++) {
            area[i] = b.area(i);
        }
        float[] g = {20, 30, 61, 55};
        ColumnBlocks blocks = new ColumnBlocks();
        Columns.Boxes before = c.boxes(3 * c.n);
        blocks.load(Columns.columns(before, c.stale(3 * c.n)), 3 * c.n);
        blocks.load(Columns.columns(b, area), c.n);
        assertThat(blocks.blocks()).isEqualTo(Math.ceilDiv(c.n, size));
        int[] near = c.staleInts(blocks.blocks());
        int count = blocks.near(g[0], g[1], g[2], g[3], near);
        int at = 0;
        for (int k = 0; k < blocks.blocks(); k++) {
            float[] hull = {
                extreme(b.x1(), k, size, -1),
                extreme(b.y1(), k, size, -1),
                extreme(b.x2(), k, size, 1),
                extreme(b.y2(), k, size, 1)
            };
            if (hull[0] < g[2] && hull[2] > g[0] && hull[1] < g[3] && hull[3] > g[1]) {
                assertThat(near[at++]).isEqualTo(k);
            }
        }
        assertThat(count).isEqualTo(at);
        float[] out = c.stale(count * size);
        blocks.overlaps(near, count, g[0], g[1], g[2], g[3], out);
        float gArea = (g[2] - g[0]) * (g[3] - g[1]);
        for (int j = 0; j < count * size; j++) {
            int i = near[j / size] * size + j % size;
            if (i < c.n) {
                c.same("IoU", out[j], b.common(i, g) / Math.max(area[i] + gArea - b.common(i, g), FLOOR));
                c.same("one pair", out[j], blocks.overlap(i, g[0], g[1], g[2], g[3]));
            } else {
                assertThat(out[j]).as("behind the last box").isZero();
            }
        }
    }

    private static void fill(Columns c) {
        int rows = 5;
        int columns = c.n;
        int whole = LatticeIou.whole(columns);
        assertThat(whole).isEqualTo(Math.ceilDiv(columns, Lanes.COUNT) * Lanes.COUNT);
        int first = 3;
        float[] x1 = new float[Lanes.padded(first + columns)];
        Arrays.fill(x1, 1e30f);
        float[] x2 = new float[x1.length];
        Arrays.fill(x2, -1e30f);
        float[] width = new float[x1.length];
        for (int i = 0; i < first + columns; i++) {
            x1[i] = 8 * i - 20;
            x2[i] = 8 * i + 22;
            width[i] = x2[i] - x1[i];
        }
        float[] y1 = {0, 8, 16, 24, 32, 40, Float.NaN};
        float[] y2 = {30, 38, 46, 54, 62, 70, Float.NaN};
        float[] height = {30, 30, 30, 30, 30, 30, Float.NaN};
        float[] g = {20, 30, 61, 55};
        float gArea = (g[2] - g[0]) * (g[3] - g[1]);
        float[] out = c.stale(2 + rows * whole);
        float highest = LatticeIou.fill(
                x1, x2, width, first, columns, y1, y2, height, 1, rows, g[0], g[1], g[2], g[3], gArea, FLOOR, out, 2);
        float most = 0;
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < columns; i++) {
                float w = Math.max(Math.min(x2[first + i], g[2]) - Math.max(x1[first + i], g[0]), 0);
                float h = Math.max(Math.min(y2[1 + r], g[3]) - Math.max(y1[1 + r], g[1]), 0);
                float union = width[first + i] * height[1 + r] + gArea - w * h;
                float iou = w * h / Math.max(union, FLOOR);
                c.same("IoU", out[2 + r * whole + i], iou);
                most = Math.max(most, iou);
            }
        }
        assertThat(highest).isEqualTo(most);
    }

    private static void marked(Columns c) {
        int n = Math.min(c.n, Long.SIZE);
        float[] values = c.floats(2 + n, 0, 1);
        int[] labels = c.ints(2 + n, -4, 2);
        long expected = 0;
        for (int i = 0; i < n; i++) {
            expected |= values[2 + i] >= .7f || labels[2 + i] >= 0 ? 1L << i : 0;
        }
        assertThat(LatticeIou.marked(values, labels, 2, n, .7f)).isEqualTo(expected);
    }

    private static void highest(Columns c) {
        float[] values = c.floats(-1, 1);
        Arrays.fill(values, c.n, values.length, c.n % 2 == 0 ? -1 : Float.NEGATIVE_INFINITY);
        float most = 0;
        for (int i = 0; i < c.n; i++) {
            most = Math.max(most, values[i]);
        }
        assertThat(LatticeIou.highest(values, c.n)).isEqualTo(most);
    }

    private static void raise(Columns c) {
        int rows = 3;
        int columns = LatticeIou.whole(c.n);
        int pitch = columns + 5;
        float[] values = c.floats(1 + rows * columns, 0, 1);
        float[] best = c.floats(2 + rows * pitch, 0, 1);
        int[] labels = c.ints(2 + rows * pitch, -2, 9);
        float[] bestBefore = best.clone();
        int[] labelsBefore = labels.clone();
        int count = LatticeIou.raise(values, 1, rows, columns, best, labels, 2, pitch, 77, .5f);
        int over = 0;
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < columns; i++) {
                float value = values[1 + r * columns + i];
                int at = 2 + r * pitch + i;
                over += value >= .5f ? 1 : 0;
                if (value > bestBefore[at]) {
                    bestBefore[at] = value;
                    labelsBefore[at] = 77;
                }
            }
        }
        assertThat(count).isEqualTo(over);
        assertThat(best).isEqualTo(bestBefore);
        assertThat(labels).isEqualTo(labelsBefore);
    }
}
