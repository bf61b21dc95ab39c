package dev.duet.lanes.cells;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.Columns;
import dev.duet.lanes.KernelRows;
import dev.duet.lanes.math.ExpLog;
import dev.duet.lanes.memory.FloatSource;
import dev.duet.lanes.overlap.CellBoxes;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** Cells of grids, and boxes told by cells. */
public class CellKernelsTest extends KernelRows {
    private static final int ROOM = CellWindows.ROOM;

    public CellKernelsTest() {
        row("AnchorDecode.cells", CellKernelsTest::anchorCells);
        row("AnchorDecode.decode", CellKernelsTest::decode);
        row("AnchorDecode.ends; AnchorDecode.inCells", CellKernelsTest::ends);
        row(
                "BoxWindows.start; BoxWindows.bound; BoxWindows.find; BoxWindows.unit; BoxWindows.end; BoxWindows.finite",
                CellKernelsTest::boxWindows);
        row("CellEdges.first; CellEdges.last", CellKernelsTest::edges);
        row("CellLanes.scale", c -> {
            float[] in = c.floats(-9, 9);
            float[] out = c.stale();
            CellLanes.scale(in, c.n, .125f, out);
            c.same("scaled", out, i -> in[i] * .125f);
        });
        row("CellLanes.locate", CellKernelsTest::locate);
        row("CellLanes.near", CellKernelsTest::near);
        row("CellLanes.within", c -> {
            float[] a = c.floats(-1, 5);
            float[] b = c.floats(-1, 5);
            bits(
                    c,
                    (bits, at) -> CellLanes.within(a, 0, 3, b, .5f, 4.25f, c.n, bits, at),
                    i -> a[i] >= 0 && a[i] <= 3 && b[i] >= .5f && b[i] <= 4.25f);
        });
        row("CellLanes.holding", c -> {
            int[] start = c.ints(c.n, -2, 9);
            int[] end = c.ints(c.n, -2, 9);
            Arrays.fill(start, c.n, start.length, Integer.MIN_VALUE);
            Arrays.fill(end, c.n, end.length, Integer.MAX_VALUE);
            bits(c, (bits, at) -> CellLanes.holding(start, end, c.n, 4, bits, at), i -> start[i] <= 4 && end[i] >= 4);
        });
        row("CellWindows.place", CellKernelsTest::place);
        row("CellWindows.distances; CellWindows.overlaps; CellWindows.inside", c -> {
            windows(c, 16, 9);
            windows(c, 12, 4);
        });
    }

    private interface Bits {
        void write(long[] bits, int at);
    }

    /** 64 values a word, from the second on; nothing else is written. */
    private static void bits(Columns c, Bits kernel, IntPredicate in) {
        int words = Math.ceilDiv(c.n, Long.SIZE);
        long[] bits = new long[words + 2];
        Arrays.fill(bits, -1);
        long[] expected = bits.clone();
        Arrays.fill(expected, 1, 1 + words, 0);
        for (int i = 0; i < c.n; i++) {
            expected[1 + (i >> 6)] |= in.test(i) ? 1L << i : 0;
        }
        kernel.write(bits, 1);
        assertThat(bits).isEqualTo(expected);
    }

    private static void anchorCells(Columns c) {
        AnchorDecode.Level level = new AnchorDecode.Level(100, 3, 13, 8);
        int[] unit = c.ints(2 + c.n, 100, 100 + 3 * 13 * 9);
        float[] x = c.stale(2 + c.n);
        float[] y = c.stale(2 + c.n);
        AnchorDecode.cells(level, unit, 2, 2 + c.n, x, y);
        c.same("column", x, 2, c.n, i -> (unit[2 + i] - 100) / 3 % 13);
        c.same("row", y, 2, c.n, i -> (unit[2 + i] - 100) / 3 / 13);
    }

    private static void decode(Columns c) {
        float[][] raw = {c.floats(-9, 9), c.floats(-9, 9), c.floats(-9, 9), c.floats(-9, 9)};
        float[][] before = {raw[0].clone(), raw[1].clone(), raw[2].clone(), raw[3].clone()};
        float[] w = c.floats(.5, 20);
        float[] h = c.floats(.5, 20);
        CellBoxes box = new CellBoxes();
        box.reserve(c.n);
        AnchorDecode.decode(raw[0], raw[1], raw[2], raw[3], c.n, w, h, box);
        c.same("x", box.x, i -> ExpLog.sigmoid(before[0][i]) * 2 - .5f);
        c.same("y", box.y, i -> ExpLog.sigmoid(before[1][i]) * 2 - .5f);
        c.same("w", box.w, i -> square(ExpLog.sigmoid(before[2][i]) * 2) * w[i]);
        c.same("h", box.h, i -> square(ExpLog.sigmoid(before[3][i]) * 2) * h[i]);
    }

    private static float square(float x) {
        return x * x;
    }

    private static void ends(Columns c) {
        float[] centre = c.floats(2 + c.n, -.5, 1.5);
        float[] cell = c.floats(2 + c.n, 0, 80);
        float[] side = c.floats(2 + c.n, 0, 12);
        float[] low = c.stale(2 + c.n);
        float[] high = c.stale(2 + c.n);
        AnchorDecode.ends(centre, cell, side, 2, 2 + c.n, 16, low, high);
        c.same("low", low, 2, c.n, i -> (centre[2 + i] + cell[2 + i]) * 16 - side[2 + i] * 16 * .5f);
        c.same("high", high, 2, c.n, i -> (centre[2 + i] + cell[2 + i]) * 16 + side[2 + i] * 16 * .5f);
        float[] from = c.floats(2 + c.n, 0, 90);
        float[] to = c.floats(2 + c.n, 0, 90);
        AnchorDecode.inCells(from, to, cell, 2, 2 + c.n, 16, centre, side);
        c.same("centre", centre, 2, c.n, i -> (from[2 + i] + to[2 + i]) * .5f / 16 - cell[2 + i]);
        c.same("side", side, 2, c.n, i -> (to[2 + i] - from[2 + i]) / 16);
    }

    private static void boxWindows(Columns c) {
        float[] boxes = c.floats(4 * c.n, -20, 120);
        float[] bounds = {60, 110, 40, 120, -30, 30, Float.NEGATIVE_INFINITY, 20};
        float[] scales = {255 / 200f, 255 / 200f, 255 / 100f, 255 / 100f};
        for (boolean planar : new boolean[] {false, true}) {
            BoxWindows windows = new BoxWindows();
            // An earlier image, in whose blocks every box lay in every window.
            windows.start(1, 100, 100);
            float[] early = new float[16 * c.n + 4];
            windows.find(FloatSource.of(early), 0, planar, early.length / 4);
            windows.start(2, 100, 100);
            for (int w = 0; w < 2; w++) {
                for (int k = 0; k < 4; k++) {
                    windows.bound(w, k, bounds[2 * k], bounds[2 * k + 1]);
                }
            }
            int n = windows.find(FloatSource.of(boxes), 0, planar, c.n);
            int first = windows.end()[0];
            IntPredicate in = u -> {
                float[] b = new float[4];
                for (int k = 0; k < 4; k++) {
                    b[k] = boxes[planar ? k * c.n + u : 4 * u + k];
                }
                float[] number = {b[0] + b[2], b[1] + b[3], b[2] - b[0], b[3] - b[1]};
                boolean all = true;
                for (int k = 0; k < 4; k++) {
                    int step = BoxCodes.step(number[k], scales[k]);
                    all &= step >= BoxCodes.step(bounds[2 * k], scales[k])
                            && step <= BoxCodes.step(bounds[2 * k + 1], scales[k]);
                }
                return all;
            };
            c.places("boxes in the first window", windows.unit(), 0, first, in);
            c.places("boxes in the second", windows.unit(), first, n - first, in);
            assertThat(windows.end()[1]).isEqualTo(n);
            assertThat(windows.finite()).isTrue();
            if (c.n > 0) {
                float[] bad = boxes.clone();
                bad[c.random.nextInt(4 * c.n)] = Float.NEGATIVE_INFINITY;
                windows.find(FloatSource.of(bad), 0, planar, c.n);
                assertThat(windows.finite()).isFalse();
            }
        }
    }

    private static void edges(Columns c) {
        float[] edge = c.floats(-200, 700);
        if (c.n > 1) {
            edge[0] = -3e30f;
            edge[1] = 3e30f;
        }
        for (float shift : new float[] {0, .5f}) {
            for (int stride : new int[] {8, 32}) {
                int cells = 60 / stride + 9;
                float margin = shift == 0 ? 0 : .01f;
                int[] out = c.staleInts();
                CellEdges.first(edge, c.n, shift, stride, margin, cells, out);
                c.same("first", out, 0, c.n, i -> {
                    int cell = 0;
                    while (cell < cells && !((cell + shift) * stride - edge[i] > margin)) {
                        cell++;
                    }
                    return cell;
                });
                CellEdges.last(edge, c.n, shift, stride, margin, cells, out);
                c.same("last", out, 0, c.n, i -> {
                    int cell = cells - 1;
                    while (cell >= 0 && !(edge[i] - (cell + shift) * stride > margin)) {
                        cell--;
                    }
                    return cell;
                });
            }
        }
    }

    private static void locate(Columns c) {
        float[] x = c.floats(-3, 25);
        float[] y = c.floats(-3, 25);
        int[] cell = c.staleInts();
        float[] dx = c.stale();
        float[] dy = c.stale();
        CellLanes.locate(x, y, c.n, .5f, -.5f, 20, 15, 3, cell, dx, dy);
        c.same(
                "cell",
                cell,
                0,
                c.n,
                i -> 3 * (20 * Math.clamp((int) (y[i] + .5f), 0, 14) + Math.clamp((int) (x[i] - .5f), 0, 19)));
        c.same("dx", dx, i -> x[i] - Math.clamp((int) (x[i] - .5f), 0, 19));
        c.same("dy", dy, i -> y[i] - Math.clamp((int) (y[i] + .5f), 0, 14));
    }

    private static void near(Columns c) {
        float[] v = c.floats(-1, 21);
        if (c.n > 1) {
            v[0] = 1e9f;
            v[1] = -1e9f;
        }
        for (boolean flipped : new boolean[] {false, true}) {
            for (float reach : new float[] {0, .5f}) {
                bits(c, (bits, at) -> CellLanes.near(v, c.n, flipped, 20, reach, bits, at), i -> {
                    double p = flipped ? 20f - v[i] : v[i];
                    return p > 1 && p - Math.floor(p) < reach;
                });
            }
        }
    }

    private static void place(Columns c) {
        float[] point = c.floats(-50, 250);
        for (int cells : new int[] {3, 5, 20}) {
            float[] first = c.stale();
            float[] reach = c.stale();
            CellWindows.place(point, c.n, 8, 4, cells, first, reach);
            for (int i = 0; i < c.n; i++) {
                float p = point[i];
                int from = (int) first[i];
                int nearest = (int) Math.rint(Math.clamp((p - 4) / 8, -9, cells + 9));
                assertThat(from).isEqualTo(Math.clamp(nearest - 2, 0, Math.max(0, cells - 5)));
                float below = from <= 0 ? Float.POSITIVE_INFINITY : p - ((from - 1) * 8 + 4);
                float above = from >= cells - 5 ? Float.POSITIVE_INFINITY : (from + 5) * 8 + 4 - p;
                c.same("reach", reach[i], Math.min(below, above));
            }
        }
    }

    private static void windows(Columns c, int columns, int rows) {
        Columns.Boxes b = c.boxes();
        float[] area = c.stale();
        // Between two cells and on one, so that cells inside and outside a window are equally far.
        float[] cx = c.floats(0, 128);
        float[] cy = c.floats(4, 68);
        float[] firstX = c.stale();
        float[] firstY = c.stale();
        float[] reachX = c.stale();
        float[] reachY = c.stale();
        for (int i = 0; i < c.n; i++) {
            area[i] = b.area(i);
        }
        CellWindows.place(cx, c.n, 8, 4, columns, firstX, reachX);
        CellWindows.place(cy, c.n, 8, 4, rows, firstY, reachY);
        float[] closeness = c.stale(ROOM * c.n);
        int[] sure = c.staleInts();
        CellWindows.distances(cx, cy, firstX, firstY, reachX, reachY, c.n, 8, 4, columns, rows, closeness, sure);
        float[] floored = c.stale(ROOM * c.n);
        float[] plus = c.stale(ROOM * c.n);
        CellWindows.overlaps(b.x1(), b.y1(), b.x2(), b.y2(), area, firstX, firstY, c.n, 8, 4, 20, true, 1e-6f, floored);
        CellWindows.overlaps(b.x1(), b.y1(), b.x2(), b.y2(), area, firstX, firstY, c.n, 8, 4, 20, false, 1e-9f, plus);
        long[] inside = new long[c.n];
        CellWindows.inside(b.x1(), b.y1(), b.x2(), b.y2(), firstX, firstY, c.n, 8, 4, .01f, inside);
        for (int g = 0; g < c.n; g++) {
            int nearer = 0;
            for (int i = 0; i < CellWindows.CELLS; i++) {
                float column = firstX[g] + i % 5;
                float row = firstY[g] + i / 5;
                float px = column * 8 + 4;
                float py = row * 8 + 4;
                float far = (float) Math.sqrt(square(px - cx[g]) + square(py - cy[g]));
                boolean in = column < columns && row < rows;
                c.same("closeness", closeness[ROOM * g + i], in ? -far : Float.NEGATIVE_INFINITY);
                nearer += in && far < Math.min(reachX[g], reachY[g]) ? 1 : 0;
                float[] anchor = {px - 20, py - 20, px + 20, py + 20};
                float inter = b.common(g, anchor);
                float union = (anchor[2] - anchor[0]) * (anchor[3] - anchor[1]) + area[g] - inter;
                c.same("IoU with a floor", floored[ROOM * g + i], inter / Math.max(union, 1e-6f));
                c.same("IoU", plus[ROOM * g + i], inter / (union + 1e-9f));
                boolean held = px - b.x1()[g] > .01f
                        && py - b.y1()[g] > .01f
                        && b.x2()[g] - px > .01f
                        && b.y2()[g] - py > .01f;
                assertThat((inside[g] >> i & 1) == 1).isEqualTo(held);
            }
            assertThat(sure[g]).as("cells surely nearer").isEqualTo(nearer);
        }
    }
}
