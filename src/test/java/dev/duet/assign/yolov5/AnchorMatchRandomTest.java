package dev.duet.assign.yolov5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.RandomGts;
import dev.duet.golden.RealPhotos;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The match lists against the reference, entry by entry in the original's order and to the bit. */
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
        if (seed % 4 == 1) {
            system = system.set("reach", batch.pick(2) == 0 ? 1 : 0).set("anchor_t", batch.uniform(1, 6));
        }
        try (Duet duet = Duet.engine(system, pyramid).threads(batch.threads())) {
            compare(batch.toString(), RandomGts.byReference(system, pyramid, batch.gts), duet.assign(batch.gts));
        }
    }

    /** The five boxes without a match are too thin or too small for every anchor. */
    @Test
    void photographs() {
        RealPhotos real = RealPhotos.read();
        Pyramid pyramid = real.photos.pyramid();
        try (Duet duet = Duet.engine(Systems.YOLOV5, pyramid).threads(2)) {
            Assignment assignment = duet.assign(real.photos.groundTruths());
            assertThat(assignment.duets()).isEqualTo(11_873);
            assertThat(assignment.count(GtOutcome.ASSIGNED)).isEqualTo(924);
            assertThat(assignment.count(GtOutcome.NO_CANDIDATE)).isEqualTo(5);
            Assignment expected = RandomGts.byReference(Systems.YOLOV5, pyramid, real.photos.groundTruths());
            compare("photographs", expected, assignment);
        }
    }

    private static void compare(String batch, Assignment expected, Assignment actual) {
        int[] order = order(actual);
        int[] expectedOrder = order(expected);
        int[] perGt = new int[actual.gts()];
        assertThat(order.length).as("matches, " + batch).isEqualTo(expectedOrder.length);
        for (int b = 0; b < actual.images(); b++) {
            assertThat(actual.offset(b + 1)).as(batch).isEqualTo(expected.offset(b + 1));
            for (int d = actual.offset(b); d < actual.offset(b + 1); d++) {
                perGt[actual.gtOffset(b) + actual.gt(d)]++;
            }
        }
        for (int i = 0; i < order.length; i++) {
            int d = order[i];
            int e = expectedOrder[i];
            String entry = "entry " + i + ", " + batch;
            assertThat(d).as(entry).isEqualTo(e);
            assertThat(actual.unit(d)).as(entry).isEqualTo(expected.unit(e));
            assertThat(actual.gt(d)).as(entry).isEqualTo(expected.gt(e));
            assertThat(actual.target(d)).as(entry).isEqualTo(1);
            for (int k = 0; k < 4; k++) {
                assertThat(actual.value("target_box", d, k)).as(entry).isEqualTo(expected.value("target_box", e, k));
            }
        }
        for (int row = 0; row < perGt.length; row++) {
            assertThat(actual.selected(row))
                    .as("matches of GT " + row + ", " + batch)
                    .isEqualTo(perGt[row]);
            assertThat(actual.outcome(row)).isEqualTo(expected.outcome(row));
            assertThat(actual.outcome(row) == GtOutcome.ASSIGNED).isEqualTo(perGt[row] > 0);
        }
    }

    private static int[] order(Assignment assignment) {
        int[] order = new int[assignment.duets()];
        assignment.originalOrder(order);
        return order;
    }
}
