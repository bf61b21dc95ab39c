package dev.duet.api;

import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.RecipeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The settings of one system with their current values, in the order the catalogue shows them. Immutable. */
public final class Settings {
    /** What a key ends in that is the low end of a pair. */
    private static final String LOW = "_low";

    /** No settings. */
    public static final Settings NONE = new Settings(Map.of(), Map.of(), null);

    private final Map<String, Setting> known;
    private final Map<String, Object> values;
    /** Keys that were asked for; null where nobody keeps count. */
    private final Set<String> asked;

    private Settings(Map<String, Setting> known, Map<String, Object> values, Set<String> asked) {
        this.known = known;
        this.values = values;
        this.asked = asked;
    }

    /** These settings and one more: a number of a stage record, whose range and meaning it has. */
    Settings and(String key, Object value, Class<? extends Record> stage, String component) {
        return and(key, value, stage, component, Interval.meaning(stage, component));
    }

    /** These settings and one more: a number of a stage record, whose range it has. */
    Settings and(String key, Object value, Class<? extends Record> stage, String component, String meaning) {
        return and(key, value, Interval.of(stage, component), meaning);
    }

    /** These settings and one more that stands in no stage record as it is, or not in all of its range. */
    Settings and(String key, Object value, Interval range, String meaning) {
        return and(new Setting(key, value, range, List.of(), meaning));
    }

    /** These settings and a switch. */
    Settings and(String key, boolean value, String meaning) {
        return and(new Setting(key, value, null, List.of(), meaning));
    }

    /** These settings and ranges of levels, low:high of each. */
    Settings andLevels(String key, String value, String meaning) {
        return and(new Setting(key, value, null, List.of(), meaning));
    }

    /** These settings and one more that takes one of a few words, the first being the official one. */
    Settings andChoice(String key, List<String> choices, String meaning) {
        return and(new Setting(key, choices.get(0), null, List.copyOf(choices), meaning));
    }

    private Settings and(Setting setting) {
        Map<String, Setting> moreKnown = new LinkedHashMap<>(known);
        Map<String, Object> moreValues = new LinkedHashMap<>(values);
        moreKnown.put(setting.key(), setting);
        moreValues.put(setting.key(), setting.value());
        return new Settings(moreKnown, moreValues, null);
    }

    /**
     * The same settings with one value changed.
     *
     * @param text as in {@code --set}; of a setting that has a low end ({@code neg_iou_thr}), also "low:high"
     * @throws RecipeException if the key is unknown (the message lists the known ones), or the text does not fit its type and range
     */
    public Settings with(String key, String text) {
        Setting setting = known.get(key);
        if (setting == null) {
            throw new RecipeException("unknown setting " + key + "; "
                    + Nearest.suggestion(key, known.keySet()) + "known are "
                    + (known.isEmpty() ? "none" : String.join(", ", known.keySet())));
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && known.containsKey(key + LOW)) {
            return with(key + LOW, text.substring(0, colon)).with(setting, text.substring(colon + 1));
        }
        return with(setting, text);
    }

    private Settings with(Setting setting, String text) {
        Map<String, Object> changed = new LinkedHashMap<>(values);
        changed.put(setting.key(), setting.parse(text));
        return new Settings(known, changed, null);
    }

    /** All settings with their official values. */
    public List<Setting> list() {
        return new ArrayList<>(known.values());
    }

    /** True if the system has this setting. */
    public boolean has(String key) {
        return known.containsKey(key);
    }

    /** The same settings, keeping count of those that are asked for. */
    Settings counting() {
        return new Settings(known, values, new HashSet<>());
    }

    /**
     * Makes sure that no setting was changed in vain.
     *
     * @throws RecipeException if one that was changed was not asked for since {@link #counting}
     */
    void requireAsked() {
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            if (!asked.contains(entry.getKey())
                    && !entry.getValue().equals(known.get(entry.getKey()).value())) {
                throw new RecipeException(entry.getKey() + "=" + entry.getValue()
                        + ": changes nothing with the other settings as they are; leave it out");
            }
        }
    }

    /** Current value. */
    public Object value(String key) {
        if (asked != null) {
            asked.add(key);
        }
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("unknown setting " + key);
        }
        return value;
    }

    public int integer(String key) {
        return (Integer) value(key);
    }

    public float number(String key) {
        return (Float) value(key);
    }

    public boolean flag(String key) {
        return (Boolean) value(key);
    }

    public String word(String key) {
        return (String) value(key);
    }
}
