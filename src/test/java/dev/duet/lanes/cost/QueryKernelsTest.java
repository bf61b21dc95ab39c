package dev.duet.lanes.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.Columns;
import dev.duet.lanes.KernelRows;
import dev.duet.lanes.math.ExpLog;
import dev.duet.lanes.math.Logistic;
import dev.duet.lanes.overlap.ColumnBlocks;
import dev.duet.lanes.overlap.GeneralisedIou;

/** Costs of DETR's queries and RTMDet's soft labels. */
public class QueryKernelsTest extends KernelRows {
    private static final float LN_10 = 2.302585093f;

    public QueryKernelsTest() {
        row("QueryCost.normalise; QueryCost.addDistance", QueryKernelsTest::distance);
        row("QueryCost.subtractGiou; QueryCost.giou", QueryKernelsTest::giou);
        row("QueryCost.focal", c -> {
            float[] p = c.floats(0, 1);
            float[] cost = c.stale();
            QueryCost.focal(p, c.n, 2, c.stale(), cost);
            c.same("focal", cost, i -> {
                float positive = -ExpLog.logNormal(p[i] + 1e-12f) * .25f * ((1 - p[i]) * (1 - p[i]));
                float negative = -ExpLog.logNormal(1 - p[i] + 1e-12f) * .75f * (p[i] * p[i]);
                return (positive - negative) * 2;
            });
        });
        row("QueryCost.negated", c -> {
            float[] p = c.floats(0, 1);
            float[] cost = c.stale();
            QueryCost.negated(p, c.n, 2, cost);
            c.same("negated", cost, i -> p[i] * -2f);
        });
        row("SoftLabel.negatedSum(float[], float[], int, float[])", c -> {
            float[] a = c.floats(0, 9);
            float[] b = c.floats(0, 9);
            if (c.n > 0) {
                a[c.n / 2] = Float.NaN;
            }
            float[] out = c.stale();
            SoftLabel.negatedSum(a, b, c.n, out);
            c.same("sum", out, i -> Float.isNaN(a[i]) ? Float.NEGATIVE_INFINITY : -(a[i] + b[i]));
        });
        row("SoftLabel.negatedSum(float[], float[], float[], int, float[])", c -> {
            float[] a = c.floats(0, 9);
            float[] b = c.floats(0, 9);
            float[] d = c.floats(0, 9);
            float[] out = c.stale();
            SoftLabel.negatedSum(a, b, d, c.n, out);
            c.same("sum", out, i -> -(a[i] + b[i] + d[i]));
        });
        row("SoftLabel.overlapCost(float[], int, float, float[]); SoftLabel.overlapCost(float, float)", c -> {
            float[] iou = c.floats(0, 1);
            float[] out = c.stale();
            SoftLabel.overlapCost(iou, c.n, 3, out);
            c.same("cost", out, i -> ExpLog.logNormal(iou[i] + 1e-7f) * -3);
            c.same("one", out, i -> SoftLabel.overlapCost(iou[i], 3));
        });
        row("SoftLabel.close", QueryKernelsTest::close);
        row(
                "SoftLabel.logPrior; SoftLabel.prior(float[], int);"
                        + " SoftLabel.prior(float, float, float, float, float, float)",
                QueryKernelsTest::prior);
        row("SoftLabel.own", QueryKernelsTest::own);
        row("RowSums.length; RowSums.of; SoftLabel.silent; SoftLabel.terms", QueryKernelsTest::others);
    }

    private static void distance(Columns c) {
        Columns.Boxes b = c.boxes();
        float[][] box = {c.stale(), c.stale(), c.stale(), c.stale()};
        QueryCost.normalise(b.x1(), b.y1(), b.x2(), b.y2(), c.n, 100, 80, box[0], box[1], box[2], box[3]);
        c.same("cx", box[0], i -> (b.x1()[i] + b.x2()[i]) * .5f / 100);
        c.same("cy", box[1], i -> (b.y1()[i] + b.y2()[i]) * .5f / 80);
        c.same("w", box[2], i -> (b.x2()[i] - b.x1()[i]) / 100);
        c.same("h", box[3], i -> (b.y2()[i] - b.y1()[i]) / 80);
        float[] cost = c.floats(0, 2);
        float[] before = cost.clone();
        QueryCost.addDistance(box[0], box[1], box[2], box[3], c.n, .25f, .375f, .5f, .125f, 5, cost);
        c.same(
                "distance",
                cost,
                i -> before[i]
                        + (Math.abs(box[0][i] - .25f)
                                        + Math.abs(box[1][i] - .375f)
                                        + Math.abs(box[2][i] - .5f)
                                        + Math.abs(box[3][i] - .125f))
                                * 5);
    }

    private static void giou(Columns c) {
        Columns.Boxes b = c.boxes();
        for (int i = 0; i < c.n; i++) {
            b.y2()[i] = i == 3 ? 3e30f : b.y2()[i];
        }
        float[] cost = c.floats(0, 2);
        float[] before = cost.clone();
        QueryCost.subtractGiou(b.x1(), b.y1(), b.x2(), b.y2(), c.n, 20, 30, 61, 55, 2, c.stale(), c.stale(), cost);
        c.same(
                "GIoU",
                cost,
                i -> before[i] - 2 * QueryCost.giou(b.x1()[i], b.y1()[i], b.x2()[i], b.y2()[i], 20, 30, 61, 55));
        for (int i = 0; i < c.n; i++) {
            if (b.x2()[i] >= b.x1()[i] && b.y2()[i] >= b.y1()[i]) {
                c.same(
                        "GIoU of an upright box",
                        QueryCost.giou(b.x1()[i], b.y1()[i], b.x2()[i], b.y2()[i], 20, 30, 61, 55),
                        GeneralisedIou.pair(Columns.columns(b, null), i, Columns.column(20, 30, 61, 55), 0));
            }
        }
    }

    private static void close(Columns c) {
        int size = ColumnBlocks.BLOCK;
        int all = 3 * c.n * size;
        float[] x = c.floats(all, 0, 100);
        float[] y = c.floats(all, 0, 100);
        float[] stride = c.floats(all, 8, 32);
        int[] block = c.staleInts();
        for (int j = 0; j < c.n; j++) {
            block[j] = 3 * j + c.random.nextInt(3);
        }
        for (int i = 0; i < all; i += 7) {
            x[i] = Float.NaN;
        }
        float[] iou = c.floats(c.n * size, 0, 1);
        int room = 1 + c.n * size;
        int[] column = c.staleInts(room);
        float[][] out = {c.stale(room), c.stale(room), c.stale(room)};
        int end = SoftLabel.close(x, y, stride, block, c.n, iou, 50, 40, 2, .25f, 1, column, out[0], out[1], out[2]);
        int at = 1;
        for (int j = 0; j < c.n * size; j++) {
            int i = block[j / size] * size + j % size;
            float dx = x[i] - 50;
            float dy = y[i] - 40;
            float square = dx * dx + dy * dy;
            if (square <= stride[i] * 2 * (stride[i] * 2) && iou[j] >= .25f) {
                assertThat(column[at]).isEqualTo(i);
                c.same("IoU", out[0][at], iou[j]);
                c.same("square", out[1][at], square);
                c.same("stride", out[2][at++], stride[i]);
            }
        }
        assertThat(end).isEqualTo(at);
    }

    private static void prior(Columns c) {
        float[] x = c.floats(0, 900);
        float[] stride = c.floats(8, 32);
        float[] square = c.stale();
        for (int i = 0; i < c.n; i++) {
            float dx = x[i] - 50;
            square[i] = dx * dx + 36;
        }
        float[] squares = square.clone();
        SoftLabel.logPrior(square, stride, c.n, 3);
        c.same("logarithm", square, i -> ((float) Math.sqrt(squares[i]) / stride[i] - 3) * LN_10);
        SoftLabel.prior(square, c.n);
        c.same("prior", square, i -> SoftLabel.prior(x[i], 46, stride[i], 50, 40, 3));
        for (int i = 0; i < c.n; i++) {
            assertThat(square[i]).isPositive().isLessThanOrEqualTo(Float.MAX_VALUE);
        }
    }

    private static void own(Columns c) {
        Logistic scores = new Logistic();
        scores.of(c.floats(-9, 9), true, c.n);
        float[] iou = c.floats(0, 1);
        float[] own = c.stale();
        float[] other = c.stale();
        SoftLabel.own(scores, iou, c.n, own, other);
        c.same("own", own, i -> {
            float entropy = scores.plus[i] - (scores.plus[i] - scores.minus[i]) * iou[i];
            return (entropy < 0 ? 0 : entropy) * ((iou[i] - scores.p[i]) * (iou[i] - scores.p[i]));
        });
        c.same("other", other, i -> scores.plus[i] * (scores.p[i] * scores.p[i]));
    }

    private static void others(Columns c) {
        int classes = c.n;
        int length = RowSums.length(classes);
        assertThat(length % 16).isZero();
        assertThat(length).isBetween(classes, classes + 15);
        int units = 3;
        for (boolean logits : new boolean[] {false, true}) {
            float[] values = c.floats(units * length, logits ? -9 : 0, logits ? 9 : 1);
            for (int i = 0; i < units * length; i++) {
                values[i] = i % length < classes ? values[i] : SoftLabel.silent(logits);
            }
            Logistic scores = new Logistic();
            scores.ofNegatives(values, logits, units * length);
            float[] plus = scores.plus.clone();
            SoftLabel.terms(scores, units * length);
            c.same("term", scores.plus, 0, units * length, i -> plus[i] * (scores.p[i] * scores.p[i]));
            float[] out = c.stale(1 + units);
            RowSums.of(scores.plus, units, length, out, 1);
            c.same("sum", out, 1, units, u -> {
                float[] part = new float[16];
                for (int i = 0; i < length; i++) {
                    part[i % 16] += scores.plus[u * length + i];
                }
                for (int half = 8; half > 0; half /= 2) {
                    for (int i = 0; i < half; i++) {
                        part[i] += part[i + half];
                    }
                }
                return part[0];
            });
        }
    }
}
