package dev.duet.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of one system with their current values, in the order the catalogue shows them. Immutable. */
public final class Settings {
    /** No settings. */
    public static final Settings NONE = new Settings(Map.of(), Map.of());

    private final Map<String, Setting> known;
    private final Map<String, Object> values;

    private Settings(Map<String, Setting> known, Map<String, Object> values) {
        this.known = known;
        this.values = values;
    }

    /** These settings and one more, with its official value. */
    public Settings and(String key, Object value, String meaning) {
        return and(new Setting(key, value, List.of(), meaning));
    }

    /** These settings and one more that takes one of a few words, the first being the official one. */
    public Settings andChoice(String key, List<String> choices, String meaning) {
        return and(new Setting(key, choices.get(0), List.copyOf(choices), meaning));
    }

    private Settings and(Setting setting) {
        Map<String, Setting> moreKnown = new LinkedHashMap<>(known);
        Map<String, Object> moreValues = new LinkedHashMap<>(values);
        moreKnown.put(setting.key(), setting);
        moreValues.put(setting.key(), setting.value());
        return new Settings(moreKnown, moreValues);
    }

    /**
     * The same settings with one value changed.
     *
     * @throws IllegalArgumentException if the key is unknown (the message lists the known ones) or the text does not fit its type
     */
    public Settings with(String key, String text) {
        Setting setting = known.get(key);
        if (setting == null) {
            throw new IllegalArgumentException("unknown setting " + key + "; known are "
                    + (known.isEmpty() ? "none" : String.join(", ", known.keySet())));
        }
        Map<String, Object> changed = new LinkedHashMap<>(values);
        changed.put(key, setting.parse(text));
        return new Settings(known, changed);
    }

    /** All settings with their official values. */
    public List<Setting> list() {
        return new ArrayList<>(known.values());
    }

    /** True if the system has this setting. */
    public boolean has(String key) {
        return known.containsKey(key);
    }

    /** Current value. */
    public Object value(String key) {
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
