package dev.duet.io;

import java.nio.file.Path;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** A JSON parser that knows its file: the value under it is taken as what it should be, or the error says where it is not. */
final class CocoJson {
    /** Reads one object of a section, to its closing brace. */
    @FunctionalInterface
    interface Item {
        void read(CocoJson json);
    }

    private final Path file;
    private final JsonParser parser;

    CocoJson(Path file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** Steps to the first token. */
    void start(JsonToken wanted, String otherwise) {
        if (parser.nextToken() != wanted) {
            throw fail(line(), otherwise);
        }
    }

    /** Steps to the value of the next key of the current object; false at its end. */
    boolean nextKey() {
        if (parser.nextToken() == JsonToken.END_OBJECT) {
            return false;
        }
        parser.nextToken();
        return true;
    }

    /** The key whose value is current. */
    String key() {
        return parser.currentName();
    }

    /** Steps over the current value, whatever it is. */
    void skip() {
        parser.skipChildren();
    }

    /** Reads the objects of the current array. */
    void forEach(String section, Item item) {
        if (!parser.isExpectedStartArrayToken()) {
            throw fail(line(), "'" + section + "' is not a list");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.isExpectedStartObjectToken()) {
                throw fail(line(), "'" + section + "' holds something else than objects");
            }
            item.read(this);
        }
    }

    /** Checks that nothing follows. */
    void end() {
        if (parser.nextToken() != null) {
            throw fail(line(), "something follows the end of the object");
        }
    }

    /** The current value as an integer. */
    long integer(String what) {
        if (!parser.isExpectedNumberIntToken()) {
            throw fail(line(), what + " is " + shown() + ", not an integer");
        }
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw fail(line(), what + " is " + shown() + ", which does not fit 64 bits");
        }
        return parser.getLongValue();
    }

    /** The current value as a size in pixels, 0 for one that is null. */
    int pixels(String what) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        long value = integer(what);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw fail(line(), what + " is " + value + ", not a size in pixels");
        }
        return (int) value;
    }

    /** The current value as text. */
    String string(String what) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw fail(line(), what + " is " + shown() + ", not text");
        }
        return parser.getString();
    }

    /** Reads the current value as a list of numbers into {@code values}; false if it is not one of exactly that many. */
    boolean numbers(double[] values) {
        if (!parser.isExpectedStartArrayToken()) {
            parser.skipChildren();
            return false;
        }
        int n = 0;
        boolean numbers = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonToken token = parser.currentToken();
            boolean number = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
            numbers &= number;
            if (number && n < values.length) {
                values[n] = parser.getDoubleValue();
            }
            parser.skipChildren();
            n++;
        }
        return numbers && n == values.length;
    }

    int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    DataException fail(int line, String what) {
        return DataException.atLine(file, line, what);
    }

    private String shown() {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "missing";
        }
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            return token == JsonToken.START_OBJECT ? "an object" : "a list";
        }
        String text = parser.getString();
        return "'" + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "'";
    }
}
