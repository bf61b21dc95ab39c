package dev.duet.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Systems;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.reference.Stage;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
import dev.duet.assign.tal.AssignmentBits;
import dev.duet.report.EngineRuns;
import dev.duet.report.SimulatedPredictions;
import dev.duet.report.SimulatedPredictions.Quality;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Nothing a recipe says is ignored: every stage of every system is exchanged for every other rule of the catalogue, and every value of
 * every stage is changed; the answer changes, or the recipe is refused.
 */
class StagesReadTest {
    /** Changes that rightly make no difference on these scenes; each with its reason. */
    private static final Set<String> JUSTIFIED = Set.of(
            // Differs where an overlap equals mean + deviation to the bit.
            "atss MeanPlusDeviation.strict",
            "ppyoloe MeanPlusDeviation.strict",
            "tood MeanPlusDeviation.strict",
            "yolov6 MeanPlusDeviation.strict",
            // Is the way to measure what the threshold, which is off, would be compared with; as in the original.
            "max-iou OverlapScore.ofRegion",
            "grid OverlapScore.ofRegion");

    /** As {@link #JUSTIFIED}: a cap of 50 or 100 rows, and fewer GTs. */
    private static final Set<String> JUSTIFIED_RULES = Set.of(
            "ppyolo none",
            "ppyolov2 none",
            "atss first-rows",
            "fcos first-rows",
            "hungarian first-rows",
            "ota first-rows",
            "simota-one2one first-rows",
            "tood first-rows",
            "yolox-center first-rows");

    private static final int SIDE = 160;
    private static final int CLASSES = 3;
    private final List<GroundTruths> scenes = new ArrayList<>();
    private final Set<Object> seen = new HashSet<>();

    private interface Change {
        Recipe of(Recipe recipe);
    }

    StagesReadTest() {
        for (int seed = 0; seed < 4; seed++) {
            scenes.add(scene(seed));
        }
    }

    @Test
    void rulesAreReadOrRefused() {
        Map<String, Map<String, Record>> rules = new LinkedHashMap<>();
        for (DetectionSystem system : Systems.list()) {
            for (Head head : Stage.heads(system)) {
                parts(head.recipe())
                        .forEach((stage, rule) -> rules.computeIfAbsent(stage, s -> new LinkedHashMap<>())
                                .putIfAbsent(rule.getClass().getSimpleName(), rule));
            }
        }
        rules.get("preparation").put("capped", new Preparation.Darknet(.3, false, 1));
        Set<String> silent = new TreeSet<>();
        for (DetectionSystem system : Systems.list()) {
            for (Head head : heads(system)) {
                int[] before = answer(system, head.recipe());
                parts(head.recipe())
                        .forEach((stage, own) -> rules.get(stage).values().stream()
                                .filter(rule -> rule.getClass() != own.getClass())
                                .forEach(rule -> check(
                                        silent,
                                        system + " "
                                                + Interval.words(rule.getClass().getSimpleName()),
                                        system,
                                        head.recipe(),
                                        before,
                                        List.of(r -> with(r, stage, rule)))));
            }
        }
        assertThat(silent).containsExactlyInAnyOrderElementsOf(JUSTIFIED_RULES);
    }

    @Test
    void valuesAreReadOrRefused() throws Exception {
        Set<String> silent = new TreeSet<>();
        for (DetectionSystem system : Systems.list()) {
            for (Head head : heads(system)) {
                Recipe recipe = head.recipe();
                int[] before = answer(system, recipe);
                for (Map.Entry<String, Record> part : parts(recipe).entrySet()) {
                    Record rule = part.getValue();
                    for (RecordComponent component : rule.getClass().getRecordComponents()) {
                        List<Change> changes = new ArrayList<>();
                        for (Record other : others(rule, component)) {
                            changes.add(r -> with(r, part.getKey(), other));
                        }
                        String name = system + " " + rule.getClass().getSimpleName() + "." + component.getName();
                        check(silent, name, system, recipe, before, changes);
                    }
                }
                List<Change> points = new ArrayList<>();
                for (PointRule point : PointRule.values()) {
                    if (point != recipe.point()) {
                        points.add(r -> new Recipe(
                                r.candidates(),
                                r.score(),
                                r.select(),
                                r.resolve(),
                                r.target(),
                                point,
                                r.needs(),
                                r.preparation()));
                    }
                }
                check(silent, system + " point", system, recipe, before, points);
            }
        }
        assertThat(silent).containsExactlyInAnyOrderElementsOf(JUSTIFIED);
    }

    /** Adds a name to {@code silent} if all changes give the old answer. */
    private void check(
            Set<String> silent,
            String name,
            DetectionSystem system,
            Recipe recipe,
            int[] before,
            List<Change> changes) {
        if (changes.isEmpty()) {
            return; // refused by the constructor
        }
        for (Change change : changes) {
            try {
                if (!isAnswer(before, system, change.of(recipe))) {
                    return;
                }
            } catch (RecipeException e) {
                return; // refused
            } catch (IllegalArgumentException e) {
                return; // refused for the grid, or the predictions it would read
            }
        }
        silent.add(name);
    }

    /** The first head of a system and its warm-up; not what another name stands for, or a system with the same stages and slots had. */
    private List<Head> heads(DetectionSystem system) {
        if (system.about().alias().isPresent()) {
            return List.of();
        }
        List<Head> heads = new ArrayList<>(List.of(system.recipe().heads().get(0)));
        heads.addAll(system.recipe().warmUp());
        heads.removeIf(
                head -> !seen.add(List.of(head.recipe(), system.geometry().slots())));
        return heads;
    }

    private static Map<String, Record> parts(Recipe r) {
        Map<String, Record> parts = new LinkedHashMap<>();
        parts.put("candidates", (Record) r.candidates());
        parts.put("score", (Record) r.score());
        parts.put("select", (Record) r.select());
        parts.put("resolve", (Record) r.resolve());
        parts.put("target", (Record) r.target());
        parts.put("preparation", (Record) r.preparation());
        return parts;
    }

    private static Recipe with(Recipe r, String stage, Record rule) {
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

    /** The rule with other values of one component; those that its constructor refuses are left out. */
    private static List<Record> others(Record rule, RecordComponent changed) throws Exception {
        RecordComponent[] components = rule.getClass().getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        List<Record> others = new ArrayList<>();
        Object old = changed.getAccessor().invoke(rule);
        for (Object value : values(rule.getClass(), changed, old)) {
            Object[] all = new Object[components.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = components[i].getName().equals(changed.getName())
                        ? value
                        : components[i].getAccessor().invoke(rule);
            }
            try {
                others.add(rule.getClass().getDeclaredConstructor(types).newInstance(all));
            } catch (java.lang.reflect.InvocationTargetException e) {
                assertThat(e.getCause()).isInstanceOf(RecipeException.class);
            }
        }
        return others;
    }

    private static List<Object> values(Class<? extends Record> stage, RecordComponent component, Object old) {
        List<Object> values = new ArrayList<>();
        Interval range = Interval.of(stage, component.getName());
        if (old instanceof Boolean flag) {
            values.add(!flag);
        } else if (old instanceof Enum<?> word) {
            for (Object other : word.getDeclaringClass().getEnumConstants()) {
                if (other != old) {
                    values.add(other);
                }
            }
        } else if (old instanceof Overlap) {
            for (Overlap.Kind kind : Overlap.Kind.values()) {
                values.add(Overlap.of(kind));
            }
            values.addAll(List.of(Overlap.iouPlus(1e-9f), Overlap.iouFloor(1e-6f)));
            values.addAll(List.of(Overlap.iouPlus(.5f), Overlap.iouFloor(1)));
        } else if (old instanceof Integer) {
            for (int v : new int[] {1, 2, 30, (int) range.least(), (int) range.most()}) {
                values.add(v);
            }
        } else if (old instanceof Double) {
            values.addAll(List.of(.3, .5));
        } else if (old instanceof Float) {
            for (float v : new float[] {.05f, .3f, .7f, 1.2f, 3, 9, 20, (float) range.least(), (float) range.most()}) {
                values.add(v);
            }
        } else if (old instanceof float[] ranges) {
            float[] other = new float[ranges.length];
            for (int i = 1; i < other.length; i += 2) {
                other[i] = 20;
            }
            values.add(other);
        }
        values.removeIf(v -> v.equals(old) || range != null && !range.contains(((Number) v).doubleValue()));
        return values;
    }

    /** The answers of a recipe in place of a system's, on all scenes. */
    private int[] answer(DetectionSystem system, Recipe recipe) {
        int[] hashes = new int[scenes.size()];
        try (Duet engine = engine(system, recipe)) {
            for (int i = 0; i < hashes.length; i++) {
                hashes[i] = answer(system, recipe, engine, i);
            }
        }
        return hashes;
    }

    /** Whether a recipe gives these answers; looks no further than the first scene where it does not. */
    private boolean isAnswer(int[] hashes, DetectionSystem system, Recipe recipe) {
        try (Duet engine = engine(system, recipe)) {
            for (int i = 0; i < hashes.length; i++) {
                if (hashes[i] != answer(system, recipe, engine, i)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Duet engine(DetectionSystem system, Recipe recipe) {
        DetectionSystem custom = DetectionSystem.custom(
                        system.name(), system.geometry(), SystemRecipe.of(new Head("main", recipe, 0)))
                .classes(CLASSES);
        return EngineRuns.engine(custom, SIDE, SIDE, 1);
    }

    private int answer(DetectionSystem system, Recipe recipe, Duet engine, int i) {
        GroundTruths gts = EngineRuns.fit(engine, scenes.get(i));
        Predictions[] predictions = SimulatedPredictions.of(engine, gts, new Quality(.4f, i), 0);
        if (recipe.needs().contains(Recipe.Need.RAW_BOXES_IF_GIVEN)) {
            predictions = new Predictions[] {raw(engine.units(), i)};
        } else if (i > 1 && predictions.length > 0) {
            predictions = new Predictions[] {anything(engine.units(), gts.isRotated() ? 5 : 4, i)};
        }
        return Arrays.hashCode(AssignmentBits.of(engine.assign(regions(system, recipe, gts), predictions)));
    }

    private static GroundTruths regions(DetectionSystem system, Recipe recipe, GroundTruths gts) {
        boolean reads = recipe.score() instanceof Score.OverlapScore o && o.ignoreThreshold() > 0
                || recipe.score() instanceof Score.AnchorDistance d && d.ignoreThreshold() > 0;
        return reads ? gts.ignoring(new float[] {20, 20, 90, 90, 100, 10, 140, 150}, new int[] {0, 2}) : gts;
    }

    private static Predictions raw(int units, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] raw = new float[4 * units];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (float) random.nextDouble(-1, 1);
        }
        return Predictions.of(1, units).rawBoxes(raw, Predictions.BoxLayout.ROWS);
    }

    /** Boxes anywhere, and on the crowd, and scores. */
    private static Predictions anything(int units, int width, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] boxes = new float[width * units];
        for (int u = 0; u < units; u++) {
            float x = random.nextInt(SIDE);
            float y = random.nextInt(SIDE);
            float w = random.nextInt(1, 60);
            float h = random.nextInt(1, 60);
            if (u % 2 == 0) { // much like the crowd
                x = 50 + random.nextInt(15);
                y = 50 + random.nextInt(15);
                w = 50 + random.nextInt(10);
                h = 50 + random.nextInt(10);
            }
            float[] box = width == 5 ? new float[] {x, y, w, h, .1f} : new float[] {x, y, x + w, y + h};
            System.arraycopy(box, 0, boxes, width * u, width);
        }
        float[] scores = new float[CLASSES * units];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextDouble(.001, .999);
        }
        Predictions p = Predictions.of(1, units).scores(scores, CLASSES);
        return width == 5 ? p.rotatedBoxes(boxes, Predictions.BoxLayout.ROWS) : p.boxes(boxes);
    }

    /** Boxes of all sizes, some twice, some over the border, some small; in the last scene one without area. */
    private static GroundTruths scene(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = 30;
        float[] rows = new float[4 * n];
        int[] labels = new int[n];
        for (int g = 0; g < n; g++) {
            float w = 2 + random.nextInt(g % 4 == 0 ? 8 : 110);
            float h = 2 + random.nextInt(g % 4 == 0 ? 8 : 110);
            rows[4 * g] = random.nextInt(SIDE) - w / 2;
            rows[4 * g + 1] = random.nextInt(SIDE) - h / 2;
            rows[4 * g + 2] = rows[4 * g] + w;
            rows[4 * g + 3] = rows[4 * g + 1] + h;
            if (g % 5 == 4) {
                System.arraycopy(rows, 4 * g - 4, rows, 4 * g, 4);
            }
            labels[g] = random.nextInt(CLASSES);
        }
        // Off to the left and above: the sum of its coordinates is under 0.
        rows[0] = -30;
        rows[1] = -30;
        rows[2] = 10;
        rows[3] = 12;
        float[][] special = {
            {0, 0, 40, 30}, // holds the first units
            {30.2f, 100, 30.6f, 140}, // thinner than a pixel, and than a thousandth of the image
            {90.2f, 100, 90.3f, 140},
            {-200, -200, -190, -190}, // far outside, the sum of its numbers under 0 also where it is rotated
            {50, 50, 90, 53}, // smaller than the next, but for its border
            {60, 46, 71, 57},
        };
        for (int i = 0; i < special.length; i++) {
            System.arraycopy(special[i], 0, rows, 4 * (i + 1), 4);
        }
        for (int g = n - 14; g < n - 2; g++) { // a crowd
            rows[4 * g] = 50 + random.nextInt(12);
            rows[4 * g + 1] = 50 + random.nextInt(12);
            rows[4 * g + 2] = 100 + random.nextInt(12);
            rows[4 * g + 3] = 100 + random.nextInt(12);
        }
        if (seed == 3) {
            Arrays.fill(rows, 4 * n - 4, 4 * n, 70);
        }
        return GroundTruths.ofRows(rows, labels, new int[] {0, n});
    }
}
