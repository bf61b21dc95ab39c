package dev.duet.api;

import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.RecipeException;
import java.util.List;

/**
 * A number, switch or word a system can be run with, and its official value. A number is one of a stage record, which says its range.
 *
 * @param key as in {@code --set key=value}, lower case with underscores
 * @param value official value; its class (Integer, Float, Boolean, String) is the setting's type
 * @param range the numbers it may be; null for switches and words
 * @param choices allowed words, empty for numbers, switches and texts that are read otherwise (ranges of levels)
 * @param meaning one line, with unit
 */
public record Setting(String key, Object value, Interval range, List<String> choices, String meaning) {
    /** What the setting may be, in words: "0 to 1", "true or false", "one of mmdet, yolov6", "low:high of every level". */
    public String allowed() {
        if (value instanceof Boolean) {
            return "true or false";
        }
        if (range != null) {
            return range.toString();
        }
        return choices.isEmpty() ? "low:high of every level" : "one of " + String.join(", ", choices);
    }

    /**
     * Parses a text as this setting's type.
     *
     * @throws RecipeException if it is of another type or out of range; the message has key, text and range
     */
    Object parse(String text) {
        boolean fits = true;
        Object parsed = text;
        try {
            if (value instanceof Integer) {
                parsed = Integer.valueOf(plain(text));
            } else if (value instanceof Float) {
                parsed = Float.parseFloat(plain(text));
            } else if (value instanceof Boolean) {
                fits = text.equals("true") || text.equals("false");
                parsed = text.equals("true");
            } else {
                fits = choices.isEmpty() || choices.contains(text);
            }
        } catch (NumberFormatException e) {
            fits = false;
        }
        if (!fits || range != null && !range.contains(((Number) parsed).doubleValue())) {
            String kind = value instanceof Integer ? "a whole number, " : value instanceof Float ? "a number, " : "";
            throw new RecipeException(key + "=" + text + ": expected " + kind + allowed());
        }
        return parsed;
    }

    /** A number as people write it: Java would also take digits of other scripts, and letters behind a number. */
    private static String plain(String text) {
        String number = text.strip();
        if (number.equals("inf") || number.equals("-inf")) {
            return number.replace("inf", "Infinity");
        }
        for (int i = 0; i < number.length(); i++) {
            if ("0123456789+-.eE".indexOf(number.charAt(i)) < 0 && !number.endsWith("Infinity")) {
                throw new NumberFormatException(text);
            }
        }
        return number;
    }
}
