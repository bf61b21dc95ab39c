package dev.duet.api;

import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.RecipeException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A setting and what it does to the recipe.
 *
 * @param path where its value ends up; null where it has an effect of its own
 * @param choice key of the setting that must say {@code word} for this one to count; null where none must
 */
record Knob(Setting setting, String path, Effect<Object> effect, String choice, String word) {
    /** What a setting's value does; whether it found something to change. */
    interface Effect<T> {
        boolean of(Draft draft, T value);
    }

    Knob(Setting setting, String path, Effect<Object> effect) {
        this(setting, path, effect, null, null);
    }

    /** A setting whose value is put at a path as it is. */
    static Knob at(String path, Setting setting) {
        return new Knob(setting, path, (draft, value) -> draft.set(path, value));
    }

    /**
     * A setting that is the value at a path, its official value being that of the stages.
     *
     * @param range its range, from the value's own
     * @param meaning null for the value's own
     */
    static Knob at(String path, String key, Draft.Place place, UnaryOperator<Interval> range, String meaning) {
        Interval own = Interval.of(place.stage(), place.component());
        Interval allowed = own == null ? null : range.apply(own);
        String says = meaning == null ? Interval.meaning(place.stage(), place.component()) : meaning;
        if (place.value() instanceof Enum<?> word) {
            Stream<?> others = Arrays.stream(place.type().getEnumConstants()).filter(c -> c != word);
            List<String> words = Stream.concat(Stream.of(word), others)
                    .map(c -> lower((Enum<?>) c))
                    .toList();
            Setting setting = new Setting(key, words.getFirst(), null, words, says);
            return new Knob(setting, path, (draft, text) -> draft.set(path, constant(place.type(), (String) text)));
        }
        if (place.value() instanceof Double number) { // the double that the text names, not the float next to it
            Setting setting = new Setting(key, Float.valueOf(number.toString()), allowed, List.of(), says);
            return new Knob(setting, path, (draft, value) -> draft.set(path, Double.valueOf(value.toString())));
        }
        return at(path, new Setting(key, place.value(), allowed, List.of(), says));
    }

    /** The same setting, counting only where a choice before it is this word. */
    Knob onlyFor(String otherKey, String otherWord) {
        return new Knob(setting, path, effect, otherKey, otherWord);
    }

    /** Does what its value says; whether that changed anything. */
    boolean turn(Draft draft, Settings settings) {
        boolean counts = choice == null || settings.value(choice).equals(word);
        return counts && effect.of(draft, settings.value(setting.key()));
    }

    /** False if the place where its value was put is gone since, or belongs to a warm-up that is off. */
    boolean stands(Draft draft) {
        return path == null || !draft.places(path).isEmpty() && !draft.isOff(path);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Object constant(Class<?> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(c -> lower((Enum<?>) c).equals(text))
                .findFirst()
                .orElseThrow();
    }

    /** Low and high per level from "low:high low:high ...". */
    static float[] levels(String key, String text) {
        String[] levels = text.trim().split("[ ,]+");
        float[] ranges = new float[2 * levels.length];
        for (int l = 0; l < levels.length; l++) {
            String[] ends = levels[l].split(":", -1);
            try {
                ranges[2 * l] = Float.parseFloat(ends[0]);
                ranges[2 * l + 1] = Float.parseFloat(ends.length == 2 ? ends[1] : "");
            } catch (NumberFormatException e) {
                throw new RecipeException(key + "=" + text + ": expected low:high of every level, in pixels", e);
            }
        }
        return ranges;
    }
}
