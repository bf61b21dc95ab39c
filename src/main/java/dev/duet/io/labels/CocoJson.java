package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.Names;
import dev.duet.io.TextFile;
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

    /** What is not as it should be about a value; the caller says whose it is. */
    static final class Trouble extends RuntimeException {
        Trouble(String message) {
            super(message, null, false, false);
        }
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

    /** The current value as an id, an integer or a text; texts by their numbers in {@code texts}. */
    long id(CocoIds texts) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return texts.of(parser.getString());
        }
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long id = parser.getLongValue();
            if (CocoIds.isOwn(id)) {
                return id;
            }
        }
        double value = parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT ? parser.getDoubleValue() : Double.NaN;
        if (value == Math.rint(value) && Math.abs(value) <= 1L << 53) {
            return (long) value;
        }
        throw trouble("neither an integer of 64 bits nor a text");
    }

    /** The current value as a size in pixels; 0 for one that says nothing (null, 0, negative, empty). */
    int pixels() {
        if (parser.currentToken() == JsonToken.VALUE_NULL || isBlank()) {
            return 0;
        }
        double value = number();
        if (Double.isNaN(value) || value != Math.rint(value) || value > Integer.MAX_VALUE) {
            throw trouble("not a size in whole pixels");
        }
        return (int) Math.max(0, value);
    }

    /** The current value as text; numbers as they are written. */
    String text() {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_STRING
                && token != JsonToken.VALUE_NUMBER_INT
                && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw trouble("not text");
        }
        return parser.getString();
    }

    /** Whether the current value is null. */
    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** The current value as a switch: 0, 1, true, false, null for false; as texts too. */
    boolean flag() {
        switch (parser.currentToken()) {
            case VALUE_TRUE -> {
                return true;
            }
            case VALUE_FALSE, VALUE_NULL -> {
                return false;
            }
            default -> {
                if (isBlank()) {
                    return false;
                }
                String word = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : "";
                double value = word.equalsIgnoreCase("true") ? 1 : word.equalsIgnoreCase("false") ? 0 : number();
                if (value == 0 || value == 1) {
                    return value == 1;
                }
                throw trouble("neither 0 or 1 nor true or false");
            }
        }
    }

    private boolean isBlank() {
        return parser.currentToken() == JsonToken.VALUE_STRING
                && parser.getString().isBlank();
    }

    /** The current value as a number, a text that is one included; NaN where it is none. */
    private double number() {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_STRING -> TextFile.number(parser.getString().strip());
            default -> Double.NaN;
        };
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
            double value = n < values.length ? number() : 0;
            boolean isText = token == JsonToken.VALUE_STRING && Double.isNaN(value);
            numbers &= !isText
                    && (token == JsonToken.VALUE_STRING
                            || token == JsonToken.VALUE_NUMBER_INT
                            || token == JsonToken.VALUE_NUMBER_FLOAT);
            if (n < values.length) {
                values[n] = value;
            }
            parser.skipChildren();
            n++;
        }
        return numbers && n == values.length;
    }

    int line() {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }

    DataException fail(int line, String what) {
        return DataException.atLine(file, line, what);
    }

    /** "is 'x', not y". The current value is passed over. */
    private Trouble trouble(String not) {
        String shown = shown();
        parser.skipChildren();
        return new Trouble("is " + shown + ", " + not);
    }

    private String shown() {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "missing";
        }
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            return token == JsonToken.START_OBJECT ? "an object" : "a list";
        }
        return "'" + Names.shown(parser.getString()) + "'";
    }
}
