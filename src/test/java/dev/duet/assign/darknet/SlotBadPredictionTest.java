package dev.duet.assign.darknet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.BadPredictionException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which predictions must be finite numbers: those that are read, and no others. */
@Tag("widths")
class SlotBadPredictionTest {
    private static final float[] BAD = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    private static final int CLASSES = 5;
    private static final GroundTruths GTS =
            GroundTruths.ofRows(new float[] {8, 8, 24, 24, 30, 30, 60, 60}, new int[] {1, 2}, new int[] {0, 0, 2});

    private static final DetectionSystem[] IGNORING = {
        Systems.YOLOV2, Systems.YOLOV3, Systems.YOLOV4, Systems.PPYOLO, Systems.PPYOLO_YOLOV3
    };

    @Test
    void everyBoxOfAnImageWithGtsMustBeFiniteWhereUnitsAreIgnored() {
        for (DetectionSystem system : IGNORING) {
            Pyramid pyramid = Pyramid.of(128, 128, system.geometry().strides());
            try (Duet duet = Duet.engine(system.classes(CLASSES), pyramid).threads(2)) {
                int units = duet.units();
                for (float bad : BAD) {
                    for (int unit : new int[] {0, 1, 65, units / 2, units - 1}) {
                        for (int k = 0; k < 4; k++) {
                            for (BoxLayout layout : BoxLayout.values()) {
                                BadPredictionException e = complaint(duet, 1, unit, k, bad, layout);
                                String what = system + ", unit " + unit + ", " + k + " is " + bad + ", " + layout;
                                assertThat(e).as(what).isNotNull().hasMessageContaining("pred_boxes");
                                assertThat(e.image()).as(what).isEqualTo(1);
                                assertThat(e.unit()).as(what).isEqualTo(unit);
                                assertThat(complaint(duet, 0, unit, k, bad, layout))
                                        .as("image without GTs: " + what)
                                        .isNull();
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void hugeBoxesAreNoError() {
        for (DetectionSystem system : IGNORING) {
            Pyramid pyramid = Pyramid.of(128, 128, system.geometry().strides());
            try (Duet duet = Duet.engine(system.classes(CLASSES), pyramid).threads(1)) {
                assertThat(complaint(duet, 1, 7, 2, Float.MAX_VALUE, BoxLayout.ROWS))
                        .as(system.name())
                        .isNull();
                float[] boxes = boxes(duet.units(), BoxLayout.ROWS);
                int at = 4 * (duet.units() + 7);
                Arrays.fill(boxes, at, at + 4, 3e38f);
                duet.assign(GTS, predictions(duet.units(), boxes, BoxLayout.ROWS, scores(duet.units())));
            }
        }
    }

    @Test
    void yolov1ReadsTheBoxesOfOwnedCellsOnly() {
        try (Duet duet = Duet.engine(Systems.YOLOV1.classes(CLASSES), Pyramid.of(64, 64, 32))) {
            // GT 0 is centred in the first cell, GT 1 in the last; of the others nothing is read.
            assertThat(complaint(duet, 1, 1, 3, Float.NaN, BoxLayout.ROWS).unit())
                    .isEqualTo(1);
            assertThat(complaint(duet, 1, 6, 0, Float.NaN, BoxLayout.PLANES).unit())
                    .isEqualTo(6);
            assertThat(complaint(duet, 1, 2, 0, Float.NaN, BoxLayout.ROWS)).isNull();
        }
    }

    @Test
    void yolov4ReadsScoresOfUnitsOverTheLimitUntilOneClassIsOverTheGate() {
        Pyramid pyramid = Pyramid.of(64, 64, 16, 32).anchors(16, 16, 20, 16, 40, 40, 18, 18);
        try (Duet duet = Duet.engine(Systems.YOLOV4.classes(CLASSES), pyramid).threads(1)) {
            int units = duet.units();
            float[] boxes = boxes(units, BoxLayout.ROWS);
            System.arraycopy(new float[] {8, 8, 24, 24}, 0, boxes, 4 * (units + 14), 4);
            for (ScoreLayout layout : ScoreLayout.values()) {
                for (int c = 0; c < CLASSES; c++) {
                    float[] scores = scores(units);
                    scores[index(layout, units, 14, c)] = Float.NaN;
                    BadPredictionException e = catchThrowableOfType(
                            BadPredictionException.class, () -> duet.assign(GTS, with(units, boxes, scores, layout)));
                    assertThat(e).isNotNull().hasMessageContaining("pred_scores");
                    assertThat(e.image()).isEqualTo(1);
                    assertThat(e.unit()).isEqualTo(14);
                    // Class 1, the GT's, is over the gate: the others are not read.
                    scores[index(layout, units, 14, 1)] = .3f;
                    assertThat(duet.assign(GTS, with(units, boxes, scores, layout))
                                    .ignored())
                            .isEqualTo(1);
                    float[] elsewhere = scores(units);
                    elsewhere[index(layout, units, 15, c)] = Float.NaN;
                    duet.assign(GTS, with(units, boxes, elsewhere, layout));
                }
            }
        }
    }

    private static int index(ScoreLayout layout, int units, int unit, int label) {
        return layout == ScoreLayout.UNIT_MAJOR ? (units + unit) * CLASSES + label : (CLASSES + label) * units + unit;
    }

    private static Predictions with(int units, float[] boxes, float[] scores, ScoreLayout layout) {
        return Predictions.of(2, units).boxes(boxes).scores(scores, CLASSES, layout, ScoreForm.PROBABILITY);
    }

    private static BadPredictionException complaint(
            Duet duet, int image, int unit, int k, float value, BoxLayout layout) {
        int units = duet.units();
        float[] boxes = boxes(units, layout);
        boxes[4 * units * image + (layout == BoxLayout.ROWS ? 4 * unit + k : k * units + unit)] = value;
        try {
            duet.assign(GTS, predictions(units, boxes, layout, scores(units)));
            return null;
        } catch (BadPredictionException e) {
            return e;
        }
    }

    private static Predictions predictions(int units, float[] boxes, BoxLayout layout, float[] scores) {
        return Predictions.of(2, units).boxes(boxes, layout).scores(scores, CLASSES);
    }

    /** Boxes (1, 1, 2, 2) everywhere. */
    private static float[] boxes(int units, BoxLayout layout) {
        float[] boxes = new float[2 * units * 4];
        for (int i = 0; i < boxes.length; i++) {
            int k = layout == BoxLayout.ROWS ? i % 4 : i / units % 4;
            boxes[i] = k < 2 ? 1 : 2;
        }
        return boxes;
    }

    private static float[] scores(int units) {
        float[] scores = new float[2 * units * CLASSES];
        Arrays.fill(scores, .1f);
        return scores;
    }
}
