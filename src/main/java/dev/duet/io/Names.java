package dev.duet.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** File names of images. */
public final class Names {
    private static final char UNREADABLE = '\uFFFD';
    private static final int MOST_SHOWN = 80;

    private Names() {}

    /** The last part of a path without its suffix. */
    public static String stem(String name) {
        String last = last(name);
        int dot = last.lastIndexOf('.');
        return dot > 0 ? last.substring(0, dot) : last;
    }

    /** The last part of a path. */
    public static String last(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    /** A path without the suffix of its last part. */
    public static String withoutSuffix(String name) {
        int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
        int dot = name.lastIndexOf('.');
        return dot > slash + 1 ? name.substring(0, dot) : name;
    }

    /** The number that a stem is, -1 if it is not one of at most 18 digits. */
    public static long id(String stem) {
        if (stem.isEmpty() || stem.length() > 18) {
            return -1;
        }
        long id = 0;
        for (int i = 0; i < stem.length(); i++) {
            char c = stem.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            id = id * 10 + (c - '0');
        }
        return id;
    }

    /** Whether the name ends in the suffix (with its dot), in any case. */
    public static boolean hasSuffix(Path file, String suffix) {
        return hasSuffix(String.valueOf(file.getFileName()), suffix);
    }

    public static boolean hasSuffix(String name, String suffix) {
        return name.regionMatches(true, name.length() - suffix.length(), suffix, 0, suffix.length());
    }

    /**
     * The last part of a path as text, different for different files: a name that the JVM's encoding of file names cannot express
     * is read as UTF-8, and bytes that are not UTF-8 are written {@code \xE9}.
     */
    public static String of(Path file) {
        Path last = file.getFileName();
        if (last == null) {
            return "";
        }
        String name = last.toString();
        return name.indexOf(UNREADABLE) < 0 ? name : ofBytes(file);
    }

    /** The URI of a path holds the bytes of its name, whatever the encoding. */
    private static String ofBytes(Path file) {
        String uri = file.toUri().getRawPath();
        int end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
        String raw = uri.substring(uri.lastIndexOf('/', end - 1) + 1, end);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(raw.charAt(i));
            }
        }
        return text(ByteBuffer.wrap(bytes.toByteArray()));
    }

    private static String text(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer out = CharBuffer.allocate(bytes.remaining() + 1);
        StringBuilder text = new StringBuilder();
        while (true) {
            CoderResult result = decoder.decode(bytes, out, true);
            text.append(out.flip());
            out.clear();
            if (!result.isError()) {
                return text.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                text.append(String.format("\\x%02X", bytes.get()));
            }
            decoder.reset();
        }
    }

    /** A text from a file for a message: cut where it is long. */
    public static String shown(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
    }
}
