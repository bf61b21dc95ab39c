package dev.duet.io.recipe;

import dev.duet.assign.rule.Rule;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.OwnStage;
import dev.duet.assign.stage.RecipeException;
import dev.duet.io.JsonDocument;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/**
 * A stage (one record of a sealed interface) as JSON: {@code {"rule": "top-k", "k": 10, ...}}. Rules and their values are those of the
 * records, so a stage added to the engine is readable and writable at once. A rule of one's own has the name of its class.
 */
final class StageJson {
    static final String RULE = "rule";

    private StageJson() {}

    static void write(JsonGenerator json, String key, Record stage) {
        json.writeObjectPropertyStart(key);
        json.writeStringProperty(RULE, OwnStage.nameOf(stage));
        if (!(stage instanceof OwnStage own)) {
            values(json, stage);
        } else if (own.rule() instanceof Record settings) {
            values(json, settings);
        } else if (own.rule().getClass().isHidden() || own.rule().getClass().isAnonymousClass()) {
            throw new RecipeException(
                    own.words() + ": a class without a name; a recipe file needs one that has a name");
        }
        json.writeEndObject();
    }

    private static void values(JsonGenerator json, Record stage) {
        for (RecordComponent component : stage.getClass().getRecordComponents()) {
            String key = Interval.underscored(component.getName());
            Object value = value(stage, component);
            if (value instanceof Float number) {
                json.writeName(key);
                number(json, number);
            } else if (value instanceof Double number) {
                json.writeName(key);
                number(json, number);
            } else if (value instanceof Integer number) {
                json.writeNumberProperty(key, number);
            } else if (value instanceof Boolean flag) {
                json.writeBooleanProperty(key, flag);
            } else if (value instanceof Enum<?> word) {
                json.writeStringProperty(key, dashed(word));
            } else if (value instanceof Overlap overlap && overlap.guard() == Overlap.Guard.NONE) {
                json.writeStringProperty(key, dashed(overlap.kind()));
            } else if (value instanceof Record inner) {
                json.writeObjectPropertyStart(key);
                if (component.getType().isSealed()) {
                    json.writeStringProperty(
                            RULE, Interval.words(inner.getClass().getSimpleName()));
                }
                values(json, inner);
                json.writeEndObject();
            } else if (value != null && value.getClass().isArray()) {
                json.writeArrayPropertyStart(key);
                for (int i = 0; i < Array.getLength(value); i++) {
                    number(json, Array.getFloat(value, i));
                }
                json.writeEndArray();
            }
        }
    }

    /** JSON has no infinity; ranges without an end say "inf". */
    static void number(JsonGenerator json, float number) {
        if (Float.isInfinite(number)) {
            json.writeString(number > 0 ? "inf" : "-inf");
        } else if (number == Math.rint(number) && Math.abs(number) < 1e9) {
            json.writeNumber((long) number);
        } else {
            json.writeNumber(number);
        }
    }

    private static void number(JsonGenerator json, double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1e9) {
            json.writeNumber((long) number);
        } else {
            json.writeNumber(number);
        }
    }

    /** Reads a stage of one of the rules that {@code sealed} permits. */
    static <T> T read(JsonDocument json, Class<T> sealed) {
        String rule = Spellings.today(json.get(RULE).text());
        List<String> known = new ArrayList<>();
        Class<?> own = null;
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (OwnStage.class.isAssignableFrom(permitted)) {
                own = permitted;
                continue;
            }
            known.add(Interval.words(permitted.getSimpleName()));
            if (known.getLast().equals(rule)) {
                return sealed.cast(record(json, permitted, true));
            }
        }
        if (own != null && OwnRuleJson.isClassName(rule)) {
            return sealed.cast(own(json, Interval.words(sealed.getSimpleName()), own, known));
        }
        throw json.get(RULE).fail("is '" + json.get(RULE).text() + "'; known are " + String.join(", ", known));
    }

    private static Object own(JsonDocument json, String stage, Class<?> own, List<String> known) {
        Constructor<?> constructor = own.getConstructors()[0];
        Rule rule = OwnRuleJson.read(json, stage, constructor.getParameterTypes()[0], known);
        try {
            return constructor.newInstance(rule);
        } catch (InvocationTargetException e) {
            throw json.fail("is refused: " + e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("stages are public records", e);
        }
    }

    static Object record(JsonDocument json, Class<?> type, boolean ruled) {
        RecordComponent[] components = type.getRecordComponents();
        List<String> known = new ArrayList<>();
        if (ruled) {
            known.add(RULE);
        }
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            known.add(Interval.underscored(components[i].getName()));
        }
        json.allow(known);
        for (int i = 0; i < components.length; i++) {
            String key = Interval.underscored(components[i].getName());
            values[i] = json.has(key) ? ranged(json.get(key), components[i]) : leftOut(json, key, components[i]);
        }
        try {
            return OwnRuleJson.make(json, type.getConstructor(types), values);
        } catch (NoSuchMethodException e) {
            throw new AssertionError("stages are public records", e);
        }
    }

    private static Object ranged(JsonDocument json, RecordComponent component) {
        Object value = value(json, component.getType());
        Interval range = value instanceof Number ? Interval.of(stage(component), component.getName()) : null;
        if (range != null) {
            requireIn(range, ((Number) value).doubleValue(), json);
        }
        return value;
    }

    /** Complains of a number out of its range, by its path. */
    static void requireIn(Interval range, double value, JsonDocument json) {
        if (!range.contains(value)) {
            String what = "is " + Interval.number(value) + "; expected " + range;
            throw json.fail(what, new RecipeException(what));
        }
    }

    private static Class<? extends Record> stage(RecordComponent component) {
        return component.getDeclaringRecord().asSubclass(Record.class);
    }

    /** Switches are off, and some numbers have a value that they are left out with. */
    private static Object leftOut(JsonDocument json, String key, RecordComponent component) {
        if (component.getType() == boolean.class) {
            return Boolean.FALSE;
        }
        double otherwise = Interval.otherwise(stage(component), component.getName());
        if (Double.isNaN(otherwise)) {
            return value(json.get(key), component.getType());
        }
        if (component.getType() == int.class) {
            return (int) otherwise;
        }
        return component.getType() == float.class ? (Object) (float) otherwise : (Object) otherwise;
    }

    static Object value(JsonDocument json, Class<?> type) {
        if (type == int.class) {
            return json.integer();
        }
        if (type == float.class) {
            return json.number();
        }
        if (type == double.class) {
            return json.precise();
        }
        if (type == boolean.class) {
            return json.flag();
        }
        if (type == float[].class) {
            return numbers(json);
        }
        if (type.isEnum()) {
            return word(json, type);
        }
        if (type == Overlap.class && json.isText()) {
            return overlap(json);
        }
        return type.isSealed() ? read(json, type) : record(json, type, false);
    }

    /** A kind of overlap by its word alone, where it has no guard. */
    private static Overlap overlap(JsonDocument json) {
        Overlap earlier = Spellings.earlierOverlap(json.text());
        return earlier == null ? Overlap.of(word(json, Overlap.Kind.class)) : earlier;
    }

    static float[] numbers(JsonDocument json) {
        List<JsonDocument> items = json.items();
        float[] numbers = new float[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = items.get(i).number();
        }
        return numbers;
    }

    /** One of an enum's words, written with dashes. */
    static <T> T word(JsonDocument json, Class<T> type) {
        String text = Spellings.today(json.text());
        List<String> known = new ArrayList<>();
        for (T constant : type.getEnumConstants()) {
            known.add(dashed((Enum<?>) constant));
            if (known.getLast().equals(text)) {
                return constant;
            }
        }
        throw json.fail("is '" + json.text() + "'; known are " + String.join(", ", known));
    }

    static String dashed(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object value(Record stage, RecordComponent component) {
        try {
            return component.getAccessor().invoke(stage);
        } catch (ReflectiveOperationException e) {
            throw new RecipeException(
                    Interval.underscored(component.getName()) + " of "
                            + stage.getClass().getName() + " cannot be read; make the record public",
                    e);
        }
    }
}
