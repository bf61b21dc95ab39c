package dev.duet.assign.stage;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;

/**
 * A range of numbers, and perhaps one value more. Immutable.
 *
 * @param least lower end
 * @param over the lower end itself does not belong to it
 * @param most upper end, which belongs to it
 * @param or one more value that belongs to it; NaN for none
 */
public record Interval(double least, boolean over, double most, double or) {
    /** Components of each stage record with their ranges, null where they have none. */
    private static final ClassValue<Component[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected Component[] computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(Component::of).toArray(Component[]::new);
        }
    };

    /** A number of a stage record. */
    private record Component(String name, Within within, Interval interval) {
        static Component of(RecordComponent c) {
            Within w = c.getAnnotation(Within.class);
            return new Component(
                    c.getName(), w, w == null ? null : new Interval(w.least(), w.over(), w.most(), w.or()));
        }
    }

    /** From {@code least} to {@code most}, ends included. */
    public static Interval closed(double least, double most) {
        return new Interval(least, false, most, Double.NaN);
    }

    /** The range of a stage record's number, null if it has none. */
    public static Interval of(Class<? extends Record> stage, String component) {
        return component(stage, component).interval;
    }

    /** What a stage record's number means, in one line. */
    public static String meaning(Class<? extends Record> stage, String component) {
        return component(stage, component).within.meaning();
    }

    /** What a recipe file that leaves a stage record's number out means; NaN: it must be there. */
    public static double otherwise(Class<? extends Record> stage, String component) {
        Within within = component(stage, component).within;
        return within == null ? Double.NaN : within.otherwise();
    }

    private static Component component(Class<? extends Record> stage, String name) {
        for (Component c : COMPONENTS.get(stage)) {
            if (c.name.equals(name)) {
                return c;
            }
        }
        throw new AssertionError(stage + " has no component " + name);
    }

    /**
     * Called by the constructors of stage records.
     *
     * @param values of the record's components in order; those after the last with a range may be left out
     * @throws RecipeException if a number lies outside its range
     */
    static void require(Class<? extends Record> stage, double... values) {
        Component[] components = COMPONENTS.get(stage);
        int next = 0;
        for (Component c : components) {
            if (c.interval == null) {
                continue;
            }
            double value = values[next++];
            if (!c.interval.contains(value)) {
                throw new RecipeException(words(stage.getSimpleName()) + ": " + underscored(c.name) + " is "
                        + number(value) + "; expected " + c.interval);
            }
        }
        if (next != values.length) {
            throw new AssertionError(stage + " has " + next + " ranges, " + values.length + " numbers were given");
        }
    }

    /** Whether a number belongs to it; NaN never does. */
    public boolean contains(double value) {
        return value == or || (over ? value > least : value >= least) && value <= most;
    }

    /** The same range up to another upper end. */
    public Interval upTo(double otherMost) {
        return new Interval(least, over, otherMost, or);
    }

    /** The same range and one more value. */
    public Interval or(double value) {
        return new Interval(least, over, most, value);
    }

    /** Such as "0 to 1", "over 0, up to 100", "0 to 1, or -1". */
    @Override
    public String toString() {
        return (over ? "over " + number(least) + ", up to " : number(least) + " to ")
                + number(most)
                + (Double.isNaN(or) ? "" : ", or " + number(or));
    }

    /** A number as one writes it: whole ones without a point, infinity as recipe files have it. */
    public static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.valueOf((long) value);
        }
        return value == (float) value ? String.valueOf((float) value) : String.valueOf(value);
    }

    /** {@code NearestPerLevel} as "nearest-per-level", as recipe files write rules. */
    public static String words(String camelCase) {
        return split(camelCase, "-");
    }

    /** {@code overlapWeight} as "overlap_weight", as recipe files write values. */
    public static String underscored(String camelCase) {
        return split(camelCase, "_");
    }

    private static String split(String camelCase, String with) {
        return camelCase
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", with)
                .toLowerCase(Locale.ROOT);
    }
}
