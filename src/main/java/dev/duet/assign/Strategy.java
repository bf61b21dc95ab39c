package dev.duet.assign;

import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A strategy and what it carries out, declared once: the rules of every stage it takes, the parts of a prediction and the optional inputs
 * it reads, and on which units it works. What it does not declare it would ignore, so it is refused: stages of a recipe by {@link
 * Strategies}, inputs by the engine. Immutable; each method returns a copy that declares more.
 */
public final class Strategy {
    /** What may be given beside GTs and predictions. */
    public enum Input {
        REGIONS_TO_IGNORE("ignore_boxes", "regions to ignore"),
        WEIGHTS("gt_scores", "weights of GTs"),
        SHARES("gt_shares", "boxes as shares of the image"),
        CENTRES("gt_centres", "centres of GTs"),
        ANCHORS("anchors", "anchors"),
        ANCHOR_ORDER("anchor_masks", "order of the anchors of all levels"),
        ANCHOR_BOXES("anchor_boxes", "anchor boxes");

        private final String array;
        private final String meaning;

        Input(String array, String meaning) {
            this.array = array;
            this.meaning = meaning;
        }

        /** Name in files and messages. */
        public String array() {
            return array;
        }

        /** What it is, in words. */
        public String meaning() {
            return meaning;
        }
    }

    /** Makes the assigner of a recipe that was found to fit, on a grid that was. */
    public interface Binder {
        Assigner bind(Recipe recipe, UnitGrid grid, int classes);
    }

    /** Something a recipe must fulfil; {@code complaint} says in a sentence's part what is wrong where it does not. */
    private record Condition(Predicate<Recipe> holds, Function<Recipe, String> complaint) {}

    private final String name;
    private final List<Condition> conditions;
    private final Function<Recipe, Set<Need>> needs;
    private final Function<Recipe, Set<Need>> ifGiven;
    private final Function<Recipe, Set<Input>> inputs;
    private final Predicate<UnitGrid> units;
    private final int bytesPerUnit;
    private final Binder binder;

    private Strategy(
            String name,
            List<Condition> conditions,
            Function<Recipe, Set<Need>> needs,
            Function<Recipe, Set<Need>> ifGiven,
            Function<Recipe, Set<Input>> inputs,
            Predicate<UnitGrid> units,
            int bytesPerUnit,
            Binder binder) {
        this.name = name;
        this.conditions = conditions;
        this.needs = needs;
        this.ifGiven = ifGiven;
        this.inputs = inputs;
        this.units = units;
        this.bytesPerUnit = bytesPerUnit;
        this.binder = binder;
    }

    /** A strategy on grids that reads no predictions, no optional inputs, and takes any rule of any stage. */
    public static Strategy named(String name, Binder binder) {
        return new Strategy(
                name,
                List.of(),
                r -> Set.of(),
                r -> Set.of(),
                r -> Set.of(),
                grid -> grid.levels() > 0,
                Integer.BYTES,
                binder);
    }

    /** Of one stage, or of the preparation, takes these rules only. */
    @SafeVarargs
    public final Strategy takes(Class<? extends Record>... rules) {
        String words =
                Arrays.stream(rules).map(r -> Interval.words(r.getSimpleName())).collect(Collectors.joining(" or "));
        Function<Recipe, Record> stage = stage(rules[0]);
        return and(new Condition(
                r -> Arrays.stream(rules).anyMatch(rule -> rule.isInstance(stage.apply(r))),
                r -> stageName(rules[0]) + " "
                        + Interval.words(stage.apply(r).getClass().getSimpleName()) + " is not read by the " + name
                        + " strategy; it takes " + words));
    }

    /** Takes recipes of these rules only where something more holds; {@code what} completes "the strategy takes". */
    public Strategy only(Predicate<Recipe> holds, String what) {
        return and(new Condition(holds, r -> "the " + name + " strategy takes " + what));
    }

    /** Takes a stage's rule only with some of its values; recipes with another rule are none of this condition's business. */
    public <T extends Record> Strategy only(Class<T> rule, Predicate<T> holds, String what) {
        Function<Recipe, Record> stage = stage(rule);
        return only(r -> !rule.isInstance(stage.apply(r)) || holds.test(rule.cast(stage.apply(r))), what);
    }

    /** Works by cells, not by unit points. */
    public Strategy withoutPoints() {
        return only(r -> r.point() == UnitGrid.PointRule.CENTRE, "point centre, as it looks at cells only");
    }

    /** Cannot do without these parts of a prediction. */
    public Strategy reads(Need... parts) {
        Set<Need> set = EnumSet.copyOf(List.of(parts));
        return reads(r -> set);
    }

    /** Cannot do without parts of a prediction that depend on the recipe. */
    public Strategy reads(Function<Recipe, Set<Need>> parts) {
        return new Strategy(name, conditions, parts, ifGiven, inputs, units, bytesPerUnit, binder);
    }

    /** Reads this part of a prediction too, where it is given. */
    public Strategy readsIfGiven(Need part) {
        Set<Need> set = EnumSet.of(part);
        return readsIfGiven(r -> set);
    }

    /** Reads parts of a prediction that depend on the recipe, where they are given. */
    public Strategy readsIfGiven(Function<Recipe, Set<Need>> parts) {
        return new Strategy(name, conditions, needs, parts, inputs, units, bytesPerUnit, binder);
    }

    /** Reads these optional inputs. */
    public Strategy inputs(Input... some) {
        Set<Input> set = EnumSet.copyOf(List.of(some));
        return inputs(r -> set);
    }

    /** Reads optional inputs that depend on the recipe. */
    public Strategy inputs(Function<Recipe, Set<Input>> some) {
        return new Strategy(name, conditions, needs, ifGiven, some, units, bytesPerUnit, binder);
    }

    /** Also works on a set of queries; the units of grids are queries like any other. */
    public Strategy onQueries() {
        return new Strategy(name, conditions, needs, ifGiven, inputs, grid -> true, bytesPerUnit, binder);
    }

    /** Works on grids of one unit per cell. */
    public Strategy onOneSlot() {
        return on(grid -> grid.slots == 1);
    }

    /** Works on grids of which something more holds. */
    public Strategy on(Predicate<UnitGrid> more) {
        return new Strategy(name, conditions, needs, ifGiven, inputs, units.and(more), bytesPerUnit, binder);
    }

    /** Each worker holds at least so many bytes for every unit, whatever the batch; without a word four. */
    public Strategy holds(int bytes) {
        return new Strategy(name, conditions, needs, ifGiven, inputs, units, bytes, binder);
    }

    private Strategy and(Condition condition) {
        List<Condition> more = new ArrayList<>(conditions);
        more.add(condition);
        return new Strategy(name, List.copyOf(more), needs, ifGiven, inputs, units, bytesPerUnit, binder);
    }

    private static Function<Recipe, Record> stage(Class<? extends Record> rule) {
        if (Candidates.class.isAssignableFrom(rule)) {
            return r -> (Record) r.candidates();
        }
        if (Score.class.isAssignableFrom(rule)) {
            return r -> (Record) r.score();
        }
        if (Select.class.isAssignableFrom(rule)) {
            return r -> (Record) r.select();
        }
        if (Resolve.class.isAssignableFrom(rule)) {
            return r -> (Record) r.resolve();
        }
        return Target.class.isAssignableFrom(rule) ? r -> (Record) r.target() : r -> (Record) r.preparation();
    }

    private static String stageName(Class<? extends Record> rule) {
        return Interval.words(rule.getInterfaces()[0].getSimpleName());
    }

    /** Whether it carries out all of a recipe. */
    boolean takes(Recipe recipe) {
        for (Condition condition : conditions) {
            if (!condition.holds.test(recipe)) {
                return false;
            }
        }
        return true;
    }

    /** What stands against carrying out a recipe, a part of a sentence each; empty if nothing does. */
    List<String> complaints(Recipe recipe) {
        List<String> complaints = new ArrayList<>();
        for (Condition condition : conditions) {
            if (!condition.holds.test(recipe)) {
                complaints.add(condition.complaint.apply(recipe));
            }
        }
        return complaints;
    }

    /** As {@link #complaints}, about the parts of a prediction a recipe reads. */
    List<String> complaintsOfNeeds(Recipe recipe) {
        List<String> complaints = new ArrayList<>();
        for (Need need : needs.apply(recipe)) {
            if (!recipe.needs().contains(need)) {
                complaints.add("reads lacks " + words(need) + ", which the " + name + " strategy needs");
            }
        }
        for (Need need : recipe.needs()) {
            if (!needs.apply(recipe).contains(need) && !ifGiven.apply(recipe).contains(need)) {
                complaints.add("reads " + words(need) + " is not read by the " + name + " strategy");
            }
        }
        return complaints;
    }

    private static String words(Need need) {
        return need.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** Parts of a prediction it cannot do without for a recipe. */
    public Set<Need> needs(Recipe recipe) {
        return needs.apply(recipe);
    }

    /** Parts of a prediction it also reads where they are given. */
    public Set<Need> ifGiven(Recipe recipe) {
        return ifGiven.apply(recipe);
    }

    /** Bytes that each worker holds at least for every unit. */
    public int bytesPerUnit() {
        return bytesPerUnit;
    }

    /** Optional inputs it reads for a recipe. */
    public Set<Input> inputs(Recipe recipe) {
        return inputs.apply(recipe);
    }

    /** Whether these units are of its kind. */
    public boolean worksOn(UnitGrid grid) {
        return units.test(grid);
    }

    /** Makes the assigner of a recipe it carries out, on units of its kind. Allocates the workspace of one worker. */
    Assigner bind(Recipe recipe, UnitGrid grid, int classes) {
        return binder.bind(recipe, grid, classes);
    }

    @Override
    public String toString() {
        return name;
    }
}
