package dev.duet.assign.stage;

import dev.duet.assign.rule.Rule;
import dev.duet.assign.stage.Recipe.Need;
import java.lang.reflect.RecordComponent;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** A stage whose rule is a class of the user's own. */
public sealed interface OwnStage permits Candidates.Own, Score.Own, Select.Own, Resolve.Own, Target.Own {
    /** The rule. */
    Rule rule();

    /** The stage and the class, as messages name it: {@code score com.example.PaaScore}. */
    default String words() {
        return Interval.words(getClass().getInterfaces()[0].getSimpleName()) + " "
                + rule().getClass().getName();
    }

    /** Parts of a prediction that the stage reads. */
    default Set<Need> reads() {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        needs.addAll(rule().reads());
        return needs;
    }

    /** The name of a stage's rule: {@code top-k}, or the class of a rule of one's own. */
    static String nameOf(Object stage) {
        return stage instanceof OwnStage own
                ? own.rule().getClass().getName()
                : Interval.words(stage.getClass().getSimpleName());
    }

    /**
     * Called by the constructors of such stages.
     *
     * @throws RecipeException if the rule is null, what it says of itself cannot be, or one of its numbers lies outside its range
     */
    static void require(Class<? extends Record> stage, Rule rule) {
        String kind = Interval.words(stage.getInterfaces()[0].getSimpleName());
        if (rule == null) {
            throw new RecipeException(kind + ": the rule is null");
        }
        String name = kind + " " + rule.getClass().getName();
        Set<Need> reads = said(name, "reads()", rule::reads);
        for (Need need : reads) {
            if (need != Need.BOXES && need != Need.SCORES && need != Need.OBJECTNESS) {
                throw new RecipeException(name + ": reads() names "
                        + String.valueOf(need).toLowerCase(Locale.ROOT) + "; boxes, scores and objectness can be read");
            }
        }
        if (rule instanceof Record settings) {
            for (RecordComponent component : settings.getClass().getRecordComponents()) {
                requireInRange(name, settings, component);
            }
        }
    }

    /** What a rule says of itself. */
    static <T> T said(String name, String method, Supplier<T> says) {
        T answer = saidOrNull(name, method, says);
        if (answer == null) {
            throw new RecipeException(name + ": " + method + " returned null");
        }
        return answer;
    }

    /** What a rule says of itself, where null says something too. */
    static <T> T saidOrNull(String name, String method, Supplier<T> says) {
        try {
            return says.get();
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw new RecipeException(name + ": " + method + " threw " + e, e);
        }
    }

    private static void requireInRange(String name, Record settings, RecordComponent component) {
        Interval range = Interval.of(settings.getClass(), component.getName());
        if (range == null) {
            return;
        }
        String key = Interval.underscored(component.getName());
        Object value;
        try {
            component.getAccessor().trySetAccessible();
            value = component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new RecipeException(
                    name + ": " + key + " has a range and cannot be read; make the record public, in an open package",
                    e);
        }
        if (!(value instanceof Number number)) {
            throw new RecipeException(name + ": " + key + " has a range and is no number");
        }
        if (!range.contains(number.doubleValue())) {
            throw new RecipeException(
                    name + ": " + key + " is " + Interval.number(number.doubleValue()) + "; expected " + range);
        }
    }
}
