package dev.duet.assign.darknet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.darknet.SlotImage.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What tells YOLOv3 and YOLOv4 and their settings apart, each on an image small enough to work out by hand. */
@Tag("widths")
class LayerRulesTest {
    /**
     * Strides 16 and 32 on 64 x 64 pixels. The cell of (16, 16) has units 10 and 11 on the fine level; the first cell of the coarse
     * level has 32 and 33.
     */
    private static SlotImage image(float... anchors) {
        return new SlotImage(Pyramid.of(64, 64, 16, 32).anchors(anchors), 2);
    }

    private static SlotImage plain() {
        return image(16, 16, 20, 16, 40, 40, 18, 18);
    }

    @Test
    void yolov3TakesOneAnchorOfAllLevels() {
        Answer a = plain().gt(0, 8, 8, 24, 24).gt(1, 0, 0, 40, 40).by(Systems.YOLOV3);
        assertThat(a.units(0)).containsExactly(10);
        assertThat(a.units(1)).containsExactly(32);
        assertThat(a.value("box_target", 10, 0)).isZero();
        assertThat(a.value("box_target", 10, 2)).isZero();
        assertThat(a.value("box_weight", 10, 0)).isEqualTo(2 - .0625f);
        assertThat(a.target(10)).isEqualTo(1);
    }

    @Test
    void equalShapesGoToTheFirstAnchorOfTheListWhateverTheOrderOfLevels() {
        float[] gt = {8, 8, 24, 24};
        assertThat(image(8, 8, 16, 16, 30, 30, 16, 16)
                        .gt(0, gt[0], gt[1], gt[2], gt[3])
                        .by(Systems.YOLOV3)
                        .units(0))
                .containsExactly(11);
        Pyramid coarseFirst = Pyramid.of(64, 64, 32, 16).anchors(30, 30, 16, 16, 8, 8, 16, 16);
        SlotImage turned = new SlotImage(coarseFirst, 2).gt(0, gt[0], gt[1], gt[2], gt[3]);
        assertThat(turned.by(Systems.YOLOV3).units(0)).containsExactly(8 + 11);
        assertThat(turned.by(Systems.PPYOLO).units(0)).containsExactly(8 + 11);
        SlotImage listed = new SlotImage(coarseFirst.anchorMasks(0, 1, 2, 3), 2).gt(0, gt[0], gt[1], gt[2], gt[3]);
        assertThat(listed.by(Systems.YOLOV3).units(0)).containsExactly(1);
        assertThat(listed.by(Systems.PPYOLO).units(0)).containsExactly(1);
    }

    @Test
    void anAnchorMayStandOnSeveralLevelsOrOnNone() {
        // As in yolov4-tiny.cfg: masks 1, 2 and 2, 3 of four anchors.
        Pyramid shared =
                Pyramid.of(64, 64, 16, 32).anchors(new float[] {4, 4, 8, 8, 16, 16, 40, 40}, new int[] {1, 2, 2, 3});
        Answer a = new SlotImage(shared, 2)
                .gt(0, 8, 8, 24, 24)
                .gt(1, 14, 14, 18, 18)
                .by(Systems.YOLOV4, "iou_thresh", 1);
        assertThat(a.units(0)).containsExactly(11, 32);
        assertThat(a.units(1)).isEmpty();
        assertThat(a.all().outcome(1)).isEqualTo(GtOutcome.NONE_SELECTED);
        // 4 x 4 in 8 x 8 is a quarter.
        assertThat(new SlotImage(shared, 2)
                        .gt(1, 14, 14, 18, 18)
                        .by(Systems.YOLOV4)
                        .units(0))
                .containsExactly(10);
    }

    @Test
    void masksAreChecked() {
        Pyramid pyramid = Pyramid.of(64, 64, 16, 32).anchors(8, 8, 16, 16, 30, 30, 40, 40);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pyramid.anchorMasks(0, 1, 2))
                .withMessageContaining("anchor_masks: 3 indices for 4 anchors");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pyramid.anchorMasks(0, 1, 1, 2))
                .withMessageContaining("anchor_masks[2]: 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pyramid.of(64, 64, 16).anchors(new float[] {4, 4}, new int[] {1}))
                .withMessageContaining("anchor_masks[0]: 1; there are 1 anchors");
    }

    @Test
    void yolov3LastGtOwnsTheSlotAndClassBitsStay() {
        Answer a = plain().gt(2, 8, 8, 24, 24)
                .gt(0, 9, 9, 25, 25)
                .gt(2, 8, 9, 24, 25)
                .gt(1, 9, 8, 25, 24)
                .by(Systems.YOLOV3);
        assertThat(a.gt(10)).isEqualTo(3);
        assertThat(a.all().duets()).isEqualTo(1);
        assertThat(a.classes(10)).containsExactly(0, 1, 2);
        assertThat(a.all().labels()).isEqualTo(2);
        assertThat(a.all().claims()).isEqualTo(4);
        assertThat(a.all().outcome(0)).isEqualTo(GtOutcome.LOST);
    }

    @Test
    void yolov3LooksAtPredictionsToIgnoreAndToAddPositives() {
        // .8 of the GT.
        SlotImage image = plain().gt(1, 8, 8, 24, 24).unit(20, 8, 8, 24, 20.8f).unit(10, 8, 8, 24, 24);
        Answer a = image.by(Systems.YOLOV3);
        assertThat(a.ignored()).containsExactly(20);
        assertThat(a.gt(10)).isZero();
        assertThat(image.by(Systems.YOLOV3, "ignore_thresh", .85).ignored()).isEmpty();
        Answer more = image.by(Systems.YOLOV3, "truth_thresh", .75);
        assertThat(more.units(0)).containsExactly(20, 10);
        assertThat(more.target(20)).isEqualTo(1);
        assertThat(more.all().overlap(0)).isCloseTo(.8f, within(1e-6f));
    }

    @Test
    void yolov4TakesEveryAnchorOverTheThreshold() {
        // Shapes: 1, .8, .16 and .79 of the GT.
        SlotImage image = plain().gt(0, 8, 8, 24, 24);
        Answer a = image.by(Systems.YOLOV4);
        assertThat(a.units(0)).containsExactly(10, 11, 33);
        assertThat(a.value("match_kind", 10, 0)).isEqualTo(1);
        assertThat(a.value("match_kind", 11, 0)).isEqualTo(2);
        assertThat(a.value("match_kind", 33, 0)).isEqualTo(2);
        assertThat(image.by(Systems.YOLOV4, "iou_thresh", 1).units(0)).containsExactly(10);
        assertThat(image.by(Systems.YOLOV4, "iou_thresh", .15).units(0)).containsExactly(10, 11, 32, 33);
    }

    @Test
    void yolov4JudgesOtherAnchorsByTheKindOfOverlapAskedFor() {
        // 32 x 8 to 16 x 16: IoU .333, GIoU .083, CIoU .315.
        SlotImage image = image(16, 16, 32, 8, 300, 1, 300, 1).gt(0, 8, 8, 24, 24);
        assertThat(image.by(Systems.YOLOV4, "iou_thresh", .32).units(0)).containsExactly(10, 11);
        assertThat(image.by(Systems.YOLOV4, "iou_thresh", .32, "iou_thresh_kind", "diou")
                        .units(0))
                .containsExactly(10, 11);
        assertThat(image.by(Systems.YOLOV4, "iou_thresh", .32, "iou_thresh_kind", "ciou")
                        .units(0))
                .containsExactly(10);
        assertThat(image.by(Systems.YOLOV4, "iou_thresh", .31, "iou_thresh_kind", "ciou")
                        .units(0))
                .containsExactly(10, 11);
        assertThat(image.by(Systems.YOLOV4, "iou_thresh", .09, "iou_thresh_kind", "giou")
                        .units(0))
                .containsExactly(10);
        assertThat(image.by(Systems.YOLOV4, "iou_thresh", .08, "iou_thresh_kind", "giou")
                        .units(0))
                .containsExactly(10, 11);
    }

    @Test
    void yolov4IgnoresOnlyUnitsThatBelieveInSomeClass() {
        SlotImage image = plain().gt(1, 8, 8, 24, 24).unit(20, 8, 8, 24, 24).score(20, 1, .25f);
        assertThat(image.by(Systems.YOLOV4).ignored()).isEmpty();
        assertThat(image.by(Systems.YOLOV4, "class_gate", .2).ignored()).containsExactly(20);
        assertThat(image.by(Systems.YOLOV4, "class_gate", 0).ignored()).containsExactly(20);
        // Any class will do.
        assertThat(image.score(20, 2, .26f).by(Systems.YOLOV4).ignored()).containsExactly(20);
        // The gate does not keep a unit from being positive by its overlap.
        image.score(20, 2, 0);
        assertThat(image.by(Systems.YOLOV4, "truth_thresh", .9).gt(20)).isZero();
    }

    @Test
    void yolov4SmoothsObjectnessAsTheCodeDoesOrAsItMeans() {
        // Unit 20 and the positive unit 10 overlap the GT by .8, the positive units 11 and 33 by nothing.
        SlotImage image = plain().gt(1, 8, 8, 24, 24)
                .unit(20, 8, 8, 24, 20.8f)
                .unit(10, 8, 8, 24, 20.8f)
                .score(20, 0, .9f)
                .score(10, 0, .9f);
        Answer off = image.by(Systems.YOLOV4);
        assertThat(off.target(10)).isEqualTo(1);
        assertThat(off.target(11)).isEqualTo(1);
        Answer reference = image.by(Systems.YOLOV4, "objectness_smooth", "reference");
        assertThat(reference.gt(20)).isEqualTo(-2);
        assertThat(reference.target(20)).isCloseTo(.8f, within(1e-6f));
        assertThat(reference.target(10)).isCloseTo(.8f, within(1e-6f));
        assertThat(reference.target(11)).isZero();
        Answer corrected = image.by(Systems.YOLOV4, "objectness_smooth", "corrected");
        assertThat(corrected.target(20)).isCloseTo(.8f, within(1e-6f));
        assertThat(corrected.target(10)).isEqualTo(1);
        assertThat(corrected.target(11)).isEqualTo(1);
        Answer both = image.by(Systems.YOLOV4, "objectness_smooth", "reference", "truth_thresh", .75);
        assertThat(both.target(20)).isCloseTo(.64f, within(1e-6f));
        assertThat(both.value("class_target", 20, 0)).isCloseTo(.64f, within(1e-6f));
        assertThat(both.value("match_kind", 20, 0)).isZero();
        assertThat(both.target(10)).isCloseTo(.64f, within(1e-6f));
        assertThat(both.value("class_target", 10, 0)).isEqualTo(1);
        Answer meant = image.by(Systems.YOLOV4, "objectness_smooth", "corrected", "truth_thresh", .75);
        assertThat(meant.target(20)).isCloseTo(.64f, within(1e-6f));
        assertThat(meant.target(10)).isEqualTo(1);
    }

    @Test
    void yolov4DividesBoxGradientsByClassesNotMatches() {
        SlotImage same = plain().gt(1, 8, 8, 24, 24).gt(1, 9, 8, 25, 24);
        assertThat(same.by(Systems.YOLOV4).value("box_divisor", 10, 0)).isEqualTo(1);
        assertThat(same.by(Systems.YOLOV4).all().duets()).isEqualTo(6);
        SlotImage two = plain().gt(1, 8, 8, 24, 24).gt(0, 9, 8, 25, 24).gt(1, 8, 9, 24, 25);
        Answer a = two.by(Systems.YOLOV4);
        assertThat(a.value("box_divisor", 10, 0)).isEqualTo(2);
        assertThat(a.gt(10)).isEqualTo(2);
        assertThat(a.classes(10)).containsExactly(0, 1);
        assertThat(two.by(Systems.YOLOV4, "iou_thresh", 1).value("box_divisor", 10, 0))
                .isEqualTo(1);
    }

    @Test
    void yolov4WantsAPixelOfWidthAndHeight() {
        SlotImage image = plain().gt(1, 8, 8, 8.99f, 24).gt(1, 8, 8, 9, 24).gt(0, 40, 40, 60, 40.5f);
        Answer a = image.by(Systems.YOLOV4);
        assertThat(a.all().outcome(0)).isEqualTo(GtOutcome.DROPPED);
        assertThat(a.all().outcome(1)).isEqualTo(GtOutcome.ASSIGNED);
        assertThat(a.all().outcome(2)).isEqualTo(GtOutcome.DROPPED);
        assertThat(image.by(Systems.YOLOV3).all().outcome(0)).isEqualTo(GtOutcome.LOST);
    }
}
