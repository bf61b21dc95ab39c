package dev.duet.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A second reader of JSON, with nothing of the parser that the product uses: maps (of a key that is there twice the last, as Python has
 * it), lists, strings, booleans, null, and numbers as they are written. NaN and Infinity are numbers, as Python writes them.
 */
public final class PlainJson {
    /** A number as it is written. */
    public record Numeral(String text) {
        public double value() {
            return switch (text) {
                case "NaN" -> Double.NaN;
                case "Infinity", "+Infinity", "INF", "+INF" -> Double.POSITIVE_INFINITY;
                case "-Infinity", "-INF" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        }
    }

    private final String text;
    private int at;

    private PlainJson(String text) {
        this.text = text;
    }

    /** The value; AssertionError where it is no JSON. */
    public static Object parse(byte[] utf8) {
        return parse(new String(utf8, StandardCharsets.UTF_8));
    }

    public static Object parse(String text) {
        PlainJson json = new PlainJson(text.startsWith("\uFEFF") ? text.substring(1) : text);
        Object value = json.value();
        json.space();
        json.require(json.at == json.text.length(), "something follows");
        return value;
    }

    private Object value() {
        space();
        require(at < text.length(), "nothing there");
        return switch (text.charAt(at)) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            default -> word();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        for (boolean more = !accept('}'); more; more = !accept('}')) {
            require(map.isEmpty() || accept(','), "no comma");
            space();
            String key = string();
            require(accept(':'), "no colon");
            map.put(key, value());
        }
        return map;
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        at++;
        for (boolean more = !accept(']'); more; more = !accept(']')) {
            require(list.isEmpty() || accept(','), "no comma");
            list.add(value());
        }
        return list;
    }

    private String string() {
        require(at < text.length() && text.charAt(at) == '"', "no string");
        StringBuilder string = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            require(c >= ' ', "a control character in a string");
            if (c != '\\') {
                string.append(c);
                continue;
            }
            c = text.charAt(++at);
            int simple = "\"\\/bfnrt".indexOf(c);
            if (simple >= 0) {
                string.append("\"\\/\b\f\n\r\t".charAt(simple));
            } else {
                require(c == 'u', "no escape");
                string.append((char) Integer.parseInt(text, at + 1, at + 5, 16));
                at += 4;
            }
        }
        at++;
        return string.toString();
    }

    private Object word() {
        int from = at;
        while (at < text.length() && " \t\r\n,:]}[{\"".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at);
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            case "" -> throw new AssertionError("nothing at character " + at);
            default -> {
                Numeral number = new Numeral(word);
                require(!Double.isNaN(number.value()) || word.equals("NaN"), "no number");
                yield number;
            }
        };
    }

    private boolean accept(char wanted) {
        space();
        boolean there = at < text.length() && text.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + " at character " + at);
        }
    }
}
