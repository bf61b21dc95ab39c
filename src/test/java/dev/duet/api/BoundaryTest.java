package dev.duet.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the API refuses, and what it says. */
class BoundaryTest {
    private static final Pyramid SMALL = Pyramid.of(64, 64, 8, 16, 32);

    private static void refuses(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    private static void refuses(String message, GroundTruths gts) {
        refuses(message, gts, predictions(gts.images(), 84, 3));
    }

    private static void refuses(String message, GroundTruths gts, Predictions... predictions) {
        try (Duet duet = Duet.engine(Systems.YOLOV8.classes(3), SMALL).threads(1)) {
            refuses(message, () -> duet.assign(gts, predictions));
        }
    }

    private static Predictions predictions(int images, int units, int classes) {
        return Predictions.of(images, units)
                .boxes(new float[images * units * 4])
                .scores(new float[images * units * classes], classes);
    }

    private static GroundTruths gts(float x1, float y1, float x2, float y2, int label, int... offsets) {
        return GroundTruths.ofRows(new float[] {1, 1, 5, 5, x1, y1, x2, y2}, new int[] {0, label}, offsets);
    }

    @Test
    void pyramid() {
        refuses("image height: 0", () -> Pyramid.of(0, 64, 8));
        refuses("image width: -1", () -> Pyramid.of(64, -1, 8));
        refuses("strides[1]: 0", () -> Pyramid.of(64, 64, 8, 0));
        refuses("at least one level", () -> Pyramid.of(64, 64));
        refuses(
                "1 heights and 2 widths for 2",
                () -> Pyramid.of(64, 64, new int[] {8, 16}, new int[] {8}, new int[] {8, 4}));
        refuses("grid width of level 0: 0", () -> Pyramid.of(64, 64, new int[] {8}, new int[] {8}, new int[1]));
        refuses("slots: 0", () -> SMALL.slots(0));
        refuses("do not make pairs for 3 levels", () -> SMALL.anchors(1, 2, 3, 4));
        refuses("anchors[1]: 0.0", () -> SMALL.anchors(1, 0, 3, 4, 5, 6));
        refuses("anchors[2]: NaN", () -> SMALL.anchors(1, 2, Float.NaN, 4, 5, 6));
        refuses("do not fill the slots of 84 cells", () -> SMALL.anchorBoxes(new float[8]));
        refuses("queries: 0", () -> Pyramid.queries(64, 64, 0));
    }

    @Test
    void settings() {
        refuses("yolov8: unknown setting k; known are topk, alpha, beta", () -> Systems.YOLOV8.set("k", 3));
        refuses("topk=3.5: expected a whole number", () -> Systems.YOLOV8.set("topk", 3.5));
        refuses("alpha=x: expected a number", () -> Systems.YOLOV8.set("alpha", "x"));
        refuses("alpha=NaN: expected a number", () -> Systems.YOLOV8.set("alpha", Float.NaN));
        refuses("classes: 0", () -> Systems.YOLOV8.classes(0));
        refuses("unknown system yolo; did you mean yolox? known are", () -> Systems.named("yolo"));
    }

    @Test
    void engine() {
        try (Duet duet = Duet.engine(Systems.YOLOV8, SMALL)) {
            refuses("threads: 0", () -> duet.threads(0));
            refuses("epoch: -1", () -> duet.epoch(-1));
            duet.close();
            assertThatThrownBy(() -> duet.assign(gts(1, 1, 2, 2, 0, 0, 2), predictions(1, 84, 80)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void groundTruth() {
        refuses("gt_offsets[0]: 1; must be 0", gts(1, 1, 2, 2, 0, 1, 2));
        refuses("gt_offsets[2]: 1 after 2", gts(1, 1, 2, 2, 0, 0, 2, 1));
        refuses("gt_labels: length 2", gts(1, 1, 2, 2, 0, 0, 3));
        refuses("gt_labels[1]: 3; classes are 0 .. 2", gts(1, 1, 2, 2, 3, 0, 2));
        refuses("gt_labels[1]: -1", gts(1, 1, 2, 2, -1, 0, 2));
        refuses("gt_boxes[1]: x2 < x1", gts(9, 1, 2, 2, 0, 0, 2));
        refuses("gt_boxes[1]: y2 < y1", gts(1, 9, 2, 2, 0, 0, 2));
        refuses("gt_boxes[1][0]: NaN", gts(Float.NaN, 1, 2, 2, 0, 0, 2));
        refuses("gt_boxes[1][3]: -Infinity", gts(1, 1, 2, Float.NEGATIVE_INFINITY, 0, 0, 2));
        refuses("gt_offsets: empty", () -> GroundTruths.ofRows(new float[0], new int[0], new int[0]));
        refuses(
                "7 numbers are not a whole number of rows",
                () -> GroundTruths.ofRows(new float[7], new int[1], new int[2]));
        refuses(
                "gt_boxes column 1: length 1",
                GroundTruths.of(new float[2], new float[1], new float[2], new float[2], new int[2], new int[] {0, 2}));
    }

    @Test
    void predictionShapes() {
        refuses("predictions: -1 images", () -> Predictions.of(-1, 84));
        refuses(
                "pred_boxes: 8 numbers, expected 336",
                () -> Predictions.of(1, 84).boxes(new float[8]));
        refuses(
                "pred_scores: 8 numbers, expected 252",
                () -> Predictions.of(1, 84).scores(new float[8], 3));
        refuses(
                "pred_logits: 0 numbers per unit",
                () -> Predictions.of(1, 84).scores(new float[0], 0, ScoreLayout.UNIT_MAJOR, ScoreForm.LOGIT));
        GroundTruths gts = gts(1, 1, 2, 2, 0, 0, 2);
        refuses("reads predictions 0, 0 given", gts, new Predictions[0]);
        refuses("2 images, gt_offsets have 1", gts, predictions(2, 84, 3));
        refuses("83 units per image, the pyramid has 84", gts, predictions(1, 83, 3));
        refuses(
                "84 units per image, the pyramid has 252, 3 per cell",
                () -> Duet.engine(Systems.named("yolov7"), Pyramid.of(64, 64, 8, 16, 32))
                        .assign(gts, predictions(1, 84, 80)));
        refuses("needs pred_scores", gts, Predictions.of(1, 84).boxes(new float[84 * 4]));
        refuses("2 classes, the system has 3", gts, predictions(1, 84, 2));
        refuses(
                "5 numbers per box, gt_boxes have 4",
                gts,
                Predictions.of(1, 84)
                        .rotatedBoxes(new float[84 * 5], Predictions.BoxLayout.ROWS)
                        .scores(new float[84 * 3], 3));
    }
}
