package dev.duet.assign.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.DetectionSystem;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.api.Duet;
import dev.duet.api.Pyramid;
import dev.duet.assign.Strategies;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.OwnStage;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rules of all stages crossed with each other, and every system with every other rule of a stage: bound to a fast strategy, carried out by
 * the reference, or refused with a reason; where both can, both say the same.
 */
class CrossTest {
    /** Of the rows of the cross the reference is asked about every so many; 1 for all: {@code -Dcross.every=1}. */
    private static final int EVERY = Integer.getInteger("cross.every", 997);

    private static final UnitGeometry GEOMETRY =
            new UnitGeometry(new int[] {8, 16, 32}, 1, new float[] {16, 20, 40, 30, 90, 110}, false);

    private static final UnitGeometry WITHOUT_ANCHORS = new UnitGeometry(GEOMETRY.strides(), 1, null, false);

    private int fast;
    private int byReference;
    private int refused;

    @Test
    void everyRuleIsCrossed() {
        for (Stage stage : Stage.values()) {
            Class<?> kind = stage.rules().get(0).getClass().getInterfaces()[0];
            Set<Class<?>> missing = new LinkedHashSet<>(Arrays.asList(kind.getPermittedSubclasses()));
            stage.rules().forEach(rule -> missing.remove(rule.getClass()));
            missing.removeIf(OwnStage.class::isAssignableFrom); // rules of one's own are the reference's alone
            assertThat(missing).as(stage.name()).isEmpty();
        }
    }

    @Test
    @Tag("widths")
    void systemsWithAnotherRuleOfAStage() {
        Set<Recipe> seen = new LinkedHashSet<>();
        Set<String> refusedByReference = new TreeSet<>();
        int duets = 0;
        int tight = 0;
        for (Row row : Row.all()) {
            UnitGrid grid = grid(row.system());
            for (Head head : row.heads()) {
                for (Stage stage : Stage.values()) {
                    for (Record rule : stage.allRules()) {
                        Recipe recipe = stage.with(head.recipe(), rule);
                        if (seen.add(recipe) && count(recipe, grid)) {
                            Recipe reading = reading(recipe);
                            String name = row.name() + " with " + rule;
                            if (Meaning.reasonAgainst(reading, grid) != null) {
                                refusedByReference.add(name + ": " + Meaning.reasonAgainst(reading, grid));
                            } else {
                                Comparison comparison = compare(row.system().geometry(), reading, name, seen.size());
                                duets += comparison.duets;
                                tight += comparison.tight + comparison.equal;
                            }
                        }
                    }
                }
            }
        }
        System.out.println("systems with another rule of a stage: " + fast + " bind fast, " + byReference
                + " by reference, " + refused + " are refused with a reason; fast and reference meet in " + duets
                + " duets, " + tight + " images hang on rounding");
        assertThat(refusedByReference)
                .as("what a fast strategy carries out has a meaning")
                .isEmpty();
        assertThat(duets).isPositive();
    }

    @Test
    @Tag("widths")
    void rulesOfAllStagesWithEachOther() {
        DetectionSystem system =
                system(GEOMETRY, Row.all().get(0).heads().get(0).recipe(), "cross");
        UnitGrid grid = grid(system);
        List<List<Record>> rules =
                Arrays.stream(Stage.values()).map(Stage::rules).toList();
        int rows = 1;
        for (List<Record> ofStage : rules) {
            rows *= ofStage.size();
        }
        int duets = 0;
        Record[] row = new Record[rules.size()];
        for (int i = 0; i < rows; i++) {
            int rest = i;
            for (int s = 0; s < row.length; s++) {
                row[s] = rules.get(s).get(rest % rules.get(s).size());
                rest /= rules.get(s).size();
            }
            Recipe recipe = new Recipe(
                    (Candidates) row[0],
                    (Score) row[1],
                    (Select) row[2],
                    (Resolve) row[3],
                    (Target) row[4],
                    PointRule.CENTRE,
                    Set.of(),
                    (Preparation) row[5]);
            if (Strategies.isFast(recipe, grid)) {
                fast++;
                boolean anchors = Strategies.ofStages(recipe).inputs(recipe).contains(Input.ANCHORS);
                duets += compare(anchors ? GEOMETRY : WITHOUT_ANCHORS, reading(recipe), Arrays.toString(row), i).duets;
            } else if (i % EVERY == 0) {
                count(recipe, grid);
            }
        }
        System.out.println("rules of all stages with each other: of " + rows + " rows " + fast + " bind fast, of every "
                + EVERY + "th of the others " + byReference + " by reference, " + refused
                + " are refused with a reason; fast and reference meet in " + duets + " duets");
        assertThat(fast).isPositive();
        assertThat(byReference).isPositive();
        assertThat(duets).isPositive();
    }

    /** Counts a row; true if a fast strategy carries it out. */
    private boolean count(Recipe recipe, UnitGrid grid) {
        if (Strategies.isFast(recipe, grid)) {
            fast++;
            return true;
        }
        String reason = Meaning.reasonAgainst(reading(recipe), grid);
        if (reason == null) {
            byReference++;
        } else {
            refused++;
            assertThat(reason).doesNotContain("\n").hasSizeBetween(20, 160);
        }
        return false;
    }

    /** The recipe, naming what its stages read of a prediction. */
    private static Recipe reading(Recipe recipe) {
        try {
            Strategies.of(recipe);
            return recipe;
        } catch (RecipeException e) {
            Set<Need> needs = EnumSet.noneOf(Need.class);
            needs.addAll(Strategies.ofStages(Stage.reading(recipe, Set.of())).needs(Stage.reading(recipe, Set.of())));
            return Stage.reading(recipe, needs);
        }
    }

    private static Comparison compare(UnitGeometry geometry, Recipe recipe, String name, long seed) {
        Comparison comparison = new Comparison(new Row(system(geometry, recipe, "mine"), -1, name));
        comparison.compare(seed % 9);
        return comparison;
    }

    private static DetectionSystem system(UnitGeometry geometry, Recipe recipe, String name) {
        return DetectionSystem.custom(name, geometry, SystemRecipe.of(new Head("main", recipe, 0)));
    }

    private static UnitGrid grid(DetectionSystem system) {
        int[] strides = system.geometry().strides();
        Pyramid pyramid = strides.length == 0 ? Pyramid.queries(64, 64, 20) : Pyramid.of(64, 64, strides);
        try (Duet duet = Duet.engine(system, pyramid)) {
            return duet.grid();
        }
    }
}
