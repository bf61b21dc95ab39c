package dev.duet.assign.maxiou;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.RandomGts;
import dev.duet.golden.RealPhotos;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The MaxIoU and grid rules against the full matrix of overlaps: anchors from sizes, anchors given, anchors without any order. */
@Tag("widths")
class OverlapRandomTest {
    static LongStream seeds() {
        return RandomGts.seeds();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void maxIou(long seed) {
        RandomGts batch = new RandomGts(seed, 8, 16, 32, 64, 128);
        OverlapOracle oracle = new OverlapOracle();
        switch ((int) (seed % 4)) {
            case 1 -> {
                oracle.positive = .7f;
                oracle.negative = .3f;
                oracle.minimum = .3f;
            }
            case 2 -> {
                oracle.negative = .5f;
                oracle.allBest = false;
            }
            case 3 -> {
                oracle.lowQuality = seed % 8 == 3;
                oracle.strict = true;
                oracle.negative = batch.pick(4) == 0 ? 0 : batch.uniform(0, .9f);
                oracle.positive = batch.uniform(oracle.negative, 1);
            }
            default -> {}
        }
        DetectionSystem system = Systems.MAX_IOU
                .set("pos_iou_thr", oracle.positive)
                .set("neg_iou_thr", oracle.negative)
                .set("min_pos_iou", oracle.minimum)
                .set("match_low_quality", oracle.lowQuality)
                .set("gt_max_assign_all", oracle.allBest)
                .set("strict_low_quality", oracle.strict);
        float[][] anchors = anchors(batch.pyramid, system.geometry().anchors(), 0);
        Pyramid pyramid = given(batch, anchors);
        check(batch, system, pyramid, oracle, anchors, null);
    }

    /** Regions to ignore, pairs of negative thresholds, thresholds at the ends of their ranges. */
    @ParameterizedTest
    @MethodSource("seeds")
    void maxIouWithRegionsAndPairs(long seed) {
        RandomGts batch = new RandomGts(seed, 8, 16, 32, 64, 128);
        OverlapOracle oracle = new OverlapOracle();
        oracle.ignoreThreshold = seed % 4 == 0 ? -1 : batch.pick(5) == 0 ? 1 : batch.uniform(.01f, .9f);
        oracle.ofCandidates = seed % 3 > 0;
        oracle.negative = batch.pick(4) == 0 ? batch.pick(2) : batch.uniform(0, .6f);
        oracle.low = seed % 5 == 0 ? -1 : batch.pick(3) == 0 ? 0 : batch.uniform(0, oracle.negative);
        oracle.positive = batch.pick(4) == 0 ? batch.pick(2) : batch.uniform(0, 1);
        oracle.minimum = batch.pick(3) == 0 ? 0 : batch.uniform(0, .5f);
        oracle.allBest = batch.pick(2) == 0;
        oracle.lowQuality = batch.pick(4) > 0;
        DetectionSystem system = Systems.MAX_IOU
                .set("pos_iou_thr", oracle.positive)
                .set("neg_iou_thr", oracle.low < 0 ? oracle.negative : oracle.low + ":" + oracle.negative)
                .set("min_pos_iou", oracle.minimum)
                .set("match_low_quality", oracle.lowQuality)
                .set("gt_max_assign_all", oracle.allBest)
                .set("ignore_iof_thr", oracle.ignoreThreshold)
                .set("ignore_wrt_candidates", oracle.ofCandidates);
        float[][] anchors = anchors(batch.pyramid, system.geometry().anchors(), 0);
        Pyramid pyramid = given(batch, anchors);
        check(batch, system, pyramid, oracle, anchors, null);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void gridWithPairsAndFirstBest(long seed) {
        RandomGts batch = new RandomGts(seed, 32, 16, 8);
        OverlapOracle oracle = new OverlapOracle();
        oracle.allBest = seed % 2 == 0;
        oracle.negative = batch.pick(4) == 0 ? batch.pick(2) : batch.uniform(0, .6f);
        oracle.low = seed % 3 == 0 ? -1 : batch.pick(3) == 0 ? 0 : batch.uniform(0, oracle.negative);
        oracle.positive = batch.pick(4) == 0 ? batch.pick(2) : batch.uniform(0, .9f);
        oracle.minimum = batch.pick(3) == 0 ? 0 : batch.uniform(0, .5f);
        DetectionSystem system = Systems.GRID
                .set("pos_iou_thr", oracle.positive)
                .set("neg_iou_thr", oracle.low < 0 ? oracle.negative : oracle.low + ":" + oracle.negative)
                .set("min_pos_iou", oracle.minimum)
                .set("gt_max_assign_all", oracle.allBest);
        float[][] anchors = anchors(batch.pyramid, system.geometry().anchors(), .5f);
        Pyramid pyramid = given(batch, anchors);
        check(batch, system, pyramid, oracle, anchors, new boolean[anchors.length]);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void grid(long seed) {
        RandomGts batch = new RandomGts(seed, 32, 16, 8);
        OverlapOracle oracle = new OverlapOracle();
        oracle.negative = .5f;
        if (seed % 4 == 3) {
            oracle.negative = batch.uniform(0, .6f);
            oracle.positive = batch.uniform(oracle.negative, .9f);
            oracle.minimum = batch.uniform(0, .5f);
        }
        DetectionSystem system = Systems.GRID
                .set("pos_iou_thr", oracle.positive)
                .set("neg_iou_thr", oracle.negative)
                .set("min_pos_iou", oracle.minimum);
        float[][] anchors = anchors(batch.pyramid, system.geometry().anchors(), .5f);
        Pyramid pyramid = given(batch, anchors);
        check(batch, system, pyramid, oracle, anchors, new boolean[anchors.length]);
    }

    private static void check(
            RandomGts batch,
            DetectionSystem system,
            Pyramid pyramid,
            OverlapOracle oracle,
            float[][] anchors,
            boolean[] flagged) {
        try (Duet duet = Duet.engine(system, pyramid).threads(batch.threads());
                Duet mapped = Duet.engine(system.set("max_iou", true), pyramid).threads(batch.threads())) {
            float[][][] regions = regions(batch, oracle.ignoreThreshold);
            GroundTruths gts = oracle.ignoreThreshold > 0 ? ignoring(batch.gts, regions) : batch.gts;
            Assignment plain = duet.assign(gts);
            Assignment withMap = mapped.assign(gts);
            for (int b = 0; b < batch.boxes.length; b++) {
                oracle.regions = regions[b];
                ask(oracle, batch.boxes[b], anchors, flagged, pyramid);
                String where = system + ", " + batch + ", image " + b;
                compare(where, oracle, plain, b);
                compare(where + ", with map", oracle, withMap, b);
                float[] highest = new float[anchors.length];
                for (int u = 0; u < highest.length; u++) {
                    highest[u] = withMap.unitValue("max_iou", b, u, 0);
                }
                assertThat(highest).as(where).isEqualTo(oracle.highest);
            }
        }
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

    private static void ask(
            OverlapOracle oracle, float[][] gts, float[][] anchors, boolean[] flagged, Pyramid pyramid) {
        if (flagged == null) {
            oracle.maxIou(gts, anchors);
        } else {
            flag(pyramid, gts, flagged, anchors.length / pyramid.cells());
            oracle.grid(gts, anchors, flagged);
        }
    }

    @Test
    void photographs() {
        RealPhotos real = RealPhotos.read();
        for (DetectionSystem system : new DetectionSystem[] {Systems.MAX_IOU, Systems.GRID}) {
            boolean grid = system == Systems.GRID;
            OverlapOracle oracle = new OverlapOracle();
            oracle.negative = system.settings().number("neg_iou_thr");
            Pyramid pyramid = Pyramid.of(640, 640, system.geometry().strides());
            float[][] anchors = anchors(pyramid, system.geometry().anchors(), grid ? .5f : 0);
            boolean[] flagged = grid ? new boolean[anchors.length] : null;
            try (Duet duet = Duet.engine(system, pyramid).threads(2)) {
                Assignment assignment = duet.assign(real.photos.groundTruths());
                for (int b = 0; b < real.boxes.length; b++) {
                    ask(oracle, real.boxes[b], anchors, flagged, pyramid);
                    compare(system + ", photograph " + b, oracle, assignment, b);
                }
            }
        }
    }

    private static void compare(String where, OverlapOracle oracle, Assignment actual, int image) {
        int n = actual.units();
        int[] gt = new int[actual.images() * n];
        actual.fillAssignedGt(gt);
        assertThat(Arrays.copyOfRange(gt, image * n, image * n + n)).as(where).isEqualTo(oracle.gt);
        int last = 0;
        int positives = 0;
        for (int d = actual.offset(image); d < actual.offset(image + 1); d++) {
            assertThat(actual.overlap(d)).as(where).isEqualTo(oracle.overlap[actual.unit(d)]);
            assertThat(actual.target(d)).as(where).isEqualTo(1);
            assertThat(actual.gt(d)).as("GT by GT, " + where).isGreaterThanOrEqualTo(last);
            last = actual.gt(d);
            positives++;
        }
        assertThat((long) positives)
                .as("one duet per positive anchor, " + where)
                .isEqualTo(Arrays.stream(oracle.gt).filter(g -> g >= 0).count());
        for (int row = actual.gtOffset(image); row < actual.gtOffset(image + 1); row++) {
            int g = row - actual.gtOffset(image);
            long kept = Arrays.stream(oracle.gt).filter(o -> o == g).count();
            assertThat(actual.outcome(row) == GtOutcome.ASSIGNED).as(where).isEqualTo(kept > 0);
            assertThat((long) actual.selected(row)).as(where).isGreaterThanOrEqualTo(kept);
        }
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

    private static void flag(Pyramid p, float[][] gts, boolean[] flagged, int slots) {
        Arrays.fill(flagged, false);
        for (float[] gt : gts) {
            int first = 0;
            for (int l = 0; l < p.levels(); l++) {
                int x = (int) Math.floor((gt[0] + gt[2]) * .5f / p.strides()[l]);
                int y = (int) Math.floor((gt[1] + gt[3]) * .5f / p.strides()[l]);
                if (x >= 0 && y >= 0 && x < p.width(l) && y < p.height(l)) {
                    int unit = (first + y * p.width(l) + x) * slots;
                    Arrays.fill(flagged, unit, unit + slots, true);
                }
                first += p.height(l) * p.width(l);
            }
        }
    }
}
