package dev.duet.assign.yolov5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.RandomGts;
import dev.duet.assign.yolov5.MatchOracle.Match;
import dev.duet.golden.RealPhotos;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The match lists against the rule read literally, entry by entry in the original's order. */
@Tag("widths")
class AnchorMatchRandomTest {
    static LongStream seeds() {
        return RandomGts.seeds();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyEntryInTheOriginalsOrder(long seed) {
        String[] names = {"yolov5", "yolov3-ultralytics", "yolov7-anchor", "yolov9-anchor"};
        DetectionSystem system = Systems.named(names[(int) (seed % names.length)]);
        RandomGts batch = new RandomGts(seed, 8, 16, 32);
        Pyramid pyramid = batch.pyramid;
        float[] anchors = system.geometry().anchors();
        if (seed % 5 == 0) {
            anchors = new float[3 * 2 * (1 + batch.pick(4))];
            for (int i = 0; i < anchors.length; i++) {
                anchors[i] = batch.uniform(3, 200);
            }
            pyramid = pyramid.anchors(anchors);
        }
        MatchOracle oracle = new MatchOracle(pyramid, anchors);
        oracle.anchorT = system.settings().number("anchor_t");
        oracle.reach = system.settings().number("reach");
        if (seed % 4 == 1) {
            oracle.reach = batch.pick(2) == 0 ? 1 : 0;
            oracle.anchorT = batch.uniform(1, 6);
            system = system.set("reach", oracle.reach).set("anchor_t", oracle.anchorT);
        }
        try (Duet duet = Duet.engine(system, pyramid).threads(batch.threads())) {
            compare(batch.toString(), oracle.matches(batch.boxes), duet.assign(batch.gts), pyramid);
        }
    }

    /** The five boxes without a match are too thin or too small for every anchor. */
    @Test
    void photographs() {
        RealPhotos real = RealPhotos.read();
        Pyramid pyramid = real.photos.pyramid();
        MatchOracle oracle = new MatchOracle(pyramid, real.photos.arrays.floats("anchors"));
        try (Duet duet = Duet.engine(Systems.YOLOV5, pyramid).threads(2)) {
            Assignment assignment = duet.assign(real.photos.groundTruths());
            assertThat(assignment.duets()).isEqualTo(11_873);
            assertThat(assignment.count(GtOutcome.ASSIGNED)).isEqualTo(924);
            assertThat(assignment.count(GtOutcome.NO_CANDIDATE)).isEqualTo(5);
            compare("photographs", oracle.matches(real.boxes), assignment, pyramid);
        }
    }

    private static void compare(String batch, List<Match> expected, Assignment actual, Pyramid pyramid) {
        int[] order = new int[actual.duets()];
        actual.originalOrder(order);
        int slots = actual.units() / pyramid.cells();
        int[] perGt = new int[actual.gts()];
        assertThat(order.length).as("matches, " + batch).isEqualTo(expected.size());
        for (int i = 0; i < order.length; i++) {
            Match match = expected.get(i);
            int d = order[i];
            int unit = match.y() * pyramid.width(match.level()) + match.x();
            for (int l = 0; l < match.level(); l++) {
                unit += pyramid.height(l) * pyramid.width(l);
            }
            String entry = "entry " + i + ", " + match + ", " + batch;
            assertThat(actual.unit(d)).as(entry).isEqualTo(unit * slots + match.anchor());
            assertThat(actual.gt(d)).as(entry).isEqualTo(match.gt());
            assertThat(d).as(entry).isBetween(actual.offset(match.image()), actual.offset(match.image() + 1) - 1);
            assertThat(actual.target(d)).as(entry).isEqualTo(1);
            float[] box = new float[4];
            for (int k = 0; k < 4; k++) {
                box[k] = actual.value("target_box", d, k);
            }
            assertThat(Arrays.equals(box, match.box()))
                    .as(entry + " " + Arrays.toString(box))
                    .isTrue();
            perGt[actual.gtOffset(match.image()) + match.gt()]++;
        }
        for (int row = 0; row < perGt.length; row++) {
            assertThat(actual.selected(row))
                    .as("matches of GT " + row + ", " + batch)
                    .isEqualTo(perGt[row]);
            assertThat(actual.outcome(row) == GtOutcome.ASSIGNED).isEqualTo(perGt[row] > 0);
        }
    }
}
