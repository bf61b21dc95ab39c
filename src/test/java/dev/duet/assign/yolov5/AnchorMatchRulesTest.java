package dev.duet.assign.yolov5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.BadPredictionException;
import dev.duet.assign.GtOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What makes the match lists what they are, on one level of 8 x 8 cells of 8 pixels with one anchor of 16 x 16. */
@Tag("widths")
class AnchorMatchRulesTest {
    private static final Pyramid GRID = Pyramid.of(64, 64, 8).anchors(16, 16);

    private static GroundTruths gt(float... rows) {
        return GroundTruths.ofRows(rows, new int[rows.length / 4], new int[] {0, rows.length / 4});
    }

    private static GroundTruths centred(float cx, float cy, float w, float h) {
        return gt(cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2);
    }

    private static List<Integer> units(DetectionSystem system, GroundTruths gts, Predictions... given) {
        try (Duet duet = Duet.engine(system, GRID).threads(1)) {
            Assignment assignment = duet.assign(gts, given);
            List<Integer> units = new ArrayList<>();
            for (int d = 0; d < assignment.duets(); d++) {
                units.add(assignment.unit(d));
            }
            return units;
        }
    }

    /** Column 3, row 2, nearer to the left and the lower neighbour. */
    @Test
    void centreCellAndTheNearerNeighbours() {
        assertThat(units(Systems.YOLOV5, centred(26, 22, 16, 16))).containsExactly(19, 18, 27);
    }

    @Test
    void atHalfACellThereIsNoNeighbour() {
        assertThat(units(Systems.YOLOV5, centred(28, 20, 16, 16))).containsExactly(19);
    }

    /** A centre on a border lies 0 beyond it and 0 before it: the "right" neighbour of the shifted centre is the cell itself. */
    @Test
    void aCentreOnABorderListsItsCellTwice() {
        assertThat(units(Systems.YOLOV5, centred(24, 20, 16, 16))).containsExactly(19, 18, 19);
    }

    @Test
    void theOutermostCellHasNoNeighbourBeyondTheGrid() {
        assertThat(units(Systems.YOLOV5, centred(2, 62, 16, 16))).containsExactly(56);
    }

    @Test
    void yolov9ReachesLess() {
        GroundTruths gts = centred(24 + .35f * 8, 20, 16, 16);
        assertThat(units(Systems.YOLOV5, gts)).containsExactly(19, 18);
        assertThat(units(Systems.named("yolov9-anchor"), gts)).containsExactly(19);
    }

    @Test
    void theSideRatioIsStrictlySmallerEitherWay() {
        assertThat(units(Systems.YOLOV5, centred(28, 20, 64, 16))).isEmpty();
        assertThat(units(Systems.YOLOV5, centred(28, 20, 4, 16))).isEmpty();
        assertThat(units(Systems.YOLOV5, centred(28, 20, 63, 5))).hasSize(1);
        assertThat(units(Systems.YOLOV5.set("anchor_t", 4.01), centred(28, 20, 64, 4)))
                .hasSize(1);
    }

    /** 104 / 8 is 13, but 104 / 352 * 44 is a little less in float32. */
    @Test
    void cellsComeFromNormalisedBoxes() {
        try (Duet duet = Duet.engine(Systems.YOLOV5, Pyramid.of(352, 352, 8).anchors(16, 16))
                .threads(1)) {
            Assignment assignment = duet.assign(centred(104, 4, 16, 16));
            assertThat(assignment.unit(0)).isEqualTo(12);
            assertThat(assignment.value("target_box", 0, 0)).isLessThan(1);
        }
    }

    @Test
    void centresOutsideAreClampedAndTheBoxIsRelativeToTheClampedCell() {
        try (Duet duet = Duet.engine(Systems.YOLOV5, GRID).threads(1)) {
            Assignment assignment = duet.assign(centred(-20, 84, 16, 24));
            assertThat(assignment.duets()).isEqualTo(1);
            assertThat(assignment.unit(0)).isEqualTo(56);
            assertThat(assignment.value("target_box", 0, 0)).isEqualTo(-2.5f);
            assertThat(assignment.value("target_box", 0, 1)).isEqualTo(3.5f);
            assertThat(assignment.value("target_box", 0, 2)).isEqualTo(2);
            assertThat(assignment.value("target_box", 0, 3)).isEqualTo(3);
        }
    }

    @Test
    void gtsWithoutMatchAreNamed() {
        try (Duet duet = Duet.engine(Systems.YOLOV5, GRID).threads(1)) {
            Assignment assignment = duet.assign(gt(8, 8, 8, 24, 2, 2, 4, 4, 90, 2, 95, 4, 8, 8, 24, 24));
            assertThat(assignment.outcome(0)).isEqualTo(GtOutcome.ZERO_AREA);
            assertThat(assignment.outcome(1)).isEqualTo(GtOutcome.NO_CANDIDATE);
            assertThat(assignment.outcome(2)).isEqualTo(GtOutcome.OUTSIDE);
            assertThat(assignment.outcome(3)).isEqualTo(GtOutcome.ASSIGNED);
        }
    }

    private static Predictions raw(BoxLayout layout, float... ofEveryUnit) {
        int n = 64;
        float[] values = new float[4 * n];
        for (int u = 0; u < n; u++) {
            for (int k = 0; k < 4; k++) {
                values[layout == BoxLayout.ROWS ? 4 * u + k : k * n + u] = ofEveryUnit[k];
            }
        }
        return Predictions.of(1, n).rawBoxes(values, layout);
    }

    /** All zeros decode to the middle of the cell and the anchor itself. */
    @Test
    void aPerfectPredictionHasObjectnessOne() {
        for (BoxLayout layout : BoxLayout.values()) {
            try (Duet duet = Duet.engine(Systems.YOLOV5, GRID).threads(1)) {
                Assignment assignment = duet.assign(centred(28, 20, 16, 16), raw(layout, 0, 0, 0, 0));
                assertThat(assignment.target(0)).isCloseTo(1, within(1e-6f));
                assertThat(assignment.overlap(0)).isEqualTo(assignment.target(0));
            }
        }
    }

    /** YOLOv9 decodes sides as 0.2 + 4.8 s anchors: 2.6 at s = 1/2. */
    @Test
    void yolov9DecodesDifferently() {
        try (Duet duet = Duet.engine(Systems.named("yolov9-anchor"), GRID).threads(1)) {
            Assignment assignment = duet.assign(centred(28, 20, 41.6f, 41.6f), raw(BoxLayout.ROWS, 0, 0, 0, 0));
            assertThat(assignment.target(0)).isCloseTo(1, within(1e-6f));
        }
    }

    /** Two GTs share a cell; the unit predicts the first one's box. */
    @Test
    void aUnitIsTrainedTowardsItsLastMatchOrItsHighest() {
        GroundTruths gts = gt(20, 12, 36, 28, 12, 4, 44, 36);
        Predictions given = raw(BoxLayout.ROWS, 0, 0, 0, 0);
        try (Duet last = Duet.engine(Systems.YOLOV5, GRID).threads(1);
                Duet highest = Duet.engine(Systems.YOLOV5.set("sort_obj_iou", true), GRID)
                        .threads(1);
                Duet half = Duet.engine(Systems.YOLOV5.set("gr", .5), GRID).threads(1)) {
            Assignment assignment = last.assign(gts, given);
            assertThat(assignment.overlap(0)).isCloseTo(1, within(1e-6f));
            assertThat(assignment.overlap(1)).isCloseTo(.25f, within(1e-6f));
            assertThat(assignment.target(0)).isEqualTo(assignment.overlap(1));
            assertThat(assignment.target(1)).isEqualTo(assignment.overlap(1));
            assignment = highest.assign(gts, given);
            assertThat(assignment.target(0)).isEqualTo(assignment.overlap(0));
            assertThat(assignment.target(1)).isEqualTo(assignment.overlap(0));
            assertThat(half.assign(gts, given).target(1)).isCloseTo(.625f, within(1e-6f));
        }
    }

    @Test
    void negativeOverlapsCountAsZero() {
        try (Duet duet = Duet.engine(Systems.YOLOV5, GRID).threads(1)) {
            Assignment assignment = duet.assign(centred(28, 20, 62, 62), raw(BoxLayout.ROWS, 9, 9, -9, -9));
            assertThat(assignment.overlap(0)).isZero();
            assertThat(assignment.target(0)).isZero();
        }
    }

    @Test
    void predictionsAreReadOnlyIfTheyHoldRawBoxes() {
        Predictions none = Predictions.of(7, 3);
        assertThat(units(Systems.YOLOV5, centred(28, 20, 16, 16), none)).containsExactly(19);
        Predictions wrong = Predictions.of(1, 3).rawBoxes(new float[12], BoxLayout.ROWS);
        assertThatThrownBy(() -> units(Systems.YOLOV5, centred(28, 20, 16, 16), wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 units per image, the pyramid has 64");
    }

    @Test
    void badRawBoxesAreNamed() {
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> units(Systems.YOLOV5, centred(28, 20, 16, 16), raw(BoxLayout.ROWS, 0, 0, 0, bad)))
                    .isInstanceOf(BadPredictionException.class)
                    .hasMessageContaining("pred_raw_boxes")
                    .hasMessageContaining("unit 19");
        }
        assertThat(units(Systems.YOLOV5, centred(-500, 20, 200, 16), raw(BoxLayout.ROWS, 0, 0, 0, Float.NaN)))
                .as("nobody is matched, nobody is asked")
                .isEmpty();
    }

    @Test
    void anchorsAreNeeded() {
        assertThatThrownBy(() -> Duet.engine(
                        Systems.YOLOV5, Pyramid.of(64, 64, 8, 16, 32).slots(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("anchors");
    }
}
