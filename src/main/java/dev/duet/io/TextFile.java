package dev.duet.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Small text files and the numbers in them. */
final class TextFile {
    /** Stricter than Double.parseDouble, which also takes "NaN", hexadecimal and "1f". */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private TextFile() {}

    /** The lines of a UTF-8 file, a byte order mark removed. */
    static List<String> lines(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return (text.startsWith("\uFEFF") ? text.substring(1) : text)
                    .lines()
                    .toList();
        } catch (NoSuchFileException e) {
            throw DataException.in(file, "does not exist");
        } catch (IOException e) {
            throw DataException.in(file, "cannot be read as text", e);
        }
    }

    /** A finite decimal number. */
    static double decimal(String text, Path file, int line, String what) {
        String stripped = text.strip();
        if (!DECIMAL.matcher(stripped).matches()) {
            boolean word = stripped.matches("(?i)[+-]?(nan|inf(inity)?)");
            throw DataException.atLine(
                    file, line, what + " is '" + stripped + "', " + (word ? "not finite" : "not a number"));
        }
        double value = Double.parseDouble(stripped);
        if (Double.isInfinite(value)) {
            throw DataException.atLine(file, line, what + " is '" + stripped + "', not finite");
        }
        return value;
    }

    /** An integer of at least {@code min}; forms like "3.0" are taken. */
    static int integer(String text, int min, Path file, int line, String what) {
        double value = decimal(text, file, line, what);
        if (value != Math.rint(value) || value < min || value > Integer.MAX_VALUE) {
            throw DataException.atLine(
                    file, line, what + " is '" + text.strip() + "', expected an integer of at least " + min);
        }
        return (int) value;
    }
}
