package dev.duet.io;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A small JSON document (a recipe, a request) as a tree that knows where each value stands, so that a wrong one is named by its path:
 * {@code heads[0].select.k}. Not for label files, which are streamed.
 */
public final class JsonDocument {
    private final String path;
    private final Object value;

    private JsonDocument(String path, Object value) {
        this.path = path;
        this.value = value;
    }

    /**
     * Parses a document.
     *
     * @param what named in messages, for example the file
     * @throws DataException if it is not valid JSON (with line and column), or nests deeper than 32
     */
    public static JsonDocument parse(InputStream in, String what) {
        Library.JACKSON.require();
        return new JsonDocument("", JsonReader.read(in, what));
    }

    /** Where the value stands; empty for the whole document. */
    public String path() {
        return path;
    }

    /** Keys of an object, in the order of the text. */
    public List<String> keys() {
        return List.copyOf(object().keySet());
    }

    /** Whether an object has a key whose value is not null. */
    public boolean has(String key) {
        return object().get(key) != null;
    }

    /** The value of a key that must be there. */
    public JsonDocument get(String key) {
        if (!has(key)) {
            throw fail("has no '" + key + "'");
        }
        return new JsonDocument(path.isEmpty() ? key : path + "." + key, object().get(key));
    }

    /** Complains of a key that is none of {@code known}; a spelling mistake must not become a default. */
    public void allow(List<String> known) {
        for (String key : object().keySet()) {
            if (!known.contains(key)) {
                throw fail("has an unknown key '" + key + "'; known are " + String.join(", ", known));
            }
        }
    }

    /** The values of an array. */
    public List<JsonDocument> items() {
        if (!(value instanceof List<?> list)) {
            throw fail("is " + kind() + ", expected a list");
        }
        List<JsonDocument> items = new ArrayList<>(list.size());
        for (Object item : list) {
            items.add(new JsonDocument(path + "[" + items.size() + "]", item));
        }
        return items;
    }

    /** A number, finite unless written as the words inf or -inf. */
    public float number() {
        if (value instanceof Double number) {
            if (Math.abs(number) > Float.MAX_VALUE) {
                throw fail("is " + number + ", too large for float32");
            }
            return number.floatValue();
        }
        if ("inf".equals(value)) {
            return Float.POSITIVE_INFINITY;
        }
        if ("-inf".equals(value)) {
            return Float.NEGATIVE_INFINITY;
        }
        throw fail("is " + kind() + ", expected a number");
    }

    /** A number in double precision. */
    public double precise() {
        if (value instanceof Double number) {
            return number;
        }
        throw fail("is " + kind() + ", expected a number");
    }

    /** A whole number. */
    public int integer() {
        if (!(value instanceof Double number)) {
            throw fail("is " + kind() + ", expected a whole number");
        }
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw fail("is " + number + ", expected a whole number");
        }
        return number.intValue();
    }

    /** A switch. */
    public boolean flag() {
        if (!(value instanceof Boolean flag)) {
            throw fail("is " + kind() + ", expected true or false");
        }
        return flag;
    }

    /** Whether it is a text. */
    public boolean isText() {
        return value instanceof String;
    }

    /** A text. */
    public String text() {
        if (!(value instanceof String text)) {
            throw fail("is " + kind() + ", expected a text");
        }
        return text;
    }

    /** Text, number or switch as {@code --set} takes them. */
    public String setting() {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e9) {
            return String.valueOf(number.longValue());
        }
        if (value instanceof Double || value instanceof Boolean || value instanceof String) {
            return String.valueOf(value);
        }
        throw fail("is " + kind() + ", expected a number, a text, true or false");
    }

    /** An error about this value, by its path. */
    public DataException fail(String what) {
        return new DataException((path.isEmpty() ? "the document" : path) + " " + what);
    }

    /** An error about this value, by its path, and the failure beneath it. */
    public DataException fail(String what, Throwable cause) {
        return new DataException((path.isEmpty() ? "the document" : path) + " " + what, cause);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> object() {
        if (!(value instanceof Map<?, ?> map)) {
            throw fail("is " + kind() + ", expected an object");
        }
        return (Map<String, Object>) map;
    }

    private String kind() {
        if (value == null) {
            return "null";
        }
        if (value instanceof Map<?, ?>) {
            return "an object";
        }
        if (value instanceof List<?>) {
            return "a list";
        }
        String text = String.valueOf(value);
        return "'" + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "'";
    }
}
