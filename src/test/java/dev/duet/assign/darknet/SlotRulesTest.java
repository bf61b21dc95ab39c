package dev.duet.assign.darknet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.darknet.SlotImage.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What tells YOLOv1, v2 and PPYOLO apart from their neighbours, each on an image small enough to work out by hand. */
@Tag("widths")
class SlotRulesTest {
    /** Two by two cells of 32 pixels, two boxes each: unit 0 and 1 in the first cell. */
    private static SlotImage v1() {
        return new SlotImage(Pyramid.of(64, 64, 32), 2);
    }

    /** The same cells with anchors of 16 and 40 pixels. */
    private static SlotImage v2() {
        return new SlotImage(Pyramid.of(64, 64, 32).anchors(16, 16, 40, 40), 2);
    }

    @Test
    void yolov1FirstGtOwnsTheCell() {
        Answer a = v1().gt(0, 4, 4, 20, 20)
                .gt(1, 8, 8, 16, 16)
                .gt(2, 40, 40, 50, 50)
                .unit(0, 8, 8, 16, 16)
                .unit(1, 4, 4, 20, 20)
                .by(Systems.YOLOV1);
        assertThat(a.units(0)).containsExactly(1);
        assertThat(a.units(1)).isEmpty();
        assertThat(a.all().outcome(1)).isEqualTo(GtOutcome.LOST);
        assertThat(a.units(2)).containsExactly(6);
    }

    @Test
    void yolov1TakesTheNearestBoxWhereNoneOverlaps() {
        SlotImage image = v1().gt(0, 4, 4, 12, 12).unit(1, 20, 20, 28, 28);
        assertThat(image.by(Systems.YOLOV1).units(0)).containsExactly(1);
        // Near without overlap loses to far with a little.
        image.unit(0, 13, 13, 21, 21).unit(1, 0, 0, 60, 60);
        assertThat(image.by(Systems.YOLOV1).units(0)).containsExactly(1);
        // Twenty image sizes away nothing is near: the first answers. Equal boxes: the first.
        assertThat(v1().gt(0, 4, 4, 12, 12).by(Systems.YOLOV1).units(0)).containsExactly(0);
        image = v1().gt(0, 4, 4, 12, 12).unit(0, 5, 5, 13, 13).unit(1, 5, 5, 13, 13);
        assertThat(image.by(Systems.YOLOV1).units(0)).containsExactly(0);
    }

    @Test
    void yolov1TargetsAreOverlapsAndRoots() {
        SlotImage image = v1().gt(0, 4, 4, 20, 20).unit(1, 4, 4, 20, 12);
        Answer a = image.by(Systems.YOLOV1);
        assertThat(a.target(1)).isEqualTo(.5f);
        assertThat(a.value("box_target", 1, 0)).isEqualTo(.375f);
        assertThat(a.value("box_target", 1, 2)).isEqualTo(.5f);
        Answer plain = image.by(Systems.YOLOV1, "rescore", false, "sqrt", false);
        assertThat(plain.target(1)).isEqualTo(1);
        assertThat(plain.all().overlap(0)).isEqualTo(.5f);
        assertThat(plain.value("box_target", 1, 2)).isEqualTo(.25f);
    }

    @Test
    void theLeastSideIsTheDoubleOfTheSourceText() {
        // One pixel of 200 is .005 in float32, which is less than .005 in double.
        SlotImage image = new SlotImage(Pyramid.of(200, 200, 100), 2)
                .gt(0, 0, 50, 1, 100)
                .gt(0, 0, 50, 1.01f, 100)
                .gt(1, 150, 150, 150, 180)
                .gt(1, 205, 150, 230, 180);
        Answer a = image.by(Systems.YOLOV1);
        assertThat(a.all().outcome(0)).isEqualTo(GtOutcome.DROPPED);
        assertThat(a.all().outcome(1)).isEqualTo(GtOutcome.ASSIGNED);
        assertThat(a.all().outcome(2)).isEqualTo(GtOutcome.ZERO_AREA);
        assertThat(a.all().outcome(3)).isEqualTo(GtOutcome.OUTSIDE);
        assertThat(image.by(Systems.YOLOV1, "min_side", .004).all().outcome(0)).isEqualTo(GtOutcome.ASSIGNED);
    }

    @Test
    void clippingMovesTheCentreAndCanBeSwitchedOff() {
        SlotImage image = v2().gt(0, -32, 8, 24, 24);
        assertThat(image.by(Systems.YOLOV2).value("box_target", 0, 0)).isEqualTo(.375f);
        assertThat(image.by(Systems.YOLOV2, "prepare", false).units(0)).containsExactly(1);
        assertThat(image.by(Systems.YOLOV2, "prepare", false).value("box_target", 1, 0))
                .isEqualTo(-.125f);
    }

    @Test
    void yolov2ComparesAnchorsOrPredictions() {
        SlotImage image = v2().gt(0, 8, 8, 24, 24).unit(0, 0, 0, 40, 40).unit(1, 40, 40, 56, 56);
        assertThat(image.by(Systems.YOLOV2).units(0)).containsExactly(0);
        assertThat(image.by(Systems.YOLOV2, "bias_match", false).units(0)).containsExactly(1);
    }

    @Test
    void yolov2LastGtOwnsTheSlotAndClassesReplaceOrJoin() {
        SlotImage image = v2().gt(0, 8, 8, 24, 24).gt(1, 9, 9, 25, 25).unit(0, 9, 9, 25, 17);
        Answer a = image.by(Systems.YOLOV2);
        assertThat(a.units(0)).isEmpty();
        assertThat(a.all().outcome(0)).isEqualTo(GtOutcome.LOST);
        assertThat(a.units(1)).containsExactly(0);
        assertThat(a.classes(0)).containsExactly(1);
        assertThat(a.target(0)).isEqualTo(.5f);
        Answer union = image.by(Systems.YOLOV2, "softmax", false, "rescore", false);
        assertThat(union.classes(0)).containsExactly(0, 1);
        assertThat(union.target(0)).isEqualTo(1);
    }

    @Test
    void yolov2IgnoresWhatOverlapsButIsNotPositive() {
        SlotImage image = v2().gt(0, 8, 8, 24, 24)
                .unit(0, 8, 8, 24, 24)
                .unit(3, 8, 8, 24, 24)
                .unit(5, 8, 8, 24, 16.8f);
        Answer a = image.by(Systems.YOLOV2);
        assertThat(a.gt(0)).isZero();
        assertThat(a.ignored()).containsExactly(3);
        assertThat(a.target(3)).isEqualTo(1);
        assertThat(image.by(Systems.YOLOV2, "thresh", .5).ignored()).containsExactly(3, 5);
    }

    @Test
    void yolov2DrawsAllUnitsToTheirAnchorsAtFirst() {
        SlotImage image = v2().gt(0, 8, 8, 24, 24);
        Answer a = image.by(Systems.YOLOV2, "seen", 12799, "coord_scale", 2);
        assertThat(a.all().unitValue("unit_box_weight", 0, 7, 0)).isEqualTo(.01f);
        assertThat(a.all().unitValue("unit_box_target", 0, 7, 0)).isEqualTo(.5f);
        assertThat(a.all().unitValue("unit_box_target", 0, 7, 2)).isZero();
        assertThat(a.all().unitValue("unit_box_weight", 0, 0, 0)).isEqualTo(2 * (2 - .0625f));
        assertThat(a.all().unitValue("unit_box_target", 0, 0, 1)).isEqualTo(.5f);
        assertThat(image.by(Systems.YOLOV2).all().unitChannels()).isEmpty();
    }

    @Test
    void rowsOverTheCapAreDropped() {
        SlotImage image = v2();
        for (int g = 0; g < 30; g++) {
            image.gt(0, 8, 8, 24, 24);
        }
        image.gt(1, 40, 40, 56, 56);
        assertThat(image.by(Systems.YOLOV2).all().outcome(30)).isEqualTo(GtOutcome.DROPPED);
        assertThat(image.by(Systems.YOLOV2, "max_boxes", 0).units(30)).containsExactly(6);
        SlotImage two = paddle().gt(0, 8, 8, 24, 24).gt(0, 40, 40, 56, 56);
        assertThat(two.by(Systems.PPYOLO, "num_max_boxes", 1).all().outcome(1)).isEqualTo(GtOutcome.DROPPED);
    }

    /**
     * Strides 32 and 16. The first cell of the coarse level has units 0 (anchor 30 x 30) and 1 (18 x 18), the cell of (16, 16) on the
     * fine level has 18 (16 x 16) and 19 (20 x 16).
     */
    private static SlotImage paddle() {
        return new SlotImage(Pyramid.of(64, 64, 32, 16).anchors(30, 30, 18, 18, 16, 16, 20, 16), 2);
    }

    @Test
    void ppyoloBestAnchorsOverwriteOthersOnlyFillUp() {
        SlotImage image = paddle().gt(0, 8, 8, 24, 24).gt(1, 6, 8, 26, 24);
        assertThat(image.by(Systems.PPYOLO).units(0)).containsExactly(18);
        assertThat(image.by(Systems.PPYOLO).units(1)).containsExactly(19);
        Answer a = image.by(Systems.PPYOLO, "iou_thresh", .25);
        assertThat(a.units(0)).containsExactlyInAnyOrder(0, 1, 18);
        assertThat(a.units(1)).containsExactly(19);
        assertThat(a.classes(19)).containsExactly(0, 1);
        assertThat(a.classes(18)).containsExactly(0);
        // .28 of the shape: in at .25, out at .3.
        assertThat(image.by(Systems.PPYOLO, "iou_thresh", .3).units(0)).containsExactlyInAnyOrder(1, 18);
    }

    @Test
    void ppyoloCountsGtsByWeight() {
        SlotImage image = paddle().gt(0, .5f, 8, 8, 24, 24)
                .gt(1, 0, 40, 40, 56, 56)
                .unit(18, 8, 8, 24, 16)
                .unit(3, 40, 40, 56, 56);
        Answer a = image.by(Systems.PPYOLO);
        assertThat(a.target(18)).isEqualTo(.5f);
        assertThat(a.all().overlap(0)).isCloseTo(.5f, within(1e-6f));
        assertThat(a.value("box_weight", 18, 0)).isEqualTo(2 - .0625f);
        assertThat(a.all().outcome(1)).isEqualTo(GtOutcome.DROPPED);
        assertThat(a.ignored()).containsExactly(3);
    }

    @Test
    void ppyoloCellsComeFromDoubleProducts() {
        // The share of (46 + 66) / 2 = 56 pixels is a hair under 7 cells of 8 pixels; in float32 the product is 7.
        SlotImage image = new SlotImage(Pyramid.of(320, 320, 8).anchors(20, 20), 1).gt(0, 46, 46, 66, 66);
        assertThat(image.by(Systems.PPYOLO).units(0)).containsExactly(6 * 40 + 6);
    }

    @Test
    void systemsOfOneLevelSayWhenTheyAreGivenTwo() {
        Pyramid two = Pyramid.of(64, 64, 16, 32).anchors(8, 8, 16, 16);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Duet.engine(Systems.YOLOV1, Pyramid.of(64, 64, 16, 32).slots(2)))
                .withMessageContaining("one level");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Duet.engine(Systems.YOLOV2, two))
                .withMessageContaining("one level");
        Pyramid slots = Pyramid.of(64, 64, 16).slots(3);
        for (DetectionSystem system : new DetectionSystem[] {Systems.YOLOV2, Systems.YOLOV3, Systems.PPYOLO}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Duet.engine(system, slots))
                    .withMessageContaining("anchors");
        }
    }

    @Test
    void limitsBelowZeroAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> v2().gt(0, 8, 8, 24, 24).by(Systems.YOLOV2, "thresh", -.1))
                .withMessageContaining("thresh=-0.1: expected a number, 0 to 2");
    }
}
