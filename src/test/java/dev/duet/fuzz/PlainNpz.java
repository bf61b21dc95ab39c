package dev.duet.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A second reader of npz and npy: the JDK's zip stream, which goes by the headers of the members and not by the directory at the end, and
 * patterns for the header. It reads what is as usual, and says nothing of the rest.
 */
final class PlainNpz {
    private static final int MOST = 1 << 24;

    private PlainNpz() {}

    /** The arrays that it can read, by name: numbers as doubles, or texts, in C order. */
    static Map<String, List<Object>> arrays(byte[] file, String nameOfOne) {
        Map<String, List<Object>> arrays = new HashMap<>();
        if (file.length > 0 && file[0] == (byte) 0x93) {
            put(arrays, nameOfOne, file);
            return arrays;
        }
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                put(arrays, entry.getName().replaceFirst("\\.npy$", ""), zip.readNBytes(MOST));
            }
        } catch (IOException | IllegalArgumentException e) {
            return arrays; // what was before the damage
        }
        return arrays;
    }

    private static void put(Map<String, List<Object>> arrays, String name, byte[] npy) {
        List<Object> array = npy.length < MOST ? array(ByteBuffer.wrap(npy)) : null;
        if (array != null) {
            arrays.put(name, array);
        }
    }

    private static List<Object> array(ByteBuffer npy) {
        npy.order(ByteOrder.LITTLE_ENDIAN);
        if (npy.limit() < 12) {
            return null;
        }
        int start = npy.get(6) == 1 ? 10 : 12;
        long length = npy.get(6) == 1 ? npy.getShort(8) & 0xFFFF : npy.getInt(8);
        if (length < 0 || start + length > npy.limit()) {
            return null;
        }
        String header = new String(npy.array(), start, (int) length, StandardCharsets.ISO_8859_1);
        String descr = last(header, "'descr': *'([<>|=](?:f2|f4|f8|i1|u1|b1|i2|i4|i8|U\\d+))'");
        String fortran = last(header, "'fortran_order': *(True|False)");
        String shape = last(header, "'shape': *\\(([\\d, ]*)\\)");
        if (descr == null || fortran == null || shape == null) {
            return null;
        }
        int[] extents = Arrays.stream(shape.split("[, ]+"))
                .filter(text -> !text.isEmpty())
                .mapToInt(text -> text.length() > 8 ? -1 : Integer.parseInt(text))
                .toArray();
        long count = 1;
        for (int extent : extents) {
            count *= extent < 0 || count > MOST ? MOST : extent;
        }
        boolean text = descr.charAt(1) == 'U';
        int bytes = descr.length() > 6 ? MOST : Integer.parseInt(descr.substring(2)) * (text ? 4 : 1);
        if (count > MOST || bytes > MOST || start + length + count * bytes > npy.limit()) {
            return null;
        }
        npy.order(descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int place = fortran.equals("True") ? columnMajor(i, extents) : i;
            elements.add(element(npy, start + (int) length + place * bytes, descr.substring(1), bytes));
        }
        return elements;
    }

    /** Where the i-th element in C order lies in Fortran order. */
    private static int columnMajor(int i, int[] extents) {
        int rest = i;
        int place = 0;
        int step = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
        for (int d = extents.length - 1; d >= 0; d--) {
            step /= extents[d];
            place += rest % extents[d] * step;
            rest /= extents[d];
        }
        return place;
    }

    private static Object element(ByteBuffer npy, int at, String type, int bytes) {
        return switch (type) {
            case "f2" -> (double) Float.float16ToFloat(npy.getShort(at));
            case "f4" -> (double) npy.getFloat(at);
            case "f8" -> npy.getDouble(at);
            case "i1" -> (double) npy.get(at);
            case "u1" -> (double) (npy.get(at) & 0xFF);
            case "b1" -> npy.get(at) == 0 ? 0.0 : 1.0;
            case "i2" -> (double) npy.getShort(at);
            case "i4" -> (double) npy.getInt(at);
            case "i8" -> (double) npy.getLong(at);
            default -> text(npy, at, bytes);
        };
    }

    private static String text(ByteBuffer npy, int at, int bytes) {
        StringBuilder text = new StringBuilder();
        int end = 0;
        for (int i = at; i < at + bytes; i += 4) {
            int point = npy.getInt(i);
            if (!Character.isValidCodePoint(point)) {
                return "no text";
            }
            text.appendCodePoint(point);
            end = point == 0 ? end : text.length();
        }
        return text.substring(0, end);
    }

    private static String last(String header, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(header);
        String found = null;
        while (matcher.find()) {
            found = matcher.group(1);
        }
        return found;
    }
}
