package dev.duet.align;

import static org.assertj.core.api.Assertions.assertThat;

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

    /** On two levels of 4 x 4 and 2 x 2 cells the GT fits the anchor of (8, 8), its edge a hair beside that point. */
    @Test
    void mmdetectionWantsAHundredthOfAPixel() {
        AtssOracle narrow = AtssOracle.mmdet();
        narrow.margin = 1e-9f;
        assertThat(beside(7.995f).by("atss").unitsOf(0)).doesNotContain(5);
        assertThat(beside(7.98f).by("atss").unitsOf(0)).contains(5);
        assertThat(beside(7.995f).by(narrow, 0).unitsOf(0)).contains(5);
    }

    private static HandMade beside(float edge) {
        return new HandMade(32, 32, 8, 16).gt(edge, -20, 20, 36);
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

    @Test
    void theBatchedFlavourIsTrainedTowardsThePrediction() {
        HandMade image = new HandMade(32, 32, 8, 16).gt(0, 0, 20, 20).all(1, 0, 0, 20, 10);
        assertThat(image.by("yolov6", 0, 0).unitsOf(0)).isNotEmpty();
        for (int u : image.by("yolov6", 0, 0).unitsOf(0)) {
            assertThat(image.by("yolov6", 0, 0).target[u]).isEqualTo(0.5f);
        }
        for (int u : image.by("atss").unitsOf(0)) {
            assertThat(image.by("atss").target[u]).isEqualTo(1);
        }
    }
}
