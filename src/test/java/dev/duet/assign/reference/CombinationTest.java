package dev.duet.assign.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.RecipeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
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

    private static final int SIDE = 96;
    private static final int CLASSES = 3;

    /** A crowd, two that are equal, some of about a pixel, one whose coordinates sum to less than 0. */
    private static final GroundTruths GTS = GroundTruths.ofRows(
            new float[] {
                20, 20, 70, 72, //
                22, 19, 71, 70, //
                24, 23, 75, 77, //
                18, 25, 66, 70, //
                26, 26, 60, 62, //
                50, 6, 90, 40, //
                50, 6, 90, 40, //
                11.5f, 11.5f, 12.4f, 12.4f, //
                11.6f, 11.55f, 12.45f, 12.4f, //
                -30, -30, 10, 12, //
                60, 60, 93, 90, //
                2, 2, 3, 3.3f, //
                90, 2, 92, 4.2f //
            },
            new int[] {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0},
            new int[] {0, 13});

    /** A host, its units, what it predicts, and what it says by itself. */
    private static final class Host {
        final Recipe recipe;
        final UnitGrid grid;
        final Predictions predictions;
        final List<String> own;

        Host(String name) {
            DetectionSystem system = Systems.named(name);
            recipe = system.recipe().heads().get(0).recipe();
            int[] strides = system.geometry().strides();
            try (Duet duet = Duet.engine(
                    system, strides.length == 0 ? Pyramid.queries(SIDE, SIDE, 60) : Pyramid.of(SIDE, SIDE, strides))) {
                grid = duet.grid();
            }
            predictions = predictions(grid.units);
            own = answer(recipe);
        }

        /** Recipes that differ in one stage and have a meaning. */
        List<Recipe> swaps(Stage stage) {
            List<Recipe> swaps = new ArrayList<>();
            for (Record rule : stage.officialRules()) {
                if (rule.getClass() != stage.of(recipe).getClass()) {
                    swaps.add(stage.with(recipe, rule));
                }
            }
            return swaps;
        }

        /** What the reference says, a line each; null if it refuses. */
        List<String> answer(Recipe stages) {
            Set<Need> needs = EnumSet.noneOf(Need.class);
            needs.addAll(recipe.needs());
            needs.addAll(ReferenceStrategy.reads(stages, grid.anchors != null));
            try {
                return run(Reference.of(Stage.reading(stages, needs), grid), predictions, grid);
            } catch (RecipeException e) {
                assertThat(e.getMessage()).doesNotContain("\n").hasSizeBetween(20, 160);
                return null;
            }
        }
    }

    @Test
    void swappedStagesWorkOrAreRefusedWithAReason() {
        Set<String> silent = new TreeSet<>();
        int works = 0;
        int unchanged = 0;
        int refused = 0;
        for (String name : HOSTS) {
            Host host = new Host(name);
            for (Stage stage : Stage.values()) {
                for (Recipe recipe : host.swaps(stage)) {
                    List<String> answer = host.answer(recipe);
                    boolean same = host.own.equals(answer);
                    refused += answer == null ? 1 : 0;
                    works += answer == null || same ? 0 : 1;
                    unchanged += same ? 1 : 0;
                    if (same && stage == Stage.TARGET) {
                        silent.add(name + " + " + recipe.target());
                    }
                }
            }
        }
        System.out.println("combinations: " + works + " swaps give another answer, " + unchanged + " the same, "
                + refused + " are refused with a reason");
        assertThat(silent).as("targets that nobody reads").isEmpty();
        assertThat(refused).isLessThanOrEqualTo(4 * (works + unchanged + refused) / 10);
    }

    /** Also where a swap leaves an answer as it is, the stage is read: yet another rule changes the answer. */
    @Test
    void everyStageOfEverySwappedRecipeIsRead() {
        Set<String> unread = new TreeSet<>();
        int rows = 0;
        for (String name : HOSTS) {
            Host host = new Host(name);
            for (Stage stage : Stage.values()) {
                for (Recipe recipe : host.swaps(stage)) {
                    List<String> before = host.answer(recipe);
                    rows += before == null ? 0 : 1;
                    for (Stage other : before == null ? new Stage[0] : Stage.values()) {
                        if (!isRead(host, recipe, other, before)) {
                            unread.add(name + " with "
                                    + stage.of(recipe).getClass().getSimpleName() + ": " + other.of(recipe));
                        }
                    }
                }
            }
        }
        System.out.println("combinations: every stage of " + rows + " recipes is read");
        assertThat(unread).isEmpty();
    }

    /** Whether some other rule gives another answer; true too where all others are refused. */
    private static boolean isRead(Host host, Recipe recipe, Stage stage, List<String> before) {
        List<Record> rules = new ArrayList<>(stage.allRules());
        if (stage == Stage.PREPARATION) {
            rules.add(0, new Preparation.FirstRows(2));
        }
        boolean bound = false;
        for (Record rule : rules) {
            if (!rule.equals(stage.of(recipe))) {
                List<String> after = host.answer(stage.with(recipe, rule));
                if (after != null && !after.equals(before)) {
                    return true;
                }
                bound |= after != null;
            }
        }
        return !bound;
    }

    private static Predictions predictions(int units) {
        SplittableRandom random = new SplittableRandom(5);
        float[] boxes = new float[4 * units];
        float[] scores = new float[CLASSES * units];
        for (int u = 0; u < units; u++) {
            boolean onCrowd = u % 2 == 0;
            for (int k = 0; k < 2; k++) {
                boxes[4 * u + k] = onCrowd ? 18 + random.nextInt(12) : random.nextInt(SIDE);
                boxes[4 * u + 2 + k] =
                        onCrowd ? 66 + random.nextInt(12) : boxes[4 * u + k] + 1 + random.nextInt(SIDE / 2);
            }
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextDouble(.001, .999);
        }
        for (int u = 3; u < units; u += 7) { // as good for either of the equal boxes as can be
            System.arraycopy(new float[] {50, 6, 90, 40}, 0, boxes, 4 * u, 4);
            Arrays.fill(scores, CLASSES * u, CLASSES * u + CLASSES, .999f);
        }
        return Predictions.of(1, units).boxes(boxes).scores(scores, CLASSES);
    }

    private static List<String> run(Reference reference, Predictions predictions, UnitGrid grid) {
        GtBatch gts = GTS.batch();
        DuetTable sink = new DuetTable(reference.duetChannels(), reference.unitChannels());
        sink.start(1, grid.units, gts.offset);
        reference.assign(gts, predictions.batch(), 0, sink);
        List<String> lines = new ArrayList<>();
        for (Channel channel : reference.duetChannels()) {
            lines.add(channel.toString());
        }
        for (int d = 0; d < sink.size; d++) {
            assertThat(Float.isFinite(sink.overlap[d]) && Float.isFinite(sink.target[d]))
                    .isTrue();
            StringBuilder line =
                    new StringBuilder(sink.unit[d] + " " + sink.gt[d] + " " + sink.overlap[d] + " " + sink.target[d]);
            for (int c = 0; c < sink.extra.length; c++) {
                int width = reference.duetChannels()[c].width();
                for (int k = 0; k < width; k++) {
                    line.append(' ').append(sink.extra[c][d * width + k]);
                }
            }
            lines.add(line.toString());
        }
        for (int i = 0; i < sink.ignored.size; i++) {
            lines.add("ignored " + sink.ignored.unit[i]);
        }
        for (int row = 0; row < gts.size(); row++) {
            lines.add(
                    sink.outcome[row] + " " + sink.candidates[row] + " " + sink.selected[row] + " " + sink.wanted[row]);
        }
        return lines;
    }
}
