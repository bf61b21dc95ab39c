package dev.duet.api;

/**
 * A number, switch or word a system can be run with, and its official value.
 *
 * @param key as in {@code --set key=value}, lower case with underscores
 * @param value official value; its class (Integer, Float, Boolean, String) is the setting's type
 * @param choices allowed words, empty for numbers and switches
 * @param meaning one line, with unit and range
 */
public record Setting(String key, Object value, java.util.List<String> choices, String meaning) {
    /** Parses a text as this setting's type. */
    Object parse(String text) {
        try {
            if (value instanceof Integer) {
                return Integer.valueOf(text.trim());
            }
            if (value instanceof Float) {
                float number = Float.parseFloat(text.trim());
                if (Float.isNaN(number)) {
                    throw new NumberFormatException(text);
                }
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    key + "=" + text + ": expected " + (value instanceof Integer ? "a whole number" : "a number"), e);
        }
        if (value instanceof Boolean) {
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException(key + "=" + text + ": expected true or false");
            }
            return Boolean.valueOf(text);
        }
        if (!choices.isEmpty() && !choices.contains(text)) {
            throw new IllegalArgumentException(key + "=" + text + ": expected one of " + String.join(", ", choices));
        }
        return text;
    }
}
