package dev.duet.assign.tal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.oracle.OracleResult;
import dev.duet.oracle.TaskAlignedOracle;
import dev.duet.oracle.ToodOracle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What tells two task-aligned systems apart, each on an image small enough to work out by hand. The grid is 4 x 4 cells of 8 pixels
 * unless said otherwise: unit 5 stands for (12, 12), unit 6 for (20, 12); on cell corners unit 5 stands for (8, 8).
 */
@Tag("widths")
class TaskAlignedRulesTest {
    private static final int[] NONE = {};

    /**
     * Unit 5 is wanted by GTs 0 and 1 and predicts exactly GT 2, which does not hold its point. CIoU with GT 0 is 24/104 - 25/233 =
     * 0.12, less with GT 1.
     */
    private static HandMade contested() {
        return new HandMade(32, 32, 8)
                .gt(8, 8, 16, 16)
                .gt(8, 8, 15, 16)
                .gt(13, 8, 21, 16)
                .unit(5, 1, 13, 8, 21, 16)
                .unit(6, 1, 13, 8, 21, 16);
    }

    @Test
    void maskedConflictsStayAmongGtsThatHoldThePoint() {
        assertThat(contested().by("yolov8").unitsOf(0)).containsExactly(5);
        assertThat(contested().by("yolov8").unitsOf(2)).containsExactly(6);
        assertThat(contested().by("yolov9").unitsOf(0)).isEmpty();
        assertThat(contested().by("yolov9").unitsOf(2)).containsExactly(5, 6);
        assertThat(contested().by("yolov6").unitsOf(2)).containsExactly(5, 6);
    }

    @Test
    void claimantsOnlyKeepsAnUnmaskedConflictAmongItsClaimants() {
        TaskAlignedOracle oracle = TaskAlignedOracle.yolov9();
        oracle.claimantsOnly = true;
        assertThat(contested().by(oracle).unitsOf(0)).containsExactly(5);
    }

    @Test
    void aMaskedConflictIsOpenToGtsThatDidNotSelectTheUnit() {
        // With one unit each, GT 2 selects unit 6; unit 5 is selected by GTs 0 and 1 and fits GT 2 best.
        HandMade image = new HandMade(32, 32, 8)
                .gt(8, 8, 16, 16)
                .gt(8, 8, 15, 16)
                .gt(8, 8, 24, 16)
                .unit(5, 0.25f, 8, 8, 23, 16)
                .unit(6, 1, 8, 8, 24, 16);
        assertThat(image.by("yolov10", -1, 1).unitsOf(2)).containsExactly(5, 6);
        assertThat(image.by("yolov10", -1, 1).unitsOf(0)).isEmpty();
        TaskAlignedOracle oracle = TaskAlignedOracle.yolov10OneToOne();
        oracle.claimantsOnly = true;
        assertThat(image.by(oracle).unitsOf(0)).containsExactly(5);
        assertThat(image.by(oracle).unitsOf(2)).containsExactly(6);
    }

    @Test
    void toodsConflictsStayAmongGtsThatKeptTheUnit() {
        HandMade image = new HandMade(32, 32, 8)
                .gt(4, 4, 12, 12)
                .gt(4, 4, 11, 12)
                .gt(9, 4, 17, 12)
                .unit(5, 1, 9, 4, 17, 12)
                .unit(6, 1, 9, 4, 17, 12);
        assertThat(image.by("tood").unitsOf(0)).containsExactly(5);
        ToodOracle open = new ToodOracle();
        open.claimantsOnly = false;
        assertThat(image.by(open, 0).unitsOf(2)).containsExactly(5, 6);
    }

    @Test
    void toodRanksAllUnitsBeforeItLooksAtTheBox() {
        // 15 units outside predict the GT with full confidence and take all 13 places.
        HandMade image =
                new HandMade(32, 32, 8).gt(7, 7, 13, 13).all(1, 7, 7, 13, 13).unit(5, 0.5f, 7, 7, 13, 13);
        assertThat(image.by("tood").unitsOf(0)).isEmpty();
        assertThat(image.by("yolov6").unitsOf(0)).containsExactly(5);
        assertThat(image.by("ppyoloe").unitsOf(0)).containsExactly(5);
    }

    @Test
    void toodWantsAHundredthOfAPixel() {
        assertThat(cornerAt(7.995f).by("tood").unitsOf(0)).isEmpty();
        assertThat(cornerAt(7.98f).by("tood").unitsOf(0)).containsExactly(5);
        ToodOracle narrow = new ToodOracle();
        narrow.margin = 1e-9f;
        assertThat(cornerAt(7.995f).by(narrow, 0).unitsOf(0)).containsExactly(5);
    }

    private static HandMade cornerAt(float edge) {
        return new HandMade(32, 32, 8).gt(edge, edge, 13, 13).unit(5, 1, 8, 8, 13, 13);
    }

    @Test
    void yoloTakesPointsBesideTheEdgeButNotOnIt() {
        assertThat(edgeAt(11.995f).by("yolov8").unitsOf(0)).containsExactly(5);
        assertThat(edgeAt(11.995f).by("yolov6").unitsOf(0)).containsExactly(5);
        assertThat(edgeAt(12).by("yolov8").unitsOf(0)).isEmpty();
        assertThat(edgeAt(12).by("yolov6").unitsOf(0)).isEmpty();
    }

    private static HandMade edgeAt(float edge) {
        return new HandMade(32, 32, 8).gt(edge, edge, 19, 19).unit(5, 1, 12, 12, 19, 19);
    }

    @Test
    void rotatedBoxesHoldThePointsOnTheirEdges() {
        HandMade image = new HandMade(32, 32, 8).all(1, 900, 900, 9, 9, 0).gt(15.5f, 13.5f, 7, 11, 0);
        image.unit(5, 1, 15.5f, 13.5f, 7, 11, 0);
        assertThat(image.by("yolov8-obb").unitsOf(0)).containsExactly(5);
    }

    @Test
    void yoloTakesTenYolov6Thirteen() {
        HandMade image = new HandMade(32, 32, 8).gt(0, 0, 32, 32).all(0.5f, 1, 1, 31, 31);
        int[] ten = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        assertThat(image.by("yolov8").unitsOf(0)).isEqualTo(ten);
        assertThat(image.by("yolov9").unitsOf(0)).isEqualTo(ten);
        assertThat(image.by("yolov6").unitsOf(0)).hasSize(13).endsWith(12);
        assertThat(image.by("ppyoloe").unitsOf(0)).hasSize(13).endsWith(12);
    }

    @Test
    void theCompleteIouPrefersTheConcentricGtThePlainOneTheLarger() {
        // GT 0: IoU 0.502, CIoU 0.463. GT 1: both 0.473.
        HandMade image = new HandMade(32, 32, 8)
                .gt(9.3f, 4, 25.3f, 20)
                .gt(6.5f, 6.5f, 17.5f, 17.5f)
                .unit(5, 1, 4, 4, 20, 20);
        assertThat(image.by("yolov8").gt[5]).isEqualTo(1);
        assertThat(image.by("yolov9").gt[5]).isEqualTo(1);
        assertThat(image.by("yolov6").gt[5]).isZero();
    }

    @Test
    void theClassCountsByItsRootOrAsItIs() {
        // Ratio of metrics, unit 5 to unit 6: root 0.5 * 1 against 0.83^6 = 0.33; plain 0.25 against 0.33.
        HandMade image = new HandMade(32, 32, 8)
                .gt(8, 8, 24, 16)
                .unit(5, 0.25f, 8, 8, 24, 16)
                .unit(6, 1, 8, 8, 24, 9.36f + 5.28f);
        OracleResult v8 = image.by("yolov8");
        OracleResult v6 = image.by("yolov6");
        assertThat(v8.target[5]).isGreaterThan(v8.target[6]);
        assertThat(v6.target[6]).isGreaterThan(v6.target[5]);
    }

    @Test
    void negativeCoordinateSumIsPaddingButNotForPpyoloeAndTood() {
        HandMade image = new HandMade(32, 32, 8).gt(-20, -20, 10, 10).all(1, -10, -10, 10, 10);
        assertThat(image.by("yolov8").unitsOf(0)).isEmpty();
        assertThat(image.by("yolov6").unitsOf(0)).isEmpty();
        assertThat(image.by("ppyoloe").unitsOf(0)).containsExactly(0);
        assertThat(image.by("tood").unitsOf(0)).isNotEmpty();
    }

    @Test
    void missingPositiveScoresAreFilledUpWithTheFirstUnits() {
        HandMade topLeft = new HandMade(32, 32, 8).gt(0, 0, 16, 16);
        assertThat(topLeft.by("yolov8").unitsOf(0)).containsExactly(0, 1, 4, 5);
        assertThat(topLeft.by("yolov8").target[0]).isZero();
        assertThat(topLeft.by("yolov10", -1, 1).unitsOf(0)).containsExactly(0);
        HandMade bottomRight = new HandMade(32, 32, 8).gt(16, 16, 32, 32);
        assertThat(bottomRight.by("yolov8").unitsOf(0)).isEmpty();
        assertThat(bottomRight.by("yolov6").unitsOf(0)).containsExactly(10, 11);
        HandMade one = bottomRight.unit(15, 1, 16, 16, 32, 32);
        assertThat(one.by("yolov6").unitsOf(0)).containsExactly(10, 11, 15);
        TaskAlignedOracle drop = TaskAlignedOracle.yolov8();
        drop.dropZeroPicks = true;
        assertThat(topLeft.by(drop).unitsOf(0)).isEmpty();
    }

    @Test
    void toodNeverFillsUp() {
        assertThat(new HandMade(32, 32, 8).gt(0, 0, 17, 17).by("tood").unitsOf(0))
                .isEmpty();
    }

    @Test
    void ofIdenticalGtsTheFirstTakesAll() {
        HandMade image =
                new HandMade(32, 32, 8).gt(7, 7, 24, 17).gt(7, 7, 24, 17).all(1, 8, 8, 24, 16);
        for (String system : new String[] {"yolov8", "yolov9", "yolov6", "ppyoloe", "tood"}) {
            assertThat(image.by(system).unitsOf(0)).as(system).isNotEmpty();
            assertThat(image.by(system).unitsOf(1)).as(system).isEmpty();
        }
    }

    @Test
    void yolo26GivesAGtThatLostItsBestUnitTheNext() {
        HandMade image = new HandMade(32, 32, 8)
                .gt(8, 8, 24, 16)
                .gt(8, 8, 24, 17)
                .unit(5, 1, 8, 8, 24, 16)
                .unit(6, 1, 10, 8, 24, 17);
        assertThat(image.by("yolov10", -1, 1).unitsOf(0)).containsExactly(5);
        assertThat(image.by("yolov10", -1, 1).unitsOf(1)).isEqualTo(NONE);
        assertThat(image.by("yolo26", -1, 1).unitsOf(0)).containsExactly(5);
        assertThat(image.by("yolo26", -1, 1).unitsOf(1)).containsExactly(6);
    }

    @Test
    void yolo26KeepsOneUnitPerGtOnItsSecondHeadOnly() {
        HandMade image = new HandMade(32, 32, 8).gt(8, 8, 24, 16).all(1, 9, 8, 24, 16);
        assertThat(image.by("yolo26", -1, 0).unitsOf(0)).containsExactly(5, 6);
        assertThat(image.by("yolo26", -1, 1).unitsOf(0)).containsExactly(5);
        TaskAlignedOracle all = TaskAlignedOracle.yolo26OneToOne();
        all.keep = 0;
        assertThat(image.by(all).unitsOf(0)).containsExactly(5, 6);
    }

    @Test
    void yolo26EnlargesSidesUnderTheFirstStrideForTheCandidatesOnly() {
        // 3 x 3 becomes 16 x 16 about (14.5, 14.5): 6.5 .. 22.5 holds 12 and 20, and 8 of the second level (unit 16).
        HandMade tiny = new HandMade(32, 32, 8, 16).gt(13, 13, 16, 16).all(1, 13, 13, 16, 16);
        assertThat(tiny.by("yolov8").unitsOf(0)).isEmpty();
        assertThat(tiny.by("yolo26").unitsOf(0)).containsExactly(5, 6, 9, 10, 16);
        assertThat(tiny.by("yolo26").overlap[5]).isGreaterThan(0.99f);
        assertThat(tiny.by("yolo26", -1, 1).unitsOf(0)).containsExactly(5);
    }

    @Test
    void yolo26LooksAtEachSideAlone() {
        HandMade narrow = new HandMade(32, 32, 8, 16).gt(13, 2, 16, 11).all(1, 13, 2, 16, 11);
        assertThat(narrow.by("yolo26").unitsOf(0)).containsExactly(1, 2, 16);
    }

    @Test
    void yolo26LeavesASideOfExactlyOneStrideAlone() {
        // 4 .. 12 has the points 4 and 12 on its edges and holds 8 of the second level; 0 .. 16 would hold all three.
        HandMade exact = new HandMade(32, 32, 8, 16).gt(4, 4, 12, 12).all(1, 4, 4, 12, 12);
        assertThat(exact.by("yolo26").unitsOf(0)).containsExactly(16);
        HandMade under = new HandMade(32, 32, 8, 16).gt(4, 4, 11.5f, 11.5f).all(1, 4, 4, 11.5f, 11.5f);
        assertThat(under.by("yolo26").unitsOf(0)).containsExactly(0, 1, 4, 5, 16);
    }

    @Test
    void yolo26MakesEveryEdgeAnewFromCentreAndSide() {
        // The left edge at 24 becomes 23.999998 and lets (24, 88) of the second level in, unit 128 + 5 * 4 + 1.
        HandMade image = new HandMade(128, 64, 8, 16).gt(24, 82, 47.995f, 100).all(1, 24, 82, 47.995f, 100);
        assertThat(image.by("yolov8").unitsOf(0)).hasSize(7).doesNotContain(149);
        assertThat(image.by("yolo26").unitsOf(0)).hasSize(8).contains(149);
    }

    @Test
    void withOneLevelYolo26EnlargesToThatStride() {
        HandMade tiny = new HandMade(32, 32, 8).gt(13, 13, 16, 16).all(1, 13, 13, 16, 16);
        assertThat(tiny.by("yolo26").unitsOf(0)).containsExactly(5);
    }

    @Test
    void closeUnitsMayLieOutsideTheGtInPpyoloesTinyVariant() {
        // Distance to (12, 12) under 16 pixels: units 0, 1, 2 (11.3, 8, 11.3), and so on round unit 5.
        HandMade image = new HandMade(32, 32, 8).gt(11, 11, 13, 13).all(1, 11, 11, 13, 13);
        TaskAlignedOracle close = TaskAlignedOracle.ppyoloeClose();
        assertThat(image.by(close).unitsOf(0)).containsExactly(0, 1, 2, 4, 5, 6, 8, 9, 10);
        assertThat(image.by("ppyoloe").unitsOf(0)).containsExactly(5);
    }
}
