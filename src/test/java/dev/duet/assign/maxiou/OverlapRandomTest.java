package dev.duet.assign.maxiou;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.RandomGts;
import dev.duet.assign.stage.Channel;
import dev.duet.golden.RealPhotos;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The MaxIoU and grid rules against the reference, to the bit: anchors from sizes, anchors given, anchors without any order. */
@Tag("widths")
class OverlapRandomTest {
    /** What a test sets. */
    private static final class Thresholds {
        float positive = .5f;
        float negative = .4f;
        float minimum;
        boolean lowQuality = true;
        boolean allBest = true;
        boolean strict;
        /** Low end of a pair of negative thresholds; -1 for one threshold. */
        float low = -1;

        float ignoreThreshold = -1;
        boolean ofCandidates = true;
    }

    static LongStream seeds() {
        return RandomGts.seeds();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void maxIou(long seed) {
        RandomGts batch = new RandomGts(seed, 8, 16, 32, 64, 128);
        Thresholds rule = new Thresholds();
        switch ((int) (seed % 4)) {
            case 1 -> {
                rule.positive = .7f;
                rule.negative = .3f;
                rule.minimum = .3f;
            }
            case 2 -> {
                rule.negative = .5f;
                rule.allBest = false;
            }
            case 3 -> {
                rule.lowQuality = seed % 8 == 3;
                rule.strict = true;
                rule.negative = batch.pick(4) == 0 ? 0 : batch.uniform(0, .9f);
                rule.positive = batch.uniform(rule.negative, 1);
            }
            default -> {}
        }
        DetectionSystem system = Systems.MAX_IOU
                .set("pos_iou_thr", rule.positive)
                .set("neg_iou_thr", rule.negative)
                .set("min_pos_iou", rule.minimum)
                .set("match_low_quality", rule.lowQuality)
                .set("gt_max_assign_all", rule.allBest)
                .set("strict_low_quality", rule.strict);
        float[][] anchors = anchors(batch.pyramid, system.geometry().anchors(), 0);
        Pyramid pyramid = given(batch, anchors);
        check(batch, system, pyramid, rule);
    }

    /** Regions to ignore, pairs of negative thresholds, thresholds at the ends of their ranges. */
    @ParameterizedTest
    @MethodSource("seeds")
    void maxIouWithRegionsAndPairs(long seed) {
        RandomGts batch = new RandomGts(seed, 8, 16, 32, 64, 128);
        Thresholds rule = new Thresholds();
        rule.ignoreThreshold = seed % 4 == 0 ? -1 : batch.pick(5) == 0 ? 1 : batch.uniform(.01f, .9f);
        rule.ofCandidates = seed % 3 > 0;
        rule.negative = batch.pick(4) == 0 ? batch.pick(2) : batch.uniform(0, .6f);
        rule.low = seed % 5 == 0 ? -1 : batch.pick(3) == 0 ? 0 : batch.uniform(0, rule.negative);
        rule.positive = batch.pick(4) == 0 ? batch.pick(2) : batch.uniform(0, 1);
        rule.minimum = batch.pick(3) == 0 ? 0 : batch.uniform(0, .5f);
        rule.allBest = batch.pick(2) == 0;
        rule.lowQuality = batch.pick(4) > 0;
        DetectionSystem system = Systems.MAX_IOU
                .set("pos_iou_thr", rule.positive)
                .set("neg_iou_thr", rule.low < 0 ? rule.negative : rule.low + ":" + rule.negative)
                .set("min_pos_iou", rule.minimum)
                .set("match_low_quality", rule.lowQuality)
                .set("gt_max_assign_all", rule.allBest)
                .set("ignore_iof_thr", rule.ignoreThreshold)
                .set("ignore_wrt_candidates", rule.ofCandidates);
        float[][] anchors = anchors(batch.pyramid, system.geometry().anchors(), 0);
        Pyramid pyramid = given(batch, anchors);
        check(batch, system, pyramid, rule);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void gridWithPairsAndFirstBest(long seed) {
        RandomGts batch = new RandomGts(seed, 32, 16, 8);
        Thresholds rule = new Thresholds();
        rule.allBest = seed % 2 == 0;
        rule.negative = batch.pick(4) == 0 ? batch.pick(2) : batch.uniform(0, .6f);
        rule.low = seed % 3 == 0 ? -1 : batch.pick(3) == 0 ? 0 : batch.uniform(0, rule.negative);
        rule.positive = batch.pick(4) == 0 ? batch.pick(2) : batch.uniform(0, .9f);
        rule.minimum = batch.pick(3) == 0 ? 0 : batch.uniform(0, .5f);
        DetectionSystem system = Systems.GRID
                .set("pos_iou_thr", rule.positive)
                .set("neg_iou_thr", rule.low < 0 ? rule.negative : rule.low + ":" + rule.negative)
                .set("min_pos_iou", rule.minimum)
                .set("gt_max_assign_all", rule.allBest);
        float[][] anchors = anchors(batch.pyramid, system.geometry().anchors(), .5f);
        Pyramid pyramid = given(batch, anchors);
        check(batch, system, pyramid, rule);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void grid(long seed) {
        RandomGts batch = new RandomGts(seed, 32, 16, 8);
        Thresholds rule = new Thresholds();
        rule.negative = .5f;
        if (seed % 4 == 3) {
            rule.negative = batch.uniform(0, .6f);
            rule.positive = batch.uniform(rule.negative, .9f);
            rule.minimum = batch.uniform(0, .5f);
        }
        DetectionSystem system = Systems.GRID
                .set("pos_iou_thr", rule.positive)
                .set("neg_iou_thr", rule.negative)
                .set("min_pos_iou", rule.minimum);
        float[][] anchors = anchors(batch.pyramid, system.geometry().anchors(), .5f);
        Pyramid pyramid = given(batch, anchors);
        check(batch, system, pyramid, rule);
    }

    private static void check(RandomGts batch, DetectionSystem system, Pyramid pyramid, Thresholds rule) {
        DetectionSystem mapped = system.set("max_iou", true);
        GroundTruths gts =
                rule.ignoreThreshold > 0 ? ignoring(batch.gts, regions(batch, rule.ignoreThreshold)) : batch.gts;
        compare(batch.toString(), system, pyramid, gts, batch.threads());
        compare(batch + ", with map", mapped, pyramid, gts, batch.threads());
    }

    /** Regions of every image: none, some of any size, or one over everything. */
    private static float[][][] regions(RandomGts batch, float threshold) {
        float[][][] regions = new float[batch.boxes.length][][];
        for (int b = 0; b < regions.length; b++) {
            int kind = threshold > 0 ? batch.pick(6) : 0;
            regions[b] = new float[kind == 5 ? 1 : kind][4];
            for (float[] r : regions[b]) {
                r[0] = kind == 5 ? -9999 : batch.uniform(-20, 200);
                r[1] = kind == 5 ? -9999 : batch.uniform(-20, 200);
                r[2] = kind == 5 ? 99999 : r[0] + batch.uniform(0, 150);
                r[3] = kind == 5 ? 99999 : r[1] + batch.uniform(0, 150);
            }
        }
        return regions;
    }

    private static GroundTruths ignoring(GroundTruths gts, float[][][] regions) {
        int[] offsets = new int[regions.length + 1];
        for (int b = 0; b < regions.length; b++) {
            offsets[b + 1] = offsets[b] + regions[b].length;
        }
        float[] rows = new float[4 * offsets[regions.length]];
        for (int b = 0; b < regions.length; b++) {
            for (int i = 0; i < regions[b].length; i++) {
                System.arraycopy(regions[b][i], 0, rows, 4 * (offsets[b] + i), 4);
            }
        }
        return gts.ignoring(rows, offsets);
    }

    @Test
    void photographs() {
        RealPhotos real = RealPhotos.read();
        for (DetectionSystem system : new DetectionSystem[] {Systems.MAX_IOU, Systems.GRID}) {
            Pyramid pyramid = Pyramid.of(640, 640, system.geometry().strides());
            compare("photographs", system, pyramid, real.photos.groundTruths(), 2);
        }
    }

    private static void compare(String what, DetectionSystem system, Pyramid pyramid, GroundTruths gts, int threads) {
        Assignment expected = RandomGts.byReference(system, pyramid, gts);
        try (Duet duet = Duet.engine(system, pyramid).threads(threads)) {
            Assignment actual = duet.assign(gts);
            for (int b = 0; b < gts.images(); b++) {
                compare(system + ", " + what + ", image " + b, expected, actual, b);
            }
        }
    }

    private static void compare(String where, Assignment expected, Assignment actual, int image) {
        int n = actual.units();
        assertThat(gtOfUnits(actual, image)).as(where).isEqualTo(gtOfUnits(expected, image));
        float[] overlap = new float[n];
        for (int d = expected.offset(image); d < expected.offset(image + 1); d++) {
            overlap[expected.unit(d)] = expected.overlap(d);
        }
        int last = 0;
        for (int d = actual.offset(image); d < actual.offset(image + 1); d++) {
            assertThat(actual.overlap(d)).as(where).isEqualTo(overlap[actual.unit(d)]);
            assertThat(actual.target(d)).as(where).isEqualTo(1);
            assertThat(actual.gt(d)).as("GT by GT, " + where).isGreaterThanOrEqualTo(last);
            last = actual.gt(d);
        }
        assertThat(actual.offset(image + 1) - actual.offset(image))
                .as("one duet per positive anchor, " + where)
                .isEqualTo(expected.offset(image + 1) - expected.offset(image));
        for (int row = actual.gtOffset(image); row < actual.gtOffset(image + 1); row++) {
            assertThat(actual.outcome(row)).as(where).isEqualTo(expected.outcome(row));
            assertThat(actual.candidates(row)).as(where).isEqualTo(expected.candidates(row));
            assertThat(actual.selected(row)).as(where).isEqualTo(expected.selected(row));
        }
        for (Channel channel : expected.unitChannels()) {
            for (int u = 0; u < n; u++) {
                assertThat(actual.unitValue(channel.name(), image, u, 0))
                        .as(where)
                        .isEqualTo(expected.unitValue(channel.name(), image, u, 0));
            }
        }
    }

    /** GT of every unit, -1 background, -2 ignored. */
    private static int[] gtOfUnits(Assignment assignment, int image) {
        int n = assignment.units();
        int[] gt = new int[assignment.images() * n];
        assignment.fillAssignedGt(gt);
        return Arrays.copyOfRange(gt, image * n, image * n + n);
    }

    /** Sizes alone, the boxes they make, or (every third seed) boxes moved at random. */
    private static Pyramid given(RandomGts batch, float[][] anchors) {
        if (batch.seed % 3 == 0) {
            return batch.pyramid;
        }
        float[] rows = new float[4 * anchors.length];
        for (int u = 0; u < anchors.length; u++) {
            if (batch.seed % 3 == 2) {
                float dx = batch.uniform(-9, 9);
                anchors[u][0] += dx;
                anchors[u][2] += dx;
                anchors[u][1] -= batch.uniform(0, 2);
            }
            System.arraycopy(anchors[u], 0, rows, 4 * u, 4);
        }
        return batch.pyramid.anchorBoxes(rows);
    }

    private static float[][] anchors(Pyramid p, float[] sizes, float offset) {
        int slots = sizes.length / 2 / p.levels();
        float[][] anchors = new float[p.cells() * slots][];
        int u = 0;
        for (int l = 0; l < p.levels(); l++) {
            float s = p.strides()[l];
            for (int y = 0; y < p.height(l); y++) {
                for (int x = 0; x < p.width(l); x++) {
                    for (int a = 0; a < slots; a++) {
                        float w = .5f * sizes[(l * slots + a) * 2];
                        float h = .5f * sizes[(l * slots + a) * 2 + 1];
                        float c = offset * s;
                        anchors[u++] = new float[] {c - w + x * s, c - h + y * s, c + w + x * s, c + h + y * s};
                    }
                }
            }
        }
        return anchors;
    }
}
