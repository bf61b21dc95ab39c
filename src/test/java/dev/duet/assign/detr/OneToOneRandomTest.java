package dev.duet.assign.detr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.duet.api.Assignment;
import dev.duet.assign.GtOutcome;
import dev.duet.oracle.OracleUnits;
import dev.duet.random.RandomBatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The exact matchings on seeded batches: their total cost is that of a second solver on costs computed in double over all pairs, and it
 * is what their pairs cost.
 */
@Tag("widths")
class OneToOneRandomTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 20);

    private interface Cost {
        double of(RawScene scene, int g, int unit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deformable-detr", "detr"})
    void queriesAreMatchedAtLeastCost(String flavour) {
        GlobalSystem system = new GlobalSystem("hungarian", "flavour", flavour);
        for (long seed = 0; seed < 2L * SEEDS; seed++) {
            RandomBatch batch = RandomBatch.of(system.options(), seed);
            double width = batch.pyramid.imageWidth();
            double height = batch.pyramid.imageHeight();
            boolean softmax = flavour.equals("detr");
            compare(
                    batch,
                    system.assign(batch),
                    (scene, g, unit) -> (softmax ? -softmax(batch, scene, g, unit) : 2 * focal(scene, g, unit))
                            + 5 * distance(scene.gts[g], scene.boxes[unit], width, height)
                            - 2 * giou(scene.gts[g], scene.boxes[unit]));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 40})
    void unitsAreMatchedAtLeastSimOtaCost(int gts) {
        GlobalSystem system = new GlobalSystem("simota-one2one");
        for (long seed = 0; seed < SEEDS; seed++) {
            var options = system.options();
            options.gts = gts;
            RandomBatch batch = RandomBatch.of(options, seed);
            OracleUnits units = RandomBatch.units(batch.pyramid, 0.5f, 1, false);
            compare(
                    batch,
                    system.assign(batch),
                    (scene, g, unit) -> scene.simOtaCost(g, unit) + (inCentre(scene.gts[g], units, unit) ? 0 : 1e6));
        }
    }

    private static void compare(RandomBatch batch, Assignment actual, Cost rule) {
        for (int b = 0; b < actual.images(); b++) {
            String where = "image " + b + ", " + batch;
            RawScene scene = new RawScene(batch, b);
            int gts = scene.gts.length;
            int n = actual.units();
            double[][] cost = new double[gts][n];
            double largest = 1;
            for (int g = 0; g < gts; g++) {
                for (int unit = 0; unit < n; unit++) {
                    cost[g][unit] = rule.of(scene, g, unit);
                    largest = Math.max(largest, cost[g][unit] % 1e6);
                }
            }
            double tolerance = 1e-5 * largest * Math.max(1, gts);
            assertThat(actual.totalCost(b)).as(where).isCloseTo(MatchingOracle.total(cost), within(tolerance));
            boolean[] unitTaken = new boolean[n];
            boolean[] gtTaken = new boolean[gts];
            double total = 0;
            for (int d = actual.offset(b); d < actual.offset(b + 1); d++) {
                assertThat(unitTaken[actual.unit(d)] || gtTaken[actual.gt(d)])
                        .as(where)
                        .isFalse();
                unitTaken[actual.unit(d)] = true;
                gtTaken[actual.gt(d)] = true;
                total += cost[actual.gt(d)][actual.unit(d)];
            }
            assertThat(actual.offset(b + 1) - actual.offset(b)).as(where).isEqualTo(Math.min(gts, n));
            assertThat(total).as(where).isCloseTo(actual.totalCost(b), within(tolerance));
            for (int g = 0; g < gts; g++) {
                assertThat(actual.outcome(actual.gtOffset(b) + g))
                        .isEqualTo(gtTaken[g] ? GtOutcome.ASSIGNED : GtOutcome.LOST);
            }
        }
    }

    private static double focal(RawScene scene, int g, int unit) {
        double p = scene.p[unit][scene.labels[g]];
        double positive = -Math.log(p + 1e-12) * 0.25 * (1 - p) * (1 - p);
        return positive + Math.log(Math.max(0, 1 - p) + 1e-12) * 0.75 * p * p;
    }

    /** Given as probabilities, scores are the softmax already. */
    private static double softmax(RandomBatch batch, RawScene scene, int g, int unit) {
        if (!batch.predictions[0].batch().scores.logits) {
            return scene.p[unit][scene.labels[g]];
        }
        double sum = 0;
        for (double z : scene.z[unit]) {
            sum += Math.exp(z);
        }
        return Math.exp(scene.z[unit][scene.labels[g]]) / sum;
    }

    private static double distance(float[] a, float[] b, double width, double height) {
        double dx = Math.abs((double) a[0] + a[2] - b[0] - b[2]) / 2 / width;
        double dy = Math.abs((double) a[1] + a[3] - b[1] - b[3]) / 2 / height;
        double dw = Math.abs((double) a[2] - a[0] - b[2] + b[0]) / width;
        double dh = Math.abs((double) a[3] - a[1] - b[3] + b[1]) / height;
        return dx + dy + dw + dh;
    }

    private static double giou(float[] a, float[] b) {
        double inter = Math.max(0, (double) Math.min(a[2], b[2]) - Math.max(a[0], b[0]))
                * Math.max(0, (double) Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
        double union = Math.max(area(a) + area(b) - inter, 1e-6);
        double enclosing = Math.max(
                ((double) Math.max(a[2], b[2]) - Math.min(a[0], b[0]))
                        * ((double) Math.max(a[3], b[3]) - Math.min(a[1], b[1])),
                1e-6);
        return inter / union - (enclosing - union) / enclosing;
    }

    private static double area(float[] b) {
        return ((double) b[2] - b[0]) * ((double) b[3] - b[1]);
    }

    private static boolean inCentre(float[] gt, OracleUnits units, int unit) {
        float reach = 1.5f * units.strides[units.level[unit]];
        float cx = (gt[0] + gt[2]) * 0.5f;
        float cy = (gt[1] + gt[3]) * 0.5f;
        return units.x[unit] - (cx - reach) > 0
                && cx + reach - units.x[unit] > 0
                && units.y[unit] - (cy - reach) > 0
                && cy + reach - units.y[unit] > 0;
    }
}
