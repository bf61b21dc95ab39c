package dev.duet.assign.fcos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
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

/** FCOS against the reference, to the bit, and its borders on images worked out by hand. */
@Tag("widths")
class FcosTest {
    static LongStream seeds() {
        return RandomGts.seeds();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyLocation(long seed) {
        RandomGts batch = new RandomGts(seed, 8, 16, 32, 64, 128);
        DetectionSystem system = Systems.FCOS;
        if (seed % 2 == 1) {
            float radius = batch.pick(3) == 0 ? batch.uniform(.2f, 4) : 1.5f;
            system = system.set("center_sampling_radius", radius).set("norm_reg_targets", true);
        }
        if (seed % 3 == 1) {
            system = system.set("area_plus_one", false).set("regress_ranges", "-1:32 32:64 60:80 64:1e8 -1:40");
        }
        compare(batch.toString(), system, batch.pyramid, batch.gts, batch.threads());
    }

    @Test
    void photographs() {
        RealPhotos real = RealPhotos.read();
        Pyramid pyramid = Pyramid.of(640, 640, Systems.FCOS.geometry().strides());
        for (float radius : new float[] {0, 1.5f}) {
            DetectionSystem system = Systems.FCOS.set("center_sampling_radius", radius);
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
        int from = expected.offset(image);
        assertThat(actual.offset(image)).as(where).isEqualTo(from);
        assertThat(actual.offset(image + 1)).as(where).isEqualTo(expected.offset(image + 1));
        int last = -1;
        for (int d = from; d < actual.offset(image + 1); d++) {
            int u = actual.unit(d);
            assertThat(u).as(where).isEqualTo(expected.unit(d));
            assertThat(actual.gt(d)).as(where + ", unit " + u).isEqualTo(expected.gt(d));
            assertThat(actual.target(d)).as(where + ", unit " + u).isEqualTo(expected.target(d));
            for (int k = 0; k < 4; k++) {
                assertThat(actual.value("reg_target", d, k)).as(where).isEqualTo(expected.value("reg_target", d, k));
            }
            int key = actual.gt(d) * actual.units() + u;
            assertThat(key).as("GT by GT, rising units, " + where).isGreaterThan(last);
            last = key;
        }
        for (int row = actual.gtOffset(image); row < actual.gtOffset(image + 1); row++) {
            assertThat(actual.outcome(row)).as(where).isEqualTo(expected.outcome(row));
            assertThat(actual.candidates(row)).as(where).isEqualTo(expected.candidates(row));
            assertThat(actual.selected(row)).as(where).isEqualTo(expected.selected(row));
        }
    }

    private static int[] gtOfUnits(DetectionSystem system, Pyramid pyramid, float... rows) {
        try (Duet duet = Duet.engine(system, pyramid).threads(1).explain(true)) {
            Assignment assignment =
                    duet.assign(GroundTruths.ofRows(rows, new int[rows.length / 4], new int[] {0, rows.length / 4}));
            int[] gt = new int[assignment.units()];
            assignment.fillAssignedGt(gt);
            int claims = 0;
            for (int row = 0; row < assignment.gts(); row++) {
                claims += assignment.selected(row);
            }
            assertThat(assignment.claims()).isEqualTo(claims);
            return gt;
        }
    }

    /** Locations at 4, 12, 20, 28. */
    @Test
    void aLocationOnTheBorderIsOutside() {
        Pyramid row = Pyramid.of(8, 32, 8);
        assertThat(gtOfUnits(Systems.FCOS, row, 4, 0, 28, 8)).containsExactly(-1, 0, 0, -1);
    }

    /** The side 64 pixels away belongs to both levels: location 4 of stride 8, 8 of stride 16. */
    @Test
    void bothEndsOfARangeBelongToIt() {
        Pyramid two = Pyramid.of(16, 16, 8, 16);
        assertThat(gtOfUnits(Systems.FCOS, two, 0, 0, 68, 8)).containsExactly(0, 0, -1, -1, -1);
        assertThat(gtOfUnits(Systems.FCOS, two, 0, 0, 72, 16)).containsExactly(-1, 0, -1, 0, 0);
        assertThat(gtOfUnits(Systems.FCOS, two, 0, 0, 71.5f, 16)).containsExactly(-1, 0, -1, 0, -1);
    }

    @Test
    void theSmallestAreaWinsThenTheLowerIndex() {
        Pyramid cell = Pyramid.of(8, 8, 8);
        assertThat(gtOfUnits(Systems.FCOS, cell, 0, 0, 8, 8, 1, 1, 7, 7)).containsExactly(1);
        assertThat(gtOfUnits(Systems.FCOS, cell, 1, 1, 7, 7, 0, 0, 8, 8)).containsExactly(0);
        assertThat(gtOfUnits(Systems.FCOS, cell, 0, 0, 8, 8, 1, 1, 9, 9)).containsExactly(0);
    }

    /** 4 x 30 = 120 under 11 x 11 = 121; counted in pixels 5 x 31 = 155 over 12 x 12 = 144. */
    @Test
    void areasCountPixels() {
        Pyramid cell = Pyramid.of(8, 8, 8);
        float[] rows = {2, -10, 6, 20, 0, 0, 11, 11};
        assertThat(gtOfUnits(Systems.FCOS, cell, rows)).containsExactly(1);
        assertThat(gtOfUnits(Systems.FCOS.set("area_plus_one", false), cell, rows))
                .containsExactly(0);
    }

    @Test
    void centreSamplingKeepsToTheMiddleOfTheBox() {
        Pyramid row = Pyramid.of(8, 64, 8);
        DetectionSystem improved = Systems.FCOS.set("center_sampling_radius", 1.5);
        assertThat(gtOfUnits(improved, row, 0, 0, 64, 8)).containsExactly(-1, -1, -1, 0, 0, -1, -1, -1);
        assertThat(gtOfUnits(improved, row, 28, 0, 60, 8)).containsExactly(-1, -1, -1, -1, 0, 0, 0, -1);
    }

    @Test
    void aGtAsLargeAsTheOriginalsInfinityGetsNothing() {
        Pyramid cell = Pyramid.of(8, 8, 8);
        DetectionSystem open = Systems.FCOS.set("regress_ranges", "-1:1e9");
        assertThat(gtOfUnits(open, cell, -5000, -5000, 5000, 4999)).containsExactly(-1);
        assertThat(gtOfUnits(open, cell, -5000, -5000, 4990, 4990)).containsExactly(0);
    }

    @Test
    void losingEverythingIsSaid() {
        try (Duet duet = Duet.engine(Systems.FCOS, Pyramid.of(8, 8, 8)).threads(1)) {
            Assignment assignment = duet.assign(GroundTruths.ofRows(
                    new float[] {0, 0, 8, 8, 1, 1, 7, 7, 5, 5, 6, 6, 2, 2, 2, 6}, new int[4], new int[] {0, 4}));
            assertThat(assignment.outcome(0)).isEqualTo(GtOutcome.LOST);
            assertThat(assignment.outcome(1)).isEqualTo(GtOutcome.ASSIGNED);
            assertThat(assignment.outcome(2)).isEqualTo(GtOutcome.NO_CANDIDATE);
            assertThat(assignment.outcome(3)).isEqualTo(GtOutcome.ZERO_AREA);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> Duet.engine(Systems.FCOS, Pyramid.of(64, 64, 4, 8, 16, 32, 64, 128)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ranges: 5 given, the pyramid has 6 levels");
        assertThatThrownBy(() -> Duet.engine(Systems.FCOS, Pyramid.of(64, 64, 8).slots(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slots: 3");
        assertThatThrownBy(() -> Duet.engine(Systems.FCOS.set("regress_ranges", "0-64"), Pyramid.of(64, 64, 8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("low:high");
    }
}
