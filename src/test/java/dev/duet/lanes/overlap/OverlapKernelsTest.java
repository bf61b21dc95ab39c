package dev.duet.lanes.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.Columns;
import dev.duet.lanes.KernelRows;
import dev.duet.lanes.math.Atan;
import dev.duet.lanes.memory.FloatSource;

/** Overlaps of boxes pair by pair. */
public class OverlapKernelsTest extends KernelRows {
    private static final float E = 1e-7f;
    private static final float FLOOR = 1e-6f;
    private static final float V = (float) (4 / (Math.PI * Math.PI));

    public OverlapKernelsTest() {
        row("AnchorRatios.fit", OverlapKernelsTest::anchorRatios);
        row("BoxForm.areas; BoxForm.areasAndCentres", OverlapKernelsTest::areas);
        row("BoxForm.throughCentre", OverlapKernelsTest::throughCentre);
        row("CellBoxes.reserve; CellIou.of", OverlapKernelsTest::cellIou);
        row("CompleteIou.area; CompleteIou.shapes", OverlapKernelsTest::shapes);
        row("CompleteIou.distance; CompleteIou.complete; CompleteIou.pair", OverlapKernelsTest::complete);
        row("GeneralisedIou.all; GeneralisedIou.pair; GeneralisedIou.orApart", OverlapKernelsTest::generalised);
        row("PlainIou.plus; PlainIou.area", OverlapKernelsTest::plus);
        row("PlainIou.floored; PlainIou.intersection", OverlapKernelsTest::floored);
        row("PlainIou.flooredBlocks", OverlapKernelsTest::flooredBlocks);
        row("TouchingIou.all; TouchingIou.pair", OverlapKernelsTest::touchingAll);
        row("TouchingIou.above", OverlapKernelsTest::touchingAbove);
        row("TouchingIou.touching", OverlapKernelsTest::touching);
        row("ProbIou.varianceX; ProbIou.varianceY; ProbIou.covariance; ProbIou.of", OverlapKernelsTest::gaussians);
        row(
                "PairOverlaps.boxes; PairOverlaps.others; PairOverlaps.over; PairOverlaps.centreForm(int, float,"
                        + " float); PairOverlaps.guarded(int, float, float); PairOverlaps.centreForm(float, float, float,"
                        + " float, float, float, float, float, float, float); PairOverlaps.guarded(float, float, float,"
                        + " float, float, float, float, float, float, float)",
                OverlapKernelsTest::pairs);
    }

    private static void anchorRatios(Columns c) {
        float[] w = c.floats(1, 60);
        float[] h = c.floats(1, 60);
        float[] anchors = {4, 9, 25, 16, 50, 50};
        float[] best = c.stale();
        int over = 0;
        float[] expected = new float[c.n];
        for (int i = 0; i < c.n; i++) {
            for (int k = 0; k < anchors.length; k += 2) {
                float rx = w[i] / anchors[k];
                float ry = h[i] / anchors[k + 1];
                float fit = Math.min(Math.min(rx, 1 / rx), Math.min(ry, 1 / ry));
                expected[i] = Math.max(expected[i], fit);
                over += fit > .25f ? 1 : 0;
            }
        }
        assertThat(AnchorRatios.fit(w, h, 0, c.n, anchors, .25f, best)).isEqualTo(over);
        c.same("best fit", best, i -> expected[i]);
    }

    private static void areas(Columns c) {
        Columns.Boxes b = c.boxes();
        float[] area = c.stale();
        BoxForm.areas(b.x1(), b.y1(), b.x2(), b.y2(), c.n, area);
        c.same("area", area, b::area);
        float[] again = c.stale();
        float[] cx = c.stale();
        float[] cy = c.stale();
        BoxForm.areasAndCentres(b.x1(), b.y1(), b.x2(), b.y2(), c.n, again, cx, cy);
        c.same("area", again, b::area);
        c.same("centre", cx, i -> (b.x1()[i] + b.x2()[i]) * .5f);
        c.same("centre", cy, i -> (b.y1()[i] + b.y2()[i]) * .5f);
    }

    private static void throughCentre(Columns c) {
        float[] low = c.floats(-10, 90);
        float[] high = c.floats(-10, 1e4);
        float[] a = low.clone();
        float[] b = high.clone();
        BoxForm.throughCentre(low, high, c.n);
        c.same("low end", low, i -> (a[i] + b[i]) * .5f - (b[i] - a[i]) * .5f);
        c.same("high end", high, i -> (a[i] + b[i]) * .5f + (b[i] - a[i]) * .5f);
    }

    private static void cellIou(Columns c) {
        CellBoxes p = cellBoxes(c);
        CellBoxes t = cellBoxes(c);
        float[] out = c.stale();
        new CellIou().of(p, t, c.n, out);
        c.same("complete IoU in cells", out, i -> {
            float w = common(p.x[i], p.w[i], t.x[i], t.w[i]);
            float h = common(p.y[i], p.h[i], t.y[i], t.h[i]);
            float inter = w * h;
            float u = inter / (p.w[i] * (p.h[i] + E) + t.w[i] * (t.h[i] + E) - inter + E);
            float outerW = around(p.x[i], p.w[i], t.x[i], t.w[i]);
            float outerH = around(p.y[i], p.h[i], t.y[i], t.h[i]);
            float dx = t.x[i] - p.x[i];
            float dy = t.y[i] - p.y[i];
            float rho = (dx * dx + dy * dy) / (outerW * outerW + outerH * outerH + E);
            float turn = Atan.of(t.w[i] / (t.h[i] + E + E)) - Atan.of(p.w[i] / (p.h[i] + E + E));
            float v = turn * turn * V;
            float complete = u - (rho + v * (v / (v - u + (1 + E))));
            return complete >= 0 ? complete : 0;
        });
    }

    private static CellBoxes cellBoxes(Columns c) {
        CellBoxes boxes = new CellBoxes();
        boxes.reserve(c.n);
        System.arraycopy(c.floats(-.5, 1.5), 0, boxes.x, 0, c.stale().length);
        System.arraycopy(c.floats(-.5, 1.5), 0, boxes.y, 0, c.stale().length);
        System.arraycopy(c.floats(.01, 12), 0, boxes.w, 0, c.stale().length);
        System.arraycopy(c.floats(.01, 12), 0, boxes.h, 0, c.stale().length);
        return boxes;
    }

    private static float common(float a, float wa, float b, float wb) {
        float both = Math.min(a + wa * .5f, b + wb * .5f) - Math.max(a - wa * .5f, b - wb * .5f);
        return both < 0 ? 0 : both;
    }

    private static float around(float a, float wa, float b, float wb) {
        return Math.max(a + wa * .5f, b + wb * .5f) - Math.min(a - wa * .5f, b - wb * .5f);
    }

    private static void shapes(Columns c) {
        Columns.Boxes b = c.boxes();
        float[] area = c.stale();
        float[] angle = c.stale();
        CompleteIou.shapes(b.x1(), b.y1(), b.x2(), b.y2(), c.n, area, angle);
        c.same("area", area, i -> (b.x2()[i] - b.x1()[i]) * (b.y2()[i] - b.y1()[i] + E));
        c.same("area of one", area, i -> CompleteIou.area(b.x1()[i], b.y1()[i], b.x2()[i], b.y2()[i]));
        c.same("angle", angle, i -> Atan.of((b.x2()[i] - b.x1()[i]) / (b.y2()[i] - b.y1()[i] + E)));
    }

    private static void complete(Columns c) {
        Columns.Boxes b = c.boxes();
        float[] g = {20, 30, 61, 55};
        BoxColumns boxes = Columns.columns(b, null);
        BoxColumns gt = Columns.column(g);
        float[] iou = c.stale();
        float[] rho = c.stale();
        float[] bound = c.stale();
        float[] ratio = c.stale();
        boolean finite = CompleteIou.distance(boxes, 0, c.n, gt, 0, iou, rho, bound, ratio);
        assertThat(finite || !c.whole()).isTrue();
        float gArea = (g[2] - g[0]) * (g[3] - g[1] + E);
        c.same("IoU", iou, i -> {
            float height = b.y2()[i] - b.y1()[i] + E;
            return b.common(i, g) / ((b.x2()[i] - b.x1()[i]) * height + gArea - b.common(i, g) + E);
        });
        c.same("distance", rho, i -> {
            float outerW = Math.max(b.x2()[i], g[2]) - Math.min(b.x1()[i], g[0]);
            float outerH = Math.max(b.y2()[i], g[3]) - Math.min(b.y1()[i], g[1]);
            float dx = b.x1()[i] + b.x2()[i] - g[0] - g[2];
            float dy = b.y1()[i] + b.y2()[i] - g[1] - g[3];
            return (dx * dx + dy * dy) * .25f / (outerW * outerW + outerH * outerH + E);
        });
        c.same("bound", bound, i -> iou[i] - rho[i]);
        c.same("ratio", ratio, i -> (b.x2()[i] - b.x1()[i]) / (b.y2()[i] - b.y1()[i] + E));
        float[] tan = ratio.clone();
        float angle = Atan.of((g[2] - g[0]) / (g[3] - g[1] + E));
        float[] angles = c.floats(angle, angle);
        float[] out = c.stale();
        CompleteIou.complete(ratio, iou, rho, c.n, angles, out);
        c.same("complete IoU", out, i -> {
            float turn = Atan.of(tan[i]) - angle;
            float v = turn * turn * V;
            return Math.max(0, iou[i] - (rho[i] + v * (v / (v - iou[i] + (1 + E)))));
        });
        c.same("one pair", out, i -> CompleteIou.pair(boxes, i, gt, 0, gArea, angle, -9e9f));
        for (int i = 0; i < c.n; i++) {
            float pair = CompleteIou.pair(boxes, i, gt, 0, gArea, angle, .3f);
            assertThat(pair).isEqualTo(bound[i] < .3f ? 0 : out[i]);
        }
        spoil(c, b, () -> CompleteIou.distance(boxes, 0, c.n, gt, 0, iou, rho, bound, ratio));
    }

    private static void generalised(Columns c) {
        Columns.Boxes b = c.boxes();
        float[] g = {20, 30, 61, 55};
        if (c.n > 2) {
            b.x1()[2] = -3e30f;
            b.y2()[2] = 3e30f;
        }
        float[] out = c.stale();
        BoxColumns boxes = Columns.columns(b, null);
        BoxColumns gt = Columns.column(g);
        GeneralisedIou.all(boxes, c.n, gt, 0, out);
        c.same("generalised IoU", out, i -> {
            float union = Math.max(b.area(i) + (g[2] - g[0]) * (g[3] - g[1]) - b.common(i, g), FLOOR);
            float outerW = Math.max(b.x2()[i], g[2]) - Math.min(b.x1()[i], g[0]);
            float outerH = Math.max(b.y2()[i], g[3]) - Math.min(b.y1()[i], g[1]);
            float outer = Math.max(outerW * outerH, FLOOR);
            float giou = b.common(i, g) / union - (outer - union) / outer;
            return Math.abs(giou) <= 1e30f ? giou : -1;
        });
        c.same("one pair", out, i -> GeneralisedIou.pair(boxes, i, gt, 0));
        assertThat(GeneralisedIou.orApart(Float.NaN)).isEqualTo(-1);
        assertThat(GeneralisedIou.orApart(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(GeneralisedIou.orApart(.25f)).isEqualTo(.25f);
    }

    private static void plus(Columns c) {
        Columns.Boxes b = c.boxes();
        float[] g = {20, 30, 61, 55};
        BoxColumns boxes = Columns.columns(b, null);
        BoxColumns gt = Columns.column(g);
        float gArea = PlainIou.area(g[0], g[1], g[2], g[3], true);
        assertThat(gArea).isEqualTo((g[2] - g[0]) * (g[3] - g[1]));
        assertThat(PlainIou.area(9, 1, 2, 4, true)).isZero();
        assertThat(PlainIou.area(9, 1, 2, 4, false)).isEqualTo(-21);
        float[] out = c.stale();
        boolean finite = PlainIou.plus(boxes, 0, c.n, gt, 0, 7, out);
        assertThat(finite || !c.whole()).isTrue();
        c.same("IoU", out, i -> {
            float area = Math.max(b.x2()[i] - b.x1()[i], 0) * Math.max(b.y2()[i] - b.y1()[i], 0);
            return b.common(i, g) / (area + gArea - b.common(i, g) + 7);
        });
        spoil(c, b, () -> PlainIou.plus(boxes, 0, c.n, gt, 0, 7, out));
    }

    private static void floored(Columns c) {
        Columns.Boxes b = c.boxes();
        float[] g = {20, 30, 61, 55};
        BoxColumns boxes = Columns.columns(b, null);
        BoxColumns gt = Columns.column(g);
        float gArea = (g[2] - g[0]) * (g[3] - g[1]);
        float[] out = c.stale();
        boolean finite = PlainIou.floored(boxes, 0, c.n, gt, 0, FLOOR, out);
        assertThat(finite || !c.whole()).isTrue();
        c.same("IoU", out, i -> b.common(i, g) / Math.max(b.area(i) + gArea - b.common(i, g), FLOOR));
        for (int i = 0; i < c.n; i++) {
            assertThat(PlainIou.intersection(b.x1()[i], b.y1()[i], b.x2()[i], b.y2()[i], g[0], g[1], g[2], g[3]))
                    .isEqualTo(b.common(i, g));
        }
        spoil(c, b, () -> PlainIou.floored(boxes, 0, c.n, gt, 0, FLOOR, out));
    }

    /** A number that is none, anywhere, shows. */
    private static void spoil(Columns c, Columns.Boxes b, java.util.function.BooleanSupplier finite) {
        if (c.n > 0) {
            float[][] columns = {b.x1(), b.y1(), b.x2(), b.y2()};
            float[] bad = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
            columns[c.random.nextInt(4)][c.random.nextInt(c.n)] = bad[c.random.nextInt(3)];
            assertThat(finite.getAsBoolean()).isFalse();
        }
    }

    private static void flooredBlocks(Columns c) {
        int all = 3 * c.n;
        Columns.Boxes b = c.boxes(all * Blocks.SIZE);
        float[] g = {20, 30, 61, 55};
        BoxColumns boxes = Columns.columns(b, null);
        BoxColumns gt = Columns.column(g);
        float gArea = (g[2] - g[0]) * (g[3] - g[1]);
        int[] block = c.staleInts();
        for (int j = 0; j < c.n; j++) {
            block[j] = 3 * j + c.random.nextInt(3);
        }
        int[] kept = c.staleInts(1 + c.n * Blocks.SIZE);
        float[] out = c.stale(1 + c.n * Blocks.SIZE);
        int end = PlainIou.flooredBlocks(boxes, block, c.n, gt, 0, FLOOR, kept, out, 1);
        int at = 1;
        for (int j = 0; j < c.n; j++) {
            for (int i = block[j] * Blocks.SIZE; i < (block[j] + 1) * Blocks.SIZE; i++) {
                if (b.common(i, g) > 0) {
                    assertThat(kept[at]).isEqualTo(i);
                    c.same("IoU", out[at++], b.common(i, g) / Math.max(b.area(i) + gArea - b.common(i, g), FLOOR));
                }
            }
        }
        assertThat(end).isEqualTo(at);
    }

    private static float touching(Columns.Boxes b, float[] area, int i, float[] g, float floor) {
        boolean touch = Math.min(b.x2()[i], g[2]) > Math.max(b.x1()[i], g[0])
                && Math.min(b.y2()[i], g[3]) > Math.max(b.y1()[i], g[1]);
        float gArea = (g[2] - g[0]) * (g[3] - g[1]);
        return touch ? b.common(i, g) / Math.max(area[i] + gArea - b.common(i, g), floor) : 0;
    }

    private static void touchingAll(Columns c) {
        Columns.Boxes b = c.boxes();
        float[] area = areasOf(c, b);
        float[] g = {20, 30, 61, 55};
        BoxColumns boxes = Columns.columns(b, area);
        BoxColumns gt = Columns.column(g);
        for (float floor : new float[] {TouchingIou.NO_FLOOR, FLOOR, 2000}) {
            float[] out = c.stale();
            TouchingIou.all(boxes, c.n, gt, 0, floor, out);
            c.same("IoU", out, i -> touching(b, area, i, g, floor));
            c.same("one pair", out, i -> TouchingIou.pair(boxes, i, gt, 0, floor));
        }
    }

    private static void touchingAbove(Columns c) {
        Columns.Boxes b = c.boxes();
        float[] area = areasOf(c, b);
        float[] g = {20, 30, 61, 55};
        BoxColumns boxes = Columns.columns(b, area);
        BoxColumns gt = Columns.column(g);
        float[] out = c.stale();
        int[] position = c.staleInts();
        int count = TouchingIou.above(boxes, c.n, gt, 0, FLOOR, out, position);
        c.places("boxes that touch", position, 0, count, i -> touching(b, area, i, g, FLOOR) > 0);
        c.same("IoU", out, 0, count, i -> touching(b, area, position[i], g, FLOOR));
    }

    private static void touching(Columns c) {
        Columns.Boxes b = c.boxes();
        float[] area = areasOf(c, b);
        float[] g = {20, 30, 41, 45};
        BoxColumns boxes = Columns.columns(b, area);
        BoxColumns gt = Columns.column(g);
        float[] out = c.stale();
        int count = TouchingIou.touching(boxes, c.n, gt, 0, FLOOR, out);
        int at = 0;
        for (int i = 0; i < c.n; i++) {
            float iou = touching(b, area, i, g, FLOOR);
            while (iou > 0 && out[at] != iou) {
                assertThat(out[at++]).as("among zeros").isZero();
                assertThat(at).isLessThan(count);
            }
            at += iou > 0 ? 1 : 0;
        }
        for (; at < count; at++) {
            assertThat(out[at]).as("among zeros").isZero();
        }
        assertThat(count).isBetween(0, c.n);
    }

    private static float[] areasOf(Columns c, Columns.Boxes b) {
        float[] area = c.stale();
        for (int i = 0; i < area.length; i++) {
            area[i] = b.area(i);
        }
        return area;
    }

    private static void gaussians(Columns c) {
        for (int i = 0; i < c.n; i++) {
            float[] a = {c.number(0, 90), c.number(0, 90), c.number(1, 50), c.number(1, 50), c.number(-2, 2)};
            float[] b = {c.number(0, 90), c.number(0, 90), c.number(1, 50), c.number(1, 50), c.number(-2, 2)};
            float cos = (float) Math.cos(a[4]);
            float sin = (float) Math.sin(a[4]);
            float x = ProbIou.varianceX(a[2], a[3], cos, sin);
            float y = ProbIou.varianceY(a[2], a[3], cos, sin);
            float z = ProbIou.covariance(a[2], a[3], cos, sin);
            float overlap = ProbIou.of(a[0], a[1], x, y, z, b[0], b[1], b[2], b[3], b[4]);
            assertThat((double) overlap).isCloseTo(hellinger(a, b), org.assertj.core.data.Offset.offset(2e-3));
        }
    }

    /** In doubles, from the definition. */
    private static double hellinger(float[] a, float[] b) {
        double[] s = new double[3];
        double apart = 1;
        for (float[] box : new float[][] {a, b}) {
            double cos = Math.cos(box[4]);
            double sin = Math.sin(box[4]);
            double u = box[2] * box[2] / 12.0;
            double v = box[3] * box[3] / 12.0;
            s[0] += u * cos * cos + v * sin * sin;
            s[1] += u * sin * sin + v * cos * cos;
            s[2] += (u - v) * cos * sin;
            apart *= u * v;
        }
        double dx = a[0] - b[0];
        double dy = a[1] - b[1];
        double q = s[0] * s[1] - s[2] * s[2];
        double distance = (s[0] * dy * dy + s[1] * dx * dx - 2 * s[2] * dx * dy) / q / 4
                + .5 * Math.log(q / (4 * Math.sqrt(apart)));
        return 1 - Math.sqrt(1 - Math.exp(-Math.clamp(distance, 1e-7, 100)));
    }

    private static void pairs(Columns c) {
        Columns.Boxes b = c.boxes();
        float[] rows = new float[4 * c.n];
        int[] unit = new int[c.n];
        for (int i = 0; i < c.n; i++) {
            unit[i] = c.n - 1 - i;
            rows[4 * i] = b.x1()[i];
            rows[4 * i + 1] = b.y1()[i];
            rows[4 * i + 2] = b.x2()[i];
            rows[4 * i + 3] = b.y2()[i];
        }
        float[] g = {.4f, .3f, .5f, .25f};
        PairOverlaps pairs = new PairOverlaps();
        for (boolean centres : new boolean[] {true, false}) {
            // What an earlier and larger batch left behind.
            int[] before = new int[4 * c.n + 9];
            int[] ends = {before.length};
            pairs.boxes(FloatSource.of(new float[] {20, 10, 60, 34}), 0, false, 1, before, before.length);
            pairs.others(new float[] {g[0]}, new float[] {g[1]}, new float[] {g[2]}, new float[] {g[3]}, ends, 1);
            pairs.centreForm(before.length, 100, 80);
            pairs.boxes(FloatSource.of(new float[] {20, 10, 60, 34}), 0, false, 1, before, before.length);
            pairs.boxes(FloatSource.of(rows), 0, false, c.n, unit, c.n);
            pairs.others(
                    new float[] {g[0]}, new float[] {g[1]}, new float[] {g[2]}, new float[] {g[3]}, new int[] {c.n}, 1);
            float[] found = centres ? pairs.centreForm(c.n, 100, 80) : pairs.guarded(c.n, 100, 80);
            c.same("one pair", found, i -> {
                int u = unit[i];
                return centres
                        ? PairOverlaps.centreForm(
                                b.x1()[u], b.y1()[u], b.x2()[u], b.y2()[u], 100, 80, g[0], g[1], g[2], g[3])
                        : PairOverlaps.guarded(
                                b.x1()[u], b.y1()[u], b.x2()[u], b.y2()[u], 100, 80, g[0], g[1], g[2], g[3]);
            });
            c.same("formula", found, i -> centres ? inCentreForm(b, unit[i], g) : guarded(b, unit[i], g));
            int[] over = new int[c.n];
            int count = pairs.over(.1f, c.n, over);
            c.places("pairs over the limit", over, 0, count, i -> found[i] > .1f);
        }
    }

    private static float inCentreForm(Columns.Boxes b, int u, float[] g) {
        float w = b.x2()[u] / 100 - b.x1()[u] / 100;
        float h = b.y2()[u] / 80 - b.y1()[u] / 80;
        float x = (b.x1()[u] / 100 + b.x2()[u] / 100) * .5f;
        float y = (b.y1()[u] / 80 + b.y2()[u] / 80) * .5f;
        float across = Math.min(x + w * .5f, g[0] + g[2] * .5f) - Math.max(x - w * .5f, g[0] - g[2] * .5f);
        float down = Math.min(y + h * .5f, g[1] + g[3] * .5f) - Math.max(y - h * .5f, g[1] - g[3] * .5f);
        float both = across < 0 || down < 0 ? 0 : across * down;
        return both / (w * h + g[2] * g[3] - both);
    }

    private static float guarded(Columns.Boxes b, int u, float[] g) {
        float left = b.x1()[u] / 100;
        float right = b.x2()[u] / 100;
        float top = b.y1()[u] / 80;
        float bottom = b.y2()[u] / 80;
        float[] e = {g[0] - g[2] * .5f, g[1] - g[3] * .5f, g[0] + g[2] * .5f, g[1] + g[3] * .5f};
        float both = Math.max(Math.min(right, e[2]) - Math.max(left, e[0]), 0)
                * Math.max(Math.min(bottom, e[3]) - Math.max(top, e[1]), 0);
        float own = Math.max(right - left, 0) * Math.max(bottom - top, 0);
        return both / (own + (e[2] - e[0]) * (e[3] - e[1]) - both + 1e-9f);
    }
}
