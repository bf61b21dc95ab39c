package dev.duet.assign.maxiou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.GtOutcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Thresholds and claims of the MaxIoU and grid rules, on one cell with a few anchors written down. */
@Tag("widths")
class OverlapRulesTest {
    /** Whole box, half of it, quarter of it, and something far away. */
    private static final float[] ANCHORS = {0, 0, 16, 16, 0, 0, 16, 8, 0, 0, 8, 8, 100, 100, 108, 108};

    private static final DetectionSystem PLAIN = Systems.MAX_IOU.set("match_low_quality", false);

    private static int[] assign(DetectionSystem system, float[] anchors, float... rows) {
        Pyramid pyramid = Pyramid.of(16, 16, 16).anchorBoxes(anchors);
        try (Duet duet = Duet.engine(system, pyramid).threads(1).explain(true)) {
            Assignment assignment = duet.assign(gts(rows));
            int[] gt = new int[assignment.units()];
            assignment.fillAssignedGt(gt);
            int selected = 0;
            for (int row = 0; row < assignment.gts(); row++) {
                selected += assignment.selected(row);
            }
            assertThat(assignment.claims()).isEqualTo(selected);
            return gt;
        }
    }

    private static GroundTruths gts(float... rows) {
        return GroundTruths.ofRows(rows, new int[rows.length / 4], new int[] {0, rows.length / 4});
    }

    /** Overlaps 1, 1/2, 1/4, 0. */
    @Test
    void theBoundsOfTheThresholds() {
        assertThat(assign(PLAIN.set("pos_iou_thr", .5), ANCHORS, 0, 0, 16, 16)).containsExactly(0, 0, -1, -1);
        assertThat(assign(PLAIN.set("pos_iou_thr", .51), ANCHORS, 0, 0, 16, 16)).containsExactly(0, -2, -1, -1);
        assertThat(assign(PLAIN.set("neg_iou_thr", .25), ANCHORS, 0, 0, 16, 16)).containsExactly(0, 0, -2, -1);
        assertThat(assign(PLAIN.set("neg_iou_thr", .26), ANCHORS, 0, 0, 16, 16)).containsExactly(0, 0, -1, -1);
        assertThat(assign(PLAIN.set("neg_iou_thr", 0), ANCHORS, 0, 0, 16, 16)).containsExactly(0, 0, -2, -2);
    }

    @Test
    void theGridRuleIsStrict() {
        assertThat(assign(Systems.GRID, ANCHORS, 0, 0, 16, 16)).containsExactly(0, -1, -1, -1);
        assertThat(assign(Systems.GRID.set("pos_iou_thr", .49), ANCHORS, 0, 0, 16, 16))
                .containsExactly(0, 0, -1, -1);
        assertThat(assign(Systems.GRID.set("neg_iou_thr", .25), ANCHORS, 0, 0, 16, 16))
                .containsExactly(0, -2, -1, -1);
        assertThat(assign(Systems.GRID.set("neg_iou_thr", .24), ANCHORS, 0, 0, 16, 16))
                .containsExactly(0, -2, -2, -1);
    }

    @Test
    void equalOverlapsGoToTheLowerGt() {
        assertThat(assign(PLAIN, ANCHORS, 0, 0, 16, 16, 0, 0, 16, 16)[0]).isZero();
    }

    /** Both GTs overlap anchor 0 most; the second by less, and takes it. */
    @Test
    void theLastGtTakesItsBestAnchorFromABetterOne() {
        assertThat(assign(Systems.MAX_IOU, ANCHORS, 0, 0, 16, 16, 0, 0, 16, 14)[0])
                .isEqualTo(1);
        assertThat(assign(PLAIN, ANCHORS, 0, 0, 16, 16, 0, 0, 16, 14)[0]).isZero();
        assertThat(assign(Systems.MAX_IOU.set("min_pos_iou", .9), ANCHORS, 0, 0, 16, 16, 0, 0, 16, 14)[0])
                .isZero();
        assertThat(assign(Systems.MAX_IOU.set("min_pos_iou", .875), ANCHORS, 0, 0, 16, 16, 0, 0, 16, 14)[0])
                .isEqualTo(1);
        assertThat(assign(
                        Systems.MAX_IOU.set("min_pos_iou", .875).set("strict_low_quality", true),
                        ANCHORS,
                        0,
                        0,
                        16,
                        16,
                        0,
                        0,
                        16,
                        14)[0])
                .isZero();
    }

    /** A GT of overlap 1/16 with three anchors of the same size. */
    @Test
    void allBestAnchorsOrTheFirst() {
        float[] same = {0, 0, 16, 16, 0, 0, 16, 16, 0, 0, 8, 32};
        assertThat(assign(Systems.MAX_IOU, same, 0, 0, 4, 4)).containsExactly(0, 0, 0);
        assertThat(assign(Systems.MAX_IOU.set("gt_max_assign_all", false), same, 0, 0, 4, 4))
                .containsExactly(0, -1, -1);
    }

    /** The quirk of min_pos_iou 0: no overlap at all is "at least" 0 everywhere. */
    @Test
    void aGtThatOverlapsNothingClaimsEverything() {
        float[] rows = {0, 0, 16, 16, 200, 200, 220, 220, 0, 0, 8, 8};
        assertThat(assign(Systems.MAX_IOU, ANCHORS, rows)).containsExactly(1, 1, 2, 1);
        assertThat(assign(Systems.MAX_IOU.set("gt_max_assign_all", false), ANCHORS, rows))
                .containsExactly(1, 0, 2, -1);
        assertThat(assign(Systems.MAX_IOU.set("strict_low_quality", true), ANCHORS, rows))
                .containsExactly(0, 0, 2, -1);
        assertThat(assign(Systems.GRID, ANCHORS, rows)[3]).isEqualTo(-1);
    }

    /** Anchor 0 overlaps GT 0, centred in its cell, by 0.05 and GT 1, centred in the other, by 0.61. */
    @Test
    void anyGtMayTakeAResponsibleAnchor() {
        assertThat(twoCells(4, 4, 8, 8, 0, 0, 33, 16)).containsExactly(1, 1);
    }

    /** Anchor 1 overlaps the GT of the other cell by 0.82. */
    @Test
    void anchorsThatAreNotResponsibleAreIgnoredAtBest() {
        assertThat(twoCells(0, 0, 20, 16)).containsExactly(0, -2);
        assertThat(twoCells(0, 0, 12, 16)).containsExactly(0, -1);
    }

    /** The GT is centred one pixel left of the image. */
    @Test
    void aCentreOutsideMakesNoCellResponsible() {
        assertThat(twoCells(-20, 0, 18, 16)).containsExactly(-1, -1);
    }

    private static int[] twoCells(float... rows) {
        Pyramid two = Pyramid.of(16, 32, 16).anchorBoxes(0, 0, 20, 16, 2, 0, 22, 16);
        try (Duet duet = Duet.engine(Systems.GRID, two).threads(1)) {
            int[] gt = new int[2];
            duet.assign(gts(rows)).fillAssignedGt(gt);
            return gt;
        }
    }

    @Test
    void anImageWithoutGtsIsBackground() {
        assertThat(assign(Systems.MAX_IOU, ANCHORS)).containsExactly(-1, -1, -1, -1);
        assertThat(assign(Systems.GRID, ANCHORS)).containsExactly(-1, -1, -1, -1);
    }

    @Test
    void lostGtsAreSaid() {
        try (Duet duet = Duet.engine(Systems.MAX_IOU, Pyramid.of(16, 16, 16).anchorBoxes(0, 0, 16, 16))
                .threads(1)) {
            Assignment assignment = duet.assign(gts(0, 0, 16, 16, 0, 0, 16, 14));
            assertThat(assignment.outcome(0)).isEqualTo(GtOutcome.LOST);
            assertThat(assignment.outcome(1)).isEqualTo(GtOutcome.ASSIGNED);
        }
    }

    @Test
    void anchorsAreNeeded() {
        for (DetectionSystem system : new DetectionSystem[] {Systems.MAX_IOU, Systems.GRID}) {
            assertThatThrownBy(() -> Duet.engine(system, Pyramid.of(64, 64, 8).slots(2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("anchors");
        }
    }
}
