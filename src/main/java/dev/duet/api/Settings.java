package dev.duet.api;

import dev.duet.assign.stage.RecipeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of one system with their current values, in the order the catalogue shows them. Immutable. */
public final class Settings {
    /** What a key ends in that is the low end of a pair. */
    private static final String LOW = "_low";

    /** No settings. */
    public static final Settings NONE = new Settings(Map.of(), Map.of());

    private final Map<String, Setting> known;
    private final Map<String, Object> values;

    private Settings(Map<String, Setting> known, Map<String, Object> values) {
        this.known = known;
        this.values = values;
    }

    /** Settings with their official values, in this order. */
    static Settings of(List<Setting> settings) {
        Map<String, Setting> known = new LinkedHashMap<>();
        Map<String, Object> values = new LinkedHashMap<>();
        for (Setting setting : settings) {
            known.put(setting.key(), setting);
            values.put(setting.key(), setting.value());
        }
        return new Settings(known, values);
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
