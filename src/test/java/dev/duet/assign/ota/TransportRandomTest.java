package dev.duet.assign.ota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.detr.GlobalSystem;
import dev.duet.assign.detr.RawScene;
import dev.duet.oracle.OracleUnits;
import dev.duet.random.BatchOptions;
import dev.duet.random.RandomBatch;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** OTA against the original's dense rule in double, all classes and the background's costs included. */
@Tag("widths")
class TransportRandomTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 20);
    private static final float FLOOR = 1.1920929e-7f;
    /** Logs of plans nearer than this may go either way: costs are float32 and divided by 0.1. */
    private static final double TIGHT = 1e-3;

    /** Spec section 7 of one image. */
    private static final class Rule {
        final int[] k;
        final int[] free;
        final DenseSinkhorn plan;
        double kMargin = 1;

        Rule(RawScene scene, OracleUnits units) {
            int gts = scene.gts.length;
            int n = units.size();
            k = new int[gts];
            free = new int[gts];
            double[][] cost = new double[gts + 1][n];
            for (int j = 0; j < n; j++) {
                for (int c = 0; c < scene.z[j].length; c++) {
                    cost[gts][j] += focal(scene, j, c, false);
                }
            }
            for (int g = 0; g < gts; g++) {
                double[] overlaps = new double[n];
                for (int j = 0; j < n; j++) {
                    float iou = RawScene.iou(scene.boxes[j], scene.gts[g], FLOOR);
                    boolean isFree = isFree(scene.gts[g], units, j);
                    overlaps[j] = isFree ? iou : 0;
                    free[g] += isFree ? 1 : 0;
                    cost[g][j] = cost[gts][j]
                            - focal(scene, j, scene.labels[g], false)
                            + focal(scene, j, scene.labels[g], true)
                            - 1.5 * Math.log(Math.max(iou, FLOOR))
                            + (isFree ? 0 : 1e6);
                }
                Arrays.sort(overlaps);
                double sum = 0;
                for (int i = 0; i < Math.min(20, n); i++) {
                    sum += overlaps[n - 1 - i];
                }
                k[g] = Math.max(1, (int) sum);
                if (sum > 0.5 && sum != Math.rint(sum)) {
                    kMargin = Math.min(kMargin, Math.abs(sum - Math.rint(sum)));
                }
            }
            plan = new DenseSinkhorn(cost, k, 0.1, 50);
        }

        private static double focal(RawScene scene, int j, int c, boolean positive) {
            double p = scene.p[j][c];
            double z = scene.z[j][c];
            return positive ? 0.25 * (1 - p) * (1 - p) * RawScene.softplus(-z) : 0.75 * p * p * RawScene.softplus(z);
        }

        private static boolean isFree(float[] gt, OracleUnits units, int j) {
            float px = units.x[j];
            float py = units.y[j];
            float reach = 2.5f * units.strides[units.level[j]];
            float cx = (gt[0] + gt[2]) / 2;
            float cy = (gt[1] + gt[3]) / 2;
            float inBox = Math.min(Math.min(px - gt[0], py - gt[1]), Math.min(gt[2] - px, gt[3] - py));
            float inCentre = Math.min(
                    Math.min(px - Math.max(cx - reach, gt[0]), py - Math.max(cy - reach, gt[1])),
                    Math.min(Math.min(cx + reach, gt[2]) - px, Math.min(cy + reach, gt[3]) - py));
            return inBox > 0.01f && inCentre > 0;
        }
    }

    @Test
    void meetsTheDenseRule() {
        GlobalSystem system = new GlobalSystem("ota");
        BatchOptions options = system.options();
        options.side = 128;
        options.gts = 8;
        int images = 0;
        int tight = 0;
        int unreachable = 0;
        for (long seed = 0; seed < 2L * SEEDS; seed++) {
            RandomBatch batch = RandomBatch.of(options, seed);
            Assignment actual = system.assign(batch);
            for (int b = 0; b < actual.images(); b++) {
                RawScene scene = new RawScene(batch, b);
                Rule rule = new Rule(scene, RandomBatch.units(batch.pyramid, 0, 1, false));
                images++;
                // The original takes the logarithm of what the GTs leave the background: below 0 there is no answer to
                // meet.
                boolean answerless = Arrays.stream(rule.k).sum() > rule.plan.owner.length;
                if (answerless || rule.kMargin < 1e-5 || rule.plan.gap < TIGHT) {
                    tight++;
                    continue;
                }
                String where = "image " + b + ", gap " + rule.plan.gap + ", " + batch;
                int from = actual.gtOffset(b);
                for (int g = 0; g < rule.k.length; g++) {
                    assertThat(actual.wanted(from + g))
                            .as("k of GT " + g + ": " + where)
                            .isEqualTo(rule.k[g]);
                    assertThat(actual.candidates(from + g))
                            .as("free units of GT " + g + ": " + where)
                            .isEqualTo(rule.free[g]);
                    unreachable += rule.free[g] == 0 ? 1 : 0;
                }
                assertThat(GlobalSystem.owners(actual, b)).as(where).isEqualTo(rule.plan.owner);
                for (int d = actual.offset(b); d < actual.offset(b + 1); d++) {
                    assertThat(actual.overlap(d))
                            .isCloseTo(
                                    RawScene.iou(scene.boxes[actual.unit(d)], scene.gts[actual.gt(d)], FLOOR),
                                    within(1e-6f));
                }
            }
        }
        System.out.println(
                "ota: " + images + " images, " + tight + " too tight to tell, " + unreachable + " unreachable GTs");
        assertThat(tight).isLessThanOrEqualTo(2 + images / 4);
        assertThat(unreachable).isPositive();
    }

    /** A GT between the unit points has no free unit, and takes the unit that predicts it best all the same. */
    @Test
    void unreachableGtsTakeUnitsByCost() {
        Pyramid pyramid = Pyramid.of(128, 128, 8, 16, 32, 64, 128);
        int n = pyramid.cells();
        float[] boxes = new float[4 * n];
        float[] scores = new float[n];
        Arrays.fill(scores, 0.1f);
        for (int j = 0; j < n; j++) {
            boxes[4 * j] = 1;
            boxes[4 * j + 2] = 60;
            boxes[4 * j + 3] = 60;
        }
        float[] tiny = {73, 73, 79, 79};
        System.arraycopy(tiny, 0, boxes, 4 * 37, 4);
        GroundTruths gts = GroundTruths.ofRows(tiny, new int[] {0}, new int[] {0, 1});
        try (Duet duet = Duet.engine(Systems.named("ota").classes(1), pyramid).threads(1)) {
            Assignment a = duet.assign(gts, Predictions.of(1, n).boxes(boxes).scores(scores, 1));
            assertThat(a.candidates(0)).isZero();
            assertThat(a.wanted(0)).isEqualTo(1);
            assertThat(a.duets()).isEqualTo(1);
            assertThat(a.unit(0)).isEqualTo(37);
            assertThat(a.overlap(0)).isEqualTo(1);
            assertThat(a.outcome(0)).isEqualTo(GtOutcome.ASSIGNED);
        }
    }

    /** GTs that together want more than there is leave the background nothing; it does not break the plan. */
    @Test
    void gtsMayAskForEverything() {
        Pyramid pyramid = Pyramid.of(16, 16, 8, 16);
        int n = pyramid.cells();
        float[] boxes = new float[4 * n];
        float[] scores = new float[n];
        for (int j = 0; j < n; j++) {
            boxes[4 * j + 2] = 16;
            boxes[4 * j + 3] = 16;
            scores[j] = 0.5f;
        }
        float[] rows = new float[4 * 30];
        int[] labels = new int[30];
        for (int g = 0; g < 30; g++) {
            rows[4 * g] = -g;
            rows[4 * g + 1] = -g;
            rows[4 * g + 2] = 16;
            rows[4 * g + 3] = 16;
        }
        GroundTruths gts = GroundTruths.ofRows(rows, labels, new int[] {0, 30});
        try (Duet duet = Duet.engine(Systems.named("ota").classes(1), pyramid).threads(1)) {
            Assignment a = duet.assign(gts, Predictions.of(1, n).boxes(boxes).scores(scores, 1));
            assertThat(a.duets()).isBetween(1, n);
        }
    }
}
