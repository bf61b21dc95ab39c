package dev.duet.cli;

import dev.duet.io.TextFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** What options take: numbers as files have them, not as Java does, and paths that name something. */
final class OptionValues {
    private OptionValues() {}

    /** Holds for the command and all below it. */
    static void register(CommandLine line) {
        line.registerConverter(Integer.class, text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
        line.registerConverter(int.class, text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
        line.registerConverter(long.class, text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
        line.registerConverter(double.class, OptionValues::number);
        line.registerConverter(float.class, text -> (float) number(text));
        line.registerConverter(Path.class, OptionValues::path);
    }

    private static long whole(String text, long least, long most) {
        try {
            long value = text.matches("[-+]?[0-9]{1,20}") ? Long.parseLong(text) : most;
            if (value >= least && value <= most && text.matches("[-+]?[0-9]{1,20}")) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new TypeConversionException("'" + text + "' is no whole number from " + least + " to " + most);
    }

    private static double number(String text) {
        double value = TextFile.number(text);
        if (!Double.isFinite(value)) {
            throw new TypeConversionException("'" + text + "' is no finite number");
        }
        return value;
    }

    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("it is empty, a path is needed; '.' is this folder");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            String what = "'" + text + "' can be no path here";
            throw new TypeConversionException(
                    text.indexOf('\0') >= 0 ? what : what + ": the locale must be one in UTF-8, as LC_ALL=C.UTF-8 is");
        }
    }
}
