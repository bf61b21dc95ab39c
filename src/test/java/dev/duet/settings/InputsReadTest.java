package dev.duet.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.reference.Stage;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.report.EngineRuns;
import dev.duet.report.SimulatedPredictions;
import dev.duet.report.SimulatedPredictions.Quality;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be given beside GTs and predictions is read or refused, for every system; predictions nobody reads are named. */
class InputsReadTest {
    /** Who reads what, as the originals do; all others read none. */
    private static final Map<Input, Set<String>> READERS = Map.of(
            Input.REGIONS_TO_IGNORE, Set.of(),
            Input.WEIGHTS, Set.of("ppyolo", "ppyolov2", "ppyolo-yolov3"),
            Input.SHARES,
                    Set.of("yolov5", "yolov3-ultralytics", "yolov7-anchor", "yolov9-anchor", "yolov7", "yolov7-aux"),
            Input.CENTRES, Set.of("rtmdet"),
            Input.ANCHOR_BOXES, Set.of("max-iou", "grid"));

    private static final GroundTruths GTS =
            GroundTruths.ofRows(new float[] {10, 12, 60, 70, 40, 30, 90, 100}, new int[] {0, 1}, new int[] {0, 2});

    static Stream<DetectionSystem> systems() {
        return Systems.list().stream().map(s -> s.classes(2));
    }

    @ParameterizedTest
    @MethodSource("systems")
    void optionalInputsAreReadOrRefused(DetectionSystem system) {
        for (Input input : EnumSet.complementOf(EnumSet.of(Input.ANCHORS, Input.ANCHOR_ORDER))) {
            boolean reads = READERS.get(input).contains(system.name());
            assertThat(system.reads(input)).as(input.array()).isEqualTo(reads);
            if (reads) {
                run(system, input);
            } else if (input == Input.ANCHOR_BOXES && system.geometry().strides().length == 0) {
                assertThatThrownBy(() -> run(system, input))
                        .hasMessageContaining("anchor_boxes")
                        .hasMessageContaining("0 cells");
            } else {
                assertThatThrownBy(() -> run(system, input))
                        .as(input.array())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(input.array() + ": " + system.name() + " reads no ");
            }
        }
    }

    private static void run(DetectionSystem system, Input input) {
        try (Duet plain = EngineRuns.engine(system, 128, 128, 1)) {
            Duet engine = plain;
            if (input == Input.ANCHOR_BOXES) {
                float[] boxes = new float[4 * plain.units()];
                for (int i = 0; i < boxes.length; i++) {
                    boxes[i] = i % 4 < 2 ? i % 64 : i % 64 + 20;
                }
                engine = Duet.engine(system, plain.pyramid().anchorBoxes(boxes));
            }
            GroundTruths gts = EngineRuns.fit(engine, GTS);
            Predictions[] predictions = SimulatedPredictions.of(engine, gts, new Quality(0.2f, 1), 0);
            GroundTruths given = switch (input) {
                case REGIONS_TO_IGNORE -> gts.ignoring(new float[] {0, 0, 50, 50}, new int[] {0, 1});
                case WEIGHTS -> gts.weights(new float[] {1, .5f});
                case SHARES -> gts.shares(new float[] {.2f, .2f, .4f, .4f, .5f, .5f, .4f, .5f});
                case CENTRES -> gts.centres(new float[] {30, 30, 60, 60});
                default -> gts;
            };
            engine.assign(given, predictions);
            engine.close();
        }
    }

    @Test
    void regionsAreReadWhereTheRuleIsOn() {
        for (DetectionSystem system : new DetectionSystem[] {Systems.MAX_IOU, Systems.ATSS}) {
            assertThat(system.set("ignore_iof_thr", .5).reads(Input.REGIONS_TO_IGNORE))
                    .isTrue();
            assertThatThrownBy(() -> run(system.classes(2), Input.REGIONS_TO_IGNORE))
                    .hasMessage("ignore_boxes: " + system.name()
                            + " reads no regions to ignore while ignore_iof_thr is -1.0; leave them out");
            run(system.classes(2).set("ignore_iof_thr", .5), Input.REGIONS_TO_IGNORE);
        }
        try (Duet yolov8 = EngineRuns.engine(Systems.YOLOV8.classes(2), 128, 128, 1)) {
            GroundTruths none = GTS.ignoring(new float[0], new int[] {0, 0});
            yolov8.assign(none, SimulatedPredictions.of(yolov8, none, new Quality(0.2f, 1), 0));
        }
    }

    @ParameterizedTest
    @MethodSource("systems")
    void anchorsAreReadOrRefused(DetectionSystem system) {
        boolean grid = system.geometry().strides().length > 0;
        boolean anchored = system.geometry().anchors() != null;
        assertThat(system.reads(Input.ANCHORS)).isEqualTo(anchored);
        if (grid) {
            Pyramid pyramid = Pyramid.of(128, 128, system.geometry().strides());
            float[] sides = new float[2 * pyramid.levels()];
            Arrays.fill(sides, 16);
            if (anchored) {
                Duet.engine(system, pyramid.anchors(sides)).close();
            } else {
                assertThatThrownBy(() -> Duet.engine(system, pyramid.anchors(sides)))
                        .hasMessage("anchors: " + system.name() + " reads no anchors; leave them out");
            }
        }
    }

    /** What the reference carries out reads no more than its stages do. */
    @Test
    void anchorsThatNoStageOfARecipeReadsAreRefused() {
        Recipe recipe =
                Stage.RESOLVE.with(Systems.YOLOV8.recipe().heads().get(0).recipe(), new Resolve.LastWritten());
        DetectionSystem mine = DetectionSystem.custom("mine", Systems.YOLOV8.geometry(), SystemRecipe.of(recipe));
        Pyramid pyramid = Pyramid.of(64, 64, 8, 16, 32);
        Duet.engine(mine, pyramid).close();
        assertThatThrownBy(() -> Duet.engine(mine, pyramid.anchors(new float[] {9, 9, 20, 20, 40, 40})))
                .hasMessage("anchors: mine reads no anchors; leave them out");
    }

    @ParameterizedTest
    @MethodSource("systems")
    void queriesAreNoCells(DetectionSystem system) {
        Pyramid queries = Pyramid.queries(128, 128, 30);
        if (system.geometry().strides().length > 0) {
            assertThatThrownBy(() -> Duet.engine(system, queries))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(
                            system.name().equals("max-iou")
                                    ? "reads must name boxes: score overlap-score, where the grid has no anchors"
                                    : "needs cells, and a set of queries has none: give grids");
        } else {
            Duet.engine(system, queries).close();
            try (Duet onCells = Duet.engine(system, Pyramid.of(128, 128, 8, 16))) {
                assertThat(onCells.units()).isEqualTo(320);
            }
        }
    }

    @Test
    void predictionsNobodyReadsAreNamed() {
        int units = 84;
        Predictions all = Predictions.of(1, units)
                .boxes(new float[4 * units])
                .scores(new float[2 * units], 2)
                .objectness(new float[units], ScoreForm.PROBABILITY);
        assertNotRead(Systems.YOLOV8, all, "pred_objectness");
        assertNotRead(Systems.YOLOX, all);
        assertNotRead(Systems.FCOS, all, "pred_boxes", "pred_scores", "pred_objectness");
        assertNotRead(Systems.YOLOV5, all, "pred_boxes", "pred_scores", "pred_objectness");
        assertNotRead(Systems.named("yolov7"), all.rawBoxes(new float[4 * units], BoxLayout.ROWS), "pred_boxes");
        try (Duet yolov8 = Duet.engine(Systems.YOLOV8, Pyramid.of(64, 64, 8, 16, 32))) {
            assertThat(yolov8.notRead(all, all))
                    .containsExactly(
                            "pred_objectness",
                            "pred_boxes of predictions 1",
                            "pred_scores of predictions 1",
                            "pred_objectness of predictions 1");
        }
    }

    private static void assertNotRead(DetectionSystem system, Predictions given, String... names) {
        try (Duet engine = EngineRuns.engine(system, 64, 64, 1)) {
            assertThat(engine.notRead(given)).as(system.name()).containsExactly(names);
        }
    }
}
