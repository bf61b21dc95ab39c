package dev.duet.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;

/** Small text files and the numbers in them. */
public final class TextFile {
    /** Labels of a photo, class names, sizes: nothing of it is longer. */
    private static final long MOST_BYTES = 64L << 20;

    private TextFile() {}

    /** The lines of a text file. */
    public static List<String> lines(Path file) {
        return text(file).lines().toList();
    }

    /** The lines of a file that a {@link FolderWalk} found, which is known to be a regular one. */
    public static List<String> linesOfFound(Path file) {
        return decoded(file).lines().toList();
    }

    /** The text of a file in UTF-8, or in UTF-16 with a byte order mark; the mark is removed. */
    public static String text(Path file) {
        try {
            requireRegular(file);
            return decoded(file);
        } catch (NoSuchFileException e) {
            throw DataException.in(file, "does not exist");
        } catch (IOException e) {
            throw DataException.in(file, "cannot be read as text", e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            if (channel.size() > MOST_BYTES) {
                throw DataException.in(
                        file, "is larger than " + (MOST_BYTES >> 20) + " MB, too large for text of its kind");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // once, as a rule
            }
            return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array();
        }
    }

    private static String decoded(Path file) {
        try {
            byte[] bytes = bytes(file);
            Charset charset = StandardCharsets.UTF_8;
            int mark = 0;
            if (bytes.length >= 2 && (bytes[0] & 0xFF) + (bytes[1] & 0xFF) == 0xFF + 0xFE) {
                charset = bytes[0] == (byte) 0xFE ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
                mark = 2;
            } else if (bytes.length >= 3
                    && bytes[0] == (byte) 0xEF
                    && bytes[1] == (byte) 0xBB
                    && bytes[2] == (byte) 0xBF) {
                mark = 3;
            }
            return charset.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, mark, bytes.length - mark))
                    .toString();
        } catch (NoSuchFileException e) {
            throw DataException.in(file, "does not exist");
        } catch (IOException e) {
            throw DataException.in(file, "cannot be read as text", e);
        }
    }

    /** Refuses fifos, devices, sockets and folders before they are opened. */
    public static void requireRegular(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw DataException.in(
                    file,
                    attributes.isDirectory()
                            ? "is a folder"
                            : "is no regular file (a fifo, a device or a socket) and is not opened");
        }
    }

    /** A finite decimal number. */
    public static double decimal(String text, Path file, int line, String what) {
        String stripped = text.strip();
        double value = number(stripped);
        if (Double.isNaN(value)) {
            throw DataException.atLine(
                    file,
                    line,
                    what + " is '" + Names.shown(stripped) + "', "
                            + (isWord(stripped) ? "not finite" : "not a number"));
        }
        if (Double.isInfinite(value)) {
            throw DataException.atLine(file, line, what + " is '" + Names.shown(stripped) + "', not finite");
        }
        return value;
    }

    /**
     * The decimal number that a text is, in one pass; NaN where it is none. Stricter than {@link Double#parseDouble}, which also
     * takes "NaN", hexadecimal and "1f". One beyond float64 is infinite.
     */
    public static double number(String text) {
        int n = text.length();
        int i = n > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        int whole = digits(text, i);
        int end = i + whole;
        if (end < n && text.charAt(end) == '.') {
            int fraction = digits(text, end + 1);
            whole += fraction;
            end += 1 + fraction;
        }
        if (whole > 0 && end < n && (text.charAt(end) | 0x20) == 'e') {
            int sign = end + 1 < n && (text.charAt(end + 1) == '-' || text.charAt(end + 1) == '+') ? 1 : 0;
            int exponent = digits(text, end + 1 + sign);
            end = exponent == 0 ? -1 : end + 1 + sign + exponent;
        }
        return whole == 0 || end != n ? Double.NaN : Double.parseDouble(text);
    }

    private static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i - from;
    }

    private static boolean isWord(String text) {
        String word = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        return word.equalsIgnoreCase("nan") || word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity");
    }

    /** An integer of at least {@code min}; forms like "3.0" are taken. */
    public static int integer(String text, int min, Path file, int line, String what) {
        double value = decimal(text, file, line, what);
        if (value != Math.rint(value) || value < min || value > Integer.MAX_VALUE) {
            throw DataException.atLine(
                    file,
                    line,
                    what + " is '" + Names.shown(text.strip()) + "', expected an integer of at least " + min);
        }
        return (int) value;
    }
}
