package dev.duet.lanes.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.Columns;
import dev.duet.lanes.KernelRows;
import dev.duet.lanes.math.ExpLog;
import dev.duet.lanes.math.Logistic;
import dev.duet.lanes.memory.FloatSource;
import org.assertj.core.data.Offset;

/** What classes and pairs cost. Of kernels over classes the size is the number of classes as well as that of units. */
public class CostKernelsTest extends KernelRows {
    private static final float CLAMP = 100;

    public CostKernelsTest() {
        row("Alignment.metric; Alignment.of; Alignment.outOfReach; Alignment.leastBound", CostKernelsTest::alignment);
        row("Alignment.targets", c -> {
            float[] metric = c.floats(0, 1);
            float[] overlap = c.floats(0, 1);
            float[] divisor = c.floats(.1, 1);
            float[] out = c.stale(2 + c.n);
            Alignment.targets(metric, overlap, divisor, c.n, true, out, 2);
            c.same("divided first", out, 2, c.n, i -> metric[i] / divisor[i] * overlap[i]);
            Alignment.targets(metric, overlap, divisor, c.n, false, out, 2);
            c.same("divided last", out, 2, c.n, i -> metric[i] * overlap[i] / divisor[i]);
        });
        row("ClassGate.one; ClassGate.unitMajor; ClassGate.classMajor", CostKernelsTest::gate);
        row("ClassSums.of", CostKernelsTest::classSums);
        row("VarifocalSums.of", CostKernelsTest::varifocalSums);
        row(
                "SquareRootCost.row; SquareRootCost.pair; SquareRootCost.overlapPart; SquareRootCost.generalised",
                CostKernelsTest::squareRoot);
        row(
                "VarifocalCost.row; VarifocalCost.pair; VarifocalCost.overlapPart; VarifocalCost.generalised",
                CostKernelsTest::varifocal);
        row("TransportCost.relative", CostKernelsTest::transport);
    }

    private static void alignment(Columns c) {
        float[] score = c.floats(0, 1);
        float[] overlap = c.floats(0, 1);
        for (float[] powers : new float[][] {{.5f, 6}, {1, 6}, {1, 1}, {.7f, 2.5f}}) {
            float[] out = c.stale();
            Alignment.metric(score, overlap, c.n, powers[0], powers[1], out);
            c.same("one pair", out, i -> Alignment.of(score[i], overlap[i], powers[0], powers[1]));
            for (int i = 0; i < c.n; i++) {
                double exact = Math.pow(score[i], powers[0]) * Math.pow(overlap[i], powers[1]);
                assertThat((double) out[i]).isCloseTo(exact, Offset.offset(1e-6 * exact + 1e-30));
                // Whatever reaches the metric of this pair, at the best score, has an overlap of at least the bound.
                float least = Alignment.leastBound(out[i], powers[1]);
                assertThat(least).isBetween(0f, overlap[i]);
                assertThat(Alignment.outOfReach(overlap[i], out[i], powers[1])).isFalse();
                if (out[i] > 1e-6f) {
                    assertThat(Alignment.outOfReach(least * .99f, out[i], powers[1]))
                            .isTrue();
                }
            }
        }
    }

    private static void gate(Columns c) {
        int units = 7;
        int classes = c.n;
        if (classes == 0) {
            return;
        }
        int stride = classes + 2;
        float[] rows = c.floats(units * stride, 0, 1);
        float[] planes = c.floats(units * classes, 0, 1);
        for (int u = 0; u < units; u++) {
            for (int k = 0; k < stride; k++) {
                rows[u * stride + k] = k < classes ? .7f * rows[u * stride + k] : c.stale()[0];
                if (k < classes) {
                    planes[k * units + u] = rows[u * stride + k];
                }
            }
        }
        int[] unit = {3, 0, 6, 2, 5, 1};
        int[] label = c.ints(unit.length, 0, classes);
        ClassGate gate = new ClassGate();
        float limit = .69f;
        boolean[] byUnit = new boolean[unit.length];
        boolean[] byClass = new boolean[unit.length];
        boolean[] one = new boolean[unit.length];
        FloatSource unitMajor = FloatSource.of(rows);
        FloatSource classMajor = FloatSource.of(planes);
        assertThat(gate.unitMajor(unitMajor, 0, stride, classes, unit, unit.length, limit, byUnit, 0, 1))
                .isEqualTo(-1);
        assertThat(gate.classMajor(classMajor, 0, units, classes, unit, unit.length, limit, byClass, 0, 1))
                .isEqualTo(-1);
        assertThat(ClassGate.one(unitMajor, 0, stride, 1, unit, label, unit.length, limit, one, 0, 1))
                .isEqualTo(-1);
        for (int i = 0; i < unit.length; i++) {
            boolean any = false;
            for (int k = 0; k < classes; k++) {
                any |= rows[unit[i] * stride + k] > limit;
            }
            assertThat(byUnit[i]).isEqualTo(any);
            assertThat(byClass[i]).isEqualTo(any);
            assertThat(one[i]).isEqualTo(rows[unit[i] * stride + label[i]] > limit);
        }
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1.5f, -.5f}) {
            int at = c.random.nextInt(unit.length);
            int k = label[at];
            float good = rows[unit[at] * stride + k];
            rows[unit[at] * stride + k] = bad;
            planes[k * units + unit[at]] = bad;
            assertThat(gate.unitMajor(unitMajor, 0, stride, classes, unit, unit.length, limit, byUnit, 0, 1))
                    .isEqualTo(at);
            assertThat(gate.classMajor(classMajor, 0, units, classes, unit, unit.length, limit, byClass, 0, 1))
                    .isEqualTo(at);
            assertThat(ClassGate.one(unitMajor, 0, stride, 1, unit, label, unit.length, limit, one, 0, 1))
                    .isEqualTo(at);
            rows[unit[at] * stride + k] = good;
            planes[k * units + unit[at]] = good;
        }
    }

    /** Scores of {@code units} units, {@code stride} apart, stale ones between them. */
    private static float[] scores(Columns c, int units, int stride, double low, double high) {
        float[] scores = c.floats(units * stride, low, high);
        for (int u = 0; u < units; u++) {
            for (int k = c.n; k < stride; k++) {
                scores[u * stride + k] = c.stale()[0];
            }
        }
        return scores;
    }

    private static void sums(Columns c, UnitSums sums, boolean logits, Term term, double tolerance) {
        if (c.n == 0) {
            return;
        }
        int units = 21;
        int stride = c.n + 3;
        float[] scores = logits ? scores(c, units, stride, -9, 9) : scores(c, units, stride, 0, 1);
        float[] objectness = c.floats(units, 0, 1);
        int[] unit = c.ints(units, 0, units);
        float[] out = c.stale(units);
        assertThat(sums.of(scores, 0, stride, unit, objectness, units, out)).isTrue();
        for (int i = 0; i < units; i++) {
            double sum = 0;
            for (int k = 0; k < c.n; k++) {
                double score = scores[unit[i] * stride + k];
                double p = logits ? ExpLog.sigmoid((float) score) : score;
                sum += term.of(p, objectness[i]);
            }
            assertThat((double) out[i]).as("unit %d", i).isCloseTo(sum, Offset.offset(tolerance * (1 + sum)));
        }
        scores[unit[4] * stride + c.random.nextInt(c.n)] = c.n % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY;
        assertThat(sums.of(scores, 0, stride, unit, objectness, units, out)).isFalse();
    }

    private interface Term {
        double of(double p, double objectness);
    }

    private static double minusLog(double x) {
        return Math.min(CLAMP, -Math.log(x));
    }

    private static void classSums(Columns c) {
        for (boolean logits : new boolean[] {false, true}) {
            sums(
                    c,
                    new ClassSums(logits, c.n),
                    logits,
                    (p, o) -> minusLog(1 - (double) (float) Math.sqrt((float) (p * o))),
                    1e-5);
        }
    }

    private static void varifocalSums(Columns c) {
        for (boolean logits : new boolean[] {false, true}) {
            sums(c, new VarifocalSums(logits, c.n, .75f), logits, (p, o) -> .75 * p * p * minusLog(1 - p), 1e-5);
        }
    }

    private static void costs(Columns c, PairCost cost, boolean logits, float[] iou, float[] giou, PairAt exact) {
        float[] sum = c.floats(0, 90);
        float[] score = logits ? c.floats(-9, 9) : c.floats(0, 1);
        float[] objectness = c.floats(0, 1);
        if (c.n > 0 && !logits) {
            score[0] = 1;
            objectness[0] = 1;
        }
        float[] stored = score.clone();
        float[] out = c.stale();
        cost.row(sum, score, objectness, iou, giou, c.n, out);
        c.same("one pair", out, i -> cost.pair(sum[i], stored[i], objectness[i], iou[i], giou[i]));
        for (int i = 0; i < c.n; i++) {
            double p = logits ? ExpLog.sigmoid(stored[i]) : stored[i];
            double truth = exact.of(sum[i], p, objectness[i], iou[i], giou[i]);
            assertThat((double) out[i]).isCloseTo(truth, Offset.offset(2e-5 * (1 + Math.abs(truth) + sum[i])));
            // With no probability and nothing in the sum the class costs what one clamped logarithm does, or nothing.
            double overlapPart = cost.overlapPart(iou[i], giou[i]);
            double alone = exact.of(0, 0, 0, iou[i], giou[i]) - (cost.generalised() ? CLAMP * iou[i] * iou[i] : CLAMP);
            assertThat(overlapPart).isCloseTo(alone, Offset.offset(2e-5 * (1 + Math.abs(alone))));
        }
    }

    private interface PairAt {
        double of(double sum, double p, double objectness, double iou, double giou);
    }

    private static void squareRoot(Columns c) {
        for (boolean logits : new boolean[] {false, true}) {
            SquareRootCost cost = new SquareRootCost(logits, 1, 3, 1e-8f);
            assertThat(cost.generalised()).isFalse();
            costs(c, cost, logits, c.floats(0, 1), c.stale(), (sum, p, o, iou, giou) -> {
                double joint = (float) Math.sqrt((float) (p * o));
                return sum - minusLog(1 - joint) + minusLog(joint) - 3 * Math.log(iou + 1e-8);
            });
        }
    }

    private static void varifocal(Columns c) {
        for (boolean logits : new boolean[] {false, true}) {
            VarifocalCost cost = new VarifocalCost(logits, 1, 6, .75f);
            assertThat(cost.generalised()).isTrue();
            costs(c, cost, logits, c.floats(0, 1), c.floats(-1, 1), (sum, p, o, iou, giou) -> {
                double no = minusLog(1 - p);
                double negative = .75 * p * p * no;
                double positive = iou > 0 ? iou * (iou * minusLog(p) + (1 - iou) * no) : negative;
                return sum - negative + positive + 6 * (1 - giou);
            });
        }
    }

    private static void transport(Columns c) {
        Logistic scores = new Logistic();
        float[] z = c.floats(-9, 9);
        scores.of(z, true, c.n);
        float[] iou = c.floats(0, 1);
        float[] cost = c.stale();
        TransportCost.relative(scores, iou, c.n, 1.5f, .01f, cost);
        for (int i = 0; i < c.n; i++) {
            double p = 1 / (1 + Math.exp(-z[i]));
            double focal = .25 * (1 - p) * (1 - p) * -Math.log(p) - .75 * p * p * -Math.log(1 - p);
            double truth = focal - 1.5 * Math.log(Math.max(iou[i], .01f));
            assertThat((double) cost[i]).isCloseTo(truth, Offset.offset(2e-5 * (1 + Math.abs(truth))));
        }
    }
}
