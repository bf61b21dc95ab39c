package dev.duet.odd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.BadPredictionException;
import dev.duet.assign.tal.AssignmentBits;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One odd number at a time: an answer of finite numbers, or an error that names image, unit and value. */
@Tag("widths")
class OddNumberTest {
    private static final float[] TWO_GTS = {8, 8, 40, 40, 10, 8, 42, 40};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yolov8", "yolov9", "yolov6", "ppyoloe", "tood", "yolo26", "yolox", "yolox-2021", "simota", "ppyolox",
                "picodet", "yolov7", "yolov7-aux", "rtmdet", "ota", "simota-one2one", "yolov1", "yolov2", "yolov4",
                        "ppyolo"
            })
    void boxesSoLargeThatAreasOverflowOverlapNothing(String name) {
        DetectionSystem system = Systems.named(name);
        for (float huge : new float[] {1e19f, 3e38f, Float.MAX_VALUE}) {
            for (float[] box : new float[][] {
                {-huge, -huge, huge, huge},
                {0, 0, huge, huge},
                {huge, huge, huge, huge},
                {-huge, 9, huge, 9},
                {huge, huge, -huge, -huge},
                {9, -huge, 12, huge}
            }) {
                OddScene scene = new OddScene(system, TWO_GTS);
                for (int u = 0; u < scene.units; u += 2) {
                    scene.box(u, box);
                }
                Assignment duets = scene.assign();
                assertThat(OddScene.notFinite(duets))
                        .as("%s %s", name, Arrays.toString(box))
                        .isNull();
                for (int d = 0; d < duets.duets(); d++) {
                    // YOLOv4's overlap is that of the shapes of GT and anchor.
                    if (duets.unit(d) % 2 == 0 && system != Systems.YOLOV4) {
                        assertThat(duets.overlap(d))
                                .as("%s %s", name, Arrays.toString(box))
                                .isBetween(0f, 1e-15f);
                    }
                }
                for (int u = 0; u < scene.units; u++) {
                    scene.box(u, box);
                }
                assertThat(OddScene.notFinite(scene.assign()))
                        .as("%s %s everywhere", name, Arrays.toString(box))
                        .isNull();
            }
        }
    }

    /** On the unit a GT owns the overlap is an output, whatever the box; in an image of one pixel its sides overflow. */
    @ParameterizedTest
    @ValueSource(strings = {"yolov1", "yolov2", "ppyolo", "ppyolov2", "ppyolo-yolov3"})
    void theOverlapOfAnOwnedUnitIsANumber(String name) {
        DetectionSystem system = Systems.named(name).classes(1);
        Pyramid pyramid = Pyramid.of(1, 1, system.geometry().strides());
        for (float[] box : new float[][] {
            {-3e38f, 0, 3e38f, 0}, {0, -3e38f, 0, 3e38f}, {-3e38f, -3e38f, 3e38f, 3e38f}, {3e38f, 1, -3e38f, 1}
        }) {
            try (Duet duet = Duet.engine(system, pyramid).threads(1)) {
                float[] boxes = new float[4 * duet.units()];
                for (int i = 0; i < boxes.length; i++) {
                    boxes[i] = box[i % 4];
                }
                Assignment duets = duet.assign(
                        GroundTruths.ofRows(new float[] {0, 0, 1, 1}, new int[1], new int[] {0, 1}),
                        Predictions.of(1, duet.units()).boxes(boxes));
                assertThat(duets.duets()).as(name).isPositive();
                assertThat(OddScene.notFinite(duets))
                        .as("%s %s", name, Arrays.toString(box))
                        .isNull();
            }
        }
    }

    @Test
    void hungarianNamesTheNumberFromWhichNoCostComes() {
        OddScene scene = new OddScene(Systems.named("hungarian"), TWO_GTS).box(7, 9, -3e38f, 10, 3e38f);
        assertThatThrownBy(scene::assign)
                .isInstanceOf(BadPredictionException.class)
                .hasMessage(
                        "pred_boxes: image 1, unit 7 is -3.0E38; so large that no pair with this box has a finite cost");
        assertThat(OddScene.notFinite(new OddScene(Systems.named("hungarian"), TWO_GTS)
                        .box(7, -1e25f, -1e25f, 1e25f, 1e25f)
                        .assign()))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ppyoloe", "yolov6"})
    void theWarmUpTakesHugeBoxesAndNamesInfiniteOnes(String name) {
        DetectionSystem system = Systems.named(name).set("warmup_epochs", 5);
        OddScene scene = new OddScene(system, TWO_GTS);
        try (Duet duet = Duet.engine(scene.system, scene.pyramid).epoch(0).threads(1)) {
            for (int u = 0; u < scene.units; u++) {
                scene.box(u, -3e38f, 9, 3e38f, 9);
            }
            Assignment duets = duet.assign(scene.groundTruths(), scene.predictions());
            assertThat(duets.duets()).isPositive();
            assertThat(OddScene.notFinite(duets)).isNull();
            int unit = duets.unit(0);
            scene.box(unit, 3e38f, 3e38f, 3e38f, Float.NEGATIVE_INFINITY);
            assertThatThrownBy(() -> duet.assign(scene.groundTruths(), scene.predictions()))
                    .hasMessage(
                            "pred_boxes: image 1, unit " + unit + " is -Infinity; predictions must be finite numbers");
        }
    }

    /** The winner of a contested unit need not have claimed it: its own score is read only then. */
    @ParameterizedTest
    @CsvSource({
        "yolov8, -1, ', no probability (0 .. 1); are these logits?'",
        "yolov8, NaN, ; predictions must be finite numbers",
        "yolov9, 2, ', no probability (0 .. 1); are these logits?'",
        "yolo11, 1.0000001, ', no probability (0 .. 1); are these logits?'"
    })
    void theScoreOfTheWinnerOfAContestedUnitIsLookedAt(String name, float bad, String why) {
        // GTs 1 and 2 claim unit 0, whose box is nearer to GT 0; GT 0 claims unit 1, where its class has a score.
        DetectionSystem system = Systems.named(name).set("topk", 1);
        float[] gts = {0, 0, 30, 30, 0, 0, 34, 34, 0, 0, 35, 35};
        OddScene scene = new OddScene(system, gts);
        Arrays.fill(scene.scores, 0);
        scene.box(0, 0, 0, 31, 31).score(0, 1, 1);
        scene.box(1, 0, 0, 30, 30).score(1, 0, 1);
        int[] labels = {0, 1, 1};
        try (Duet duet = Duet.engine(scene.system, scene.pyramid).threads(1)) {
            var predictions = new Predictions[duet.heads().size()];
            Arrays.fill(predictions, scene.predictions());
            var truths = GroundTruths.ofRows(gts, labels, new int[] {0, 0, 3});
            Assignment duets = duet.assign(truths, predictions);
            assertThat(duets.duets()).as("GT 0 has unit 1 and wins unit 0").isEqualTo(2);
            assertThat(duets.gt(0)).isZero();
            assertThat(duets.gt(1)).isZero();
            scene.score(0, 0, bad);
            assertThatThrownBy(() -> duet.assign(truths, predictions))
                    .isInstanceOf(BadPredictionException.class)
                    .hasMessage("pred_scores: image 1, unit 0 is " + bad + why);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yolov8",
                "yolov6",
                "tood",
                "yolox",
                "simota",
                "picodet",
                "yolov7",
                "rtmdet",
                "ota",
                "hungarian",
                "simota-one2one"
            })
    void scoresAreNamedByTheirForm(String name) {
        DetectionSystem system = Systems.named(name);
        String scores = ": image 1, unit ";
        for (float bad : new float[] {-2.55f, 1.0000001f, -Float.MIN_VALUE}) {
            OddScene scene = new OddScene(system, TWO_GTS);
            Arrays.fill(scene.scores, bad);
            assertThatThrownBy(scene::assign)
                    .as("%s %s", name, bad)
                    .isInstanceOf(BadPredictionException.class)
                    .hasMessageMatching("pred_scores" + scores + "\\d+ is " + bad
                            + ", no probability \\(0 .. 1\\); are these logits\\?");
        }
        for (float bad : new float[] {Float.POSITIVE_INFINITY, Float.NaN}) {
            OddScene scene = new OddScene(system, TWO_GTS);
            scene.form = ScoreForm.LOGIT;
            Arrays.fill(scene.scores, bad);
            assertThatThrownBy(scene::assign)
                    .as("%s %s", name, bad)
                    .isInstanceOf(BadPredictionException.class)
                    .hasMessageMatching(
                            "pred_logits" + scores + "\\d+ is " + bad + "; predictions must be finite numbers");
        }
        for (float bad : new float[] {3e38f, -3e38f}) {
            OddScene scene = new OddScene(system, TWO_GTS);
            scene.form = ScoreForm.LOGIT;
            Arrays.fill(scene.scores, bad);
            assertThatThrownBy(scene::assign)
                    .as("%s %s", name, bad)
                    .isInstanceOf(BadPredictionException.class)
                    .hasMessageMatching(
                            "pred_logits" + scores + "\\d+ is " + bad + "; logits must lie within -1.0E30 .. 1.0E30");
        }
        for (float good : new float[] {1e30f, -1e30f, 0}) {
            OddScene scene = new OddScene(system, TWO_GTS);
            scene.form = ScoreForm.LOGIT;
            Arrays.fill(scene.scores, good);
            assertThat(OddScene.notFinite(scene.assign()))
                    .as("%s %s", name, good)
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolox", "simota", "simota-one2one", "yolov7"})
    void objectnessIsNamedByItsForm(String name) {
        OddScene scene = new OddScene(Systems.named(name), TWO_GTS);
        Arrays.fill(scene.objectness, -2.55f);
        assertThatThrownBy(scene::assign)
                .hasMessageMatching("pred_objectness: image 1, unit \\d+ is -2.55, no probability .*");
        scene.form = ScoreForm.LOGIT;
        Arrays.fill(scene.objectness, Float.NEGATIVE_INFINITY);
        assertThatThrownBy(scene::assign).hasMessageMatching("pred_obj_logits: image 1, unit \\d+ is -Infinity; .*");
    }

    /** YOLOv4's gate reads scores of units it would ignore. */
    @Test
    void aProbabilityOverOneOpensNoGate() {
        OddScene scene = new OddScene(Systems.YOLOV4, TWO_GTS);
        int unit = 3 * (2 * 8 + 2);
        scene.score(unit, 0, 2).score(unit, 1, .1f);
        assertThatThrownBy(scene::assign)
                .hasMessage(
                        "pred_scores: image 1, unit " + unit + " is 2.0, no probability (0 .. 1); are these logits?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolov7", "ota", "ppyolo", "fcos", "yolov5", "atss", "yolov8", "max-iou"})
    void groundTruthsOfSuchSizeAreNamed(String name) {
        for (float huge : new float[] {1e16f, 1e19f, 1e30f, 3e38f}) {
            OddScene scene = new OddScene(Systems.named(name), TWO_GTS);
            scene.gts = TWO_GTS.clone();
            scene.gts[6] = huge;
            assertThatThrownBy(scene::assign)
                    .as("%s %s", name, huge)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("gt_boxes[1][2]: " + huge + "; must lie within -1.0E15 .. 1.0E15");
            scene.gts[6] = 1e15f;
            scene.gts[7] = 1e15f;
            scene.gts[4] = -1e15f;
            scene.gts[5] = -1e15f;
            assertThat(OddScene.notFinite(scene.assign())).as(name).isNull();
        }
    }

    @Test
    void anchorsOfSuchSizeAreNamed() {
        assertThatThrownBy(() -> Pyramid.of(64, 64, 32).anchors(10, 2e9f))
                .hasMessage("anchors[1]: 2.0E9; sides must lie within 1.0E-6 .. 1.0E9 pixels");
        assertThatThrownBy(() -> Pyramid.of(64, 64, 32).anchors(1e-40f, 2))
                .hasMessageStartingWith("anchors[0]: 1.0E-40; sides must lie within");
    }

    /** A flat GT is a flat Gaussian; where the formula has no number there is no overlap. No batch before matters. */
    @ParameterizedTest
    @ValueSource(strings = {"yolov8-obb", "yolo11-obb", "yolo26-obb"})
    void flatRotatedBoxesDependOnNothingButTheBatch(String name) {
        DetectionSystem system = Systems.named(name);
        OddScene first =
                new OddScene(system, 20, 20, 30, 0, .3f, 40, 40, 0, 50, 1, 30, 30, 0, 0, 0, 24, 24, 40, 12, -2);
        OddScene second = new OddScene(system, 1e9f, 1e9f, 40, 0, .3f, 32, 32, 1e9f, 1e9f, .7f, 30, 30, 9, 50, 2);
        try (Duet used = Duet.engine(first.system, first.pyramid).threads(1);
                Duet many = Duet.engine(first.system, first.pyramid).threads(4)) {
            var predictions = new Predictions[used.heads().size()];
            for (int round = 0; round < 6; round++) {
                OddScene scene = round % 2 == 0 ? first : second;
                for (int u = 0; u < scene.units; u++) {
                    int g = (u + round) % (scene.gts.length / 5);
                    scene.box(u, Arrays.copyOfRange(scene.gts, 5 * g, 5 * g + 5));
                    scene.box(u, 2, scene.gts[5 * g + 2] * (1 + u % 3));
                }
                Arrays.fill(predictions, scene.predictions());
                int[] fresh = AssignmentBits.of(scene.assign());
                Assignment duets = used.assign(scene.groundTruths(), predictions);
                assertThat(OddScene.notFinite(duets)).isNull();
                assertThat(AssignmentBits.of(duets)).as("round %s", round).isEqualTo(fresh);
                assertThat(AssignmentBits.of(many.assign(scene.groundTruths(), predictions)))
                        .as("round %s, four threads", round)
                        .isEqualTo(fresh);
            }
        }
    }

    /** More wishes than units: the background supplies nothing, wishes shrink in proportion, every unit is somebody's. */
    @Test
    void otaGivesAwayAllUnitsWhereGtsWantMore() {
        float[] gts = new float[4 * 40];
        for (int g = 0; g < 40; g++) {
            System.arraycopy(new float[] {2, 2, 62, 62}, 0, gts, 4 * g, 4);
            gts[4 * g] += g * .01f;
        }
        for (int iterations : new int[] {1, 50, 5000}) {
            OddScene scene = new OddScene(Systems.named("ota").set("iterations", iterations), gts);
            Assignment duets = scene.assign();
            int wanted = 0;
            for (int g = 0; g < 40; g++) {
                wanted += duets.wanted(g);
            }
            assertThat(wanted).isGreaterThan(scene.units);
            assertThat(OddScene.notFinite(duets)).isNull();
            assertThat(duets.duets()).as("%s iterations", iterations).isPositive();
            assertThat(AssignmentBits.of(scene.assign(4))).isEqualTo(AssignmentBits.of(duets));
        }
    }
}
