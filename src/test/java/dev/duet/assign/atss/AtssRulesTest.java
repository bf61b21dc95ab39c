package dev.duet.assign.atss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.assign.tal.HandMade;
import dev.duet.oracle.AtssOracle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What tells the flavours of ATSS apart, on images small enough to work out by hand. */
@Tag("widths")
class AtssRulesTest {
    /** Both anchors overlap the GT alike: the threshold is that overlap. */
    @Test
    void mmdetectionTakesTheThresholdItselfTheBatchedFlavourDoesNot() {
        HandMade corners = new HandMade(8, 16, 8).gt(-4, -8, 12, 8);
        assertThat(corners.by("atss").unitsOf(0)).containsExactly(0, 1);
        assertThat(corners.by("tood", 0, 0).unitsOf(0)).containsExactly(0, 1);
        AtssOracle strict = AtssOracle.mmdet();
        strict.strict = true;
        assertThat(corners.by(strict, 0).unitsOf(0)).isEmpty();

        HandMade centres = new HandMade(8, 16, 8).gt(0, -4, 16, 12);
        assertThat(centres.by("yolov6", 0, 0).unitsOf(0)).isEmpty();
        assertThat(centres.by("ppyoloe", 0, 0).unitsOf(0)).isEmpty();
        AtssOracle closed = AtssOracle.yolov6();
        closed.strict = false;
        assertThat(centres.by(closed).unitsOf(0)).containsExactly(0, 1);
    }

    /**
     * Three levels of one cell. Overlaps 0.64, 0.39, 0.098: mean 0.376, deviation 0.271 over n - 1 (threshold 0.647: none) and 0.222
     * over n (threshold 0.598: the first).
     */
    @Test
    void theDeviationDividesByOneLessThanTheCandidates() {
        HandMade corners = new HandMade(8, 8, 8, 16, 32).gt(-40, -40, 40, 40);
        assertThat(corners.by("atss").unitsOf(0)).isEmpty();
        AtssOracle biased = AtssOracle.mmdet();
        biased.unbiased = false;
        assertThat(corners.by(biased, 0).unitsOf(0)).containsExactly(0);

        HandMade centres = new HandMade(8, 8, 8, 16, 32).gt(-16, -16, 34, 34);
        assertThat(centres.by("yolov6", 0, 0).unitsOf(0)).isEmpty();
        biased = AtssOracle.yolov6();
        biased.unbiased = false;
        assertThat(centres.by(biased).unitsOf(0)).containsExactly(0);
    }

    @Test
    void aSingleCandidateHasNoDeviationAndIsNotTaken() {
        HandMade image = new HandMade(8, 8, 8).gt(-4, -4, 6, 6);
        assertThat(image.by("atss").unitsOf(0)).isEmpty();
        assertThat(image.by("yolov6", 0, 0).unitsOf(0)).isEmpty();
    }

    /**
     * One column of points at x = 0. The anchor of (0, 8) overlaps the GT by 0.333, the threshold is 0.307; the GT's left edge lies a
     * hair beside the points.
     */
    @Test
    void mmdetectionWantsAHundredthOfAPixel() {
        AtssOracle narrow = AtssOracle.mmdet();
        narrow.margin = 1e-9f;
        assertThat(beside(-0.005f).by("atss").unitsOf(0)).isEmpty();
        assertThat(beside(-0.02f).by("atss").unitsOf(0)).containsExactly(1);
        assertThat(beside(-0.005f).by(narrow, 0).unitsOf(0)).containsExactly(1);
    }

    private static HandMade beside(float edge) {
        return new HandMade(32, 8, 8, 16).gt(edge, -24, 64, 40);
    }

    /**
     * Unit 5 passes for two GTs of which the third, larger one that did not take it overlaps its anchor most.
     */
    @Test
    void mmdetectionsConflictsStayAmongGtsThatTookTheUnit() {
        HandMade image =
                new HandMade(32, 32, 8).gt(3, 3, 13, 13).gt(4, 4, 12, 12).gt(8, -24, 40, 40);
        AtssOracle open = AtssOracle.mmdet();
        open.claimantsOnly = false;
        assertThat(image.by("atss").gt[5]).isZero();
        assertThat(image.by(open, 0).gt[5]).isEqualTo(2);
    }

    /** Unit 1's anchor is the GT itself, in both flavours. */
    @Test
    void theBatchedFlavourIsTrainedTowardsThePrediction() {
        HandMade centres = new HandMade(32, 8, 8, 16).gt(-16, -8, 24, 32).all(1, -16, -8, 24, 12);
        for (String system : new String[] {"yolov6", "ppyoloe"}) {
            assertThat(centres.by(system, 0, 0).unitsOf(0)).containsExactly(1);
            assertThat(centres.by(system, 0, 0).target[1]).isEqualTo(0.5f);
        }
        HandMade corners = new HandMade(32, 8, 8, 16).gt(-32, -24, 32, 40);
        assertThat(corners.by("atss").unitsOf(0)).containsExactly(1);
        assertThat(corners.by("atss").target[1]).isEqualTo(1);
    }

    /** The anchor of a unit is 8 strides in mmdetection, 5 in the batched flavour. */
    @Test
    void anchorsAreEightOrFiveStrides() {
        HandMade image = new HandMade(32, 8, 8, 16).gt(-16, -8, 24, 32);
        assertThat(image.by("yolov6", 0, 0).overlap[1]).isEqualTo(1);
        AtssOracle wide = AtssOracle.yolov6();
        wide.anchorScale = 8;
        assertThat(image.by(wide).unitsOf(0)).isEmpty();
    }
}
