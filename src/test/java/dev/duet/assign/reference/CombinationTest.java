package dev.duet.assign.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.DuetSink;
import dev.duet.assign.GtBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every stage of representative systems in turn replaced by every other rule of that stage: an answer of its own, or a reason. */
class CombinationTest {
    private static final List<String> HOSTS = List.of(
            "yolov8",
            "yolov6",
            "tood",
            "yolox",
            "rtmdet",
            "yolov7",
            "atss",
            "fcos",
            "yolov3",
            "yolov5",
            "hungarian",
            "ota");

    /** A rule of each name, as the catalogue has it. */
    private final Map<String, Map<String, Object>> rules = new LinkedHashMap<>();

    private final Map<String, Integer> refused = new TreeMap<>();
    private int bound;
    private int same;

    @Test
    void swappedStagesWorkOrAreRefusedWithAReason() {
        for (DetectionSystem system : Systems.list()) {
            for (Head head : system.recipe().heads()) {
                collect(head.recipe());
            }
        }
        List<String> silent = new ArrayList<>();
        for (String host : HOSTS) {
            DetectionSystem system = Systems.named(host);
            Recipe own = system.recipe().heads().get(0).recipe();
            List<String> before = answer(system, own);
            assertThat(before).as(host).isNotNull();
            for (String stage : rules.keySet()) {
                for (Object rule : rules.get(stage).values()) {
                    if (!rule.getClass().equals(stageOf(own, stage).getClass())) {
                        List<String> after = answer(system, with(own, stage, rule));
                        boolean unchanged = before.equals(after);
                        same += unchanged ? 1 : 0;
                        if (unchanged && stage.equals("target")) {
                            silent.add(host + " + " + rule);
                        }
                    }
                }
            }
        }
        int refusals = refused.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println(
                "combinations: " + bound + " by reference, " + same + " of them unchanged, " + refusals + " refused");
        assertThat(silent).as("targets that nobody reads").isEmpty();
        assertThat(refusals).isLessThanOrEqualTo(4 * (bound + refusals) / 10);
    }

    private void collect(Recipe recipe) {
        for (String stage : List.of("preparation", "candidates", "score", "select", "resolve", "target")) {
            Object rule = stageOf(recipe, stage);
            rules.computeIfAbsent(stage, s -> new LinkedHashMap<>())
                    .putIfAbsent(rule.getClass().getSimpleName(), rule);
        }
    }

    private static Object stageOf(Recipe recipe, String stage) {
        return switch (stage) {
            case "preparation" -> recipe.preparation();
            case "candidates" -> recipe.candidates();
            case "score" -> recipe.score();
            case "select" -> recipe.select();
            case "resolve" -> recipe.resolve();
            default -> recipe.target();
        };
    }

    private static Recipe with(Recipe r, String stage, Object rule) {
        return new Recipe(
                stage.equals("candidates") ? (Candidates) rule : r.candidates(),
                stage.equals("score") ? (Score) rule : r.score(),
                stage.equals("select") ? (Select) rule : r.select(),
                stage.equals("resolve") ? (Resolve) rule : r.resolve(),
                stage.equals("target") ? (Target) rule : r.target(),
                r.point(),
                r.needs(),
                stage.equals("preparation") ? (Preparation) rule : r.preparation());
    }

    /** What the reference says of two images, or null if it refuses. */
    private List<String> answer(DetectionSystem system, Recipe recipe) {
        Row.Scene scene = new Row(system, -1, system.name()).batch(3 * 17);
        UnitGrid grid = grid(scene.pyramid(), system, recipe);
        Set<Need> needs = EnumSet.noneOf(Need.class);
        needs.addAll(recipe.needs());
        needs.addAll(Reading.of(recipe, grid.anchors != null));
        Recipe reading = new Recipe(
                recipe.candidates(),
                recipe.score(),
                recipe.select(),
                recipe.resolve(),
                recipe.target(),
                recipe.point(),
                needs,
                recipe.preparation());
        Reference reference;
        try {
            reference = Reference.of(reading, grid);
        } catch (RecipeException e) {
            assertThat(e.getMessage()).doesNotContain("\n").hasSizeBetween(20, 160);
            refused.merge(e.getMessage(), 1, Integer::sum);
            return null;
        }
        bound++;
        DuetSink sink = new DuetSink(reference.duetChannels());
        GtBatch gts = scene.gts().batch();
        sink.outcome = new byte[gts.size()];
        sink.candidates = new int[gts.size()];
        sink.selected = new int[gts.size()];
        sink.wanted = new int[gts.size()];
        sink.totalCost = new double[gts.images];
        Channel[] dense = reference.unitChannels();
        sink.dense = new float[dense.length][];
        for (int c = 0; c < dense.length; c++) {
            sink.dense[c] = new float[gts.images * grid.units * dense[c].width()];
        }
        List<String> lines = new ArrayList<>();
        for (int image = 0; image < gts.images; image++) {
            reference.assign(gts, scene.batch().predictions[0].batch(), image, sink);
        }
        for (Channel channel : reference.duetChannels()) {
            lines.add(channel.toString());
        }
        for (int d = 0; d < sink.size; d++) {
            assertThat(Float.isFinite(sink.overlap[d]) && Float.isFinite(sink.target[d]))
                    .isTrue();
            lines.add(sink.unit[d] + " " + sink.gt[d] + " " + sink.overlap[d] + " " + sink.target[d]);
        }
        for (int i = 0; i < sink.ignoredSize; i++) {
            lines.add("ignored " + sink.ignoredUnit[i]);
        }
        for (int row = 0; row < gts.size(); row++) {
            lines.add(
                    sink.outcome[row] + " " + sink.candidates[row] + " " + sink.selected[row] + " " + sink.wanted[row]);
        }
        return lines;
    }

    private static UnitGrid grid(Pyramid pyramid, DetectionSystem system, Recipe recipe) {
        try (dev.duet.api.Duet duet = dev.duet.api.Duet.engine(system, pyramid)) {
            UnitGrid g = duet.grid();
            return new UnitGrid(
                    g.imageHeight,
                    g.imageWidth,
                    g.stride,
                    g.height,
                    g.width,
                    g.slots,
                    g.slotOrder,
                    recipe.point(),
                    g.anchors,
                    g.anchorBoxes,
                    g.units);
        }
    }
}
