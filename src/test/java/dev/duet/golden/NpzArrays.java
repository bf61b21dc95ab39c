package dev.duet.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** All arrays of an npz file in memory; a second, independent reader beside the product's, for tests only. */
public final class NpzArrays {
    private static final Pattern HEADER =
            Pattern.compile("'descr': *'([^']*)'.*'fortran_order': *(True|False).*'shape': *\\(([^)]*)\\)");

    private record Entry(String type, int[] shape, ByteBuffer data) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Path file;

    private NpzArrays(Path file) {
        this.file = file;
    }

    public static NpzArrays read(Path file) {
        NpzArrays arrays = new NpzArrays(file);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
                ZipEntry entry = e.nextElement();
                byte[] bytes = zip.getInputStream(entry).readAllBytes();
                arrays.entries.put(entry.getName().replace(".npy", ""), parse(bytes));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
        return arrays;
    }

    private static Entry parse(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int major = bytes[6];
        int headerLength = major == 1 ? buffer.getShort(8) & 0xffff : buffer.getInt(8);
        int start = major == 1 ? 10 : 12;
        String header = new String(bytes, start, headerLength, StandardCharsets.ISO_8859_1);
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.find()) {
            throw new IllegalStateException(header);
        }
        int[] shape = Arrays.stream(matcher.group(3).split(","))
                .map(String::trim)
                .filter(s -> !s.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        buffer.position(start + headerLength);
        ByteBuffer data = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
        boolean columnMajor = matcher.group(2).equals("True") && shape.length > 1;
        return new Entry(matcher.group(1), shape, columnMajor ? rowMajor(data, shape) : data);
    }

    /** Reorders Fortran-ordered values, first index fastest, to C order, last index fastest. */
    private static ByteBuffer rowMajor(ByteBuffer data, int[] shape) {
        int n = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        int bytes = n == 0 ? 1 : data.capacity() / n;
        ByteBuffer ordered = ByteBuffer.allocate(data.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        int[] index = new int[shape.length];
        for (int to = 0; to < n; to++) {
            int from = 0;
            for (int d = shape.length - 1; d >= 0; d--) {
                from = from * shape[d] + index[d];
            }
            ordered.put(to * bytes, data, from * bytes, bytes);
            for (int d = shape.length - 1; d >= 0 && ++index[d] == shape[d]; d--) {
                index[d] = 0;
            }
        }
        return ordered;
    }

    public boolean has(String name) {
        return entries.containsKey(name);
    }

    public int[] shape(String name) {
        return entry(name).shape();
    }

    /** Float32, float16 (widened) or float64 (rounded) values. */
    public float[] floats(String name) {
        Entry e = entry(name);
        int n = Arrays.stream(e.shape()).reduce(1, (a, b) -> a * b);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = switch (e.type()) {
                case "<f4" -> e.data().getFloat(4 * i);
                case "<f2" -> Float.float16ToFloat(e.data().getShort(2 * i));
                case "<f8" -> (float) e.data().getDouble(8 * i);
                default -> throw new IllegalStateException(name + " is " + e.type());
            };
        }
        return values;
    }

    public double[] doubles(String name) {
        Entry e = entry(name);
        int n = Arrays.stream(e.shape()).reduce(1, (a, b) -> a * b);
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = e.type().equals("<f8")
                    ? e.data().getDouble(8 * i)
                    : e.data().getFloat(4 * i);
        }
        return values;
    }

    public int[] ints(String name) {
        Entry e = entry(name);
        int n = Arrays.stream(e.shape()).reduce(1, (a, b) -> a * b);
        int[] values = new int[n];
        for (int i = 0; i < n; i++) {
            values[i] = switch (e.type()) {
                case "<i4" -> e.data().getInt(4 * i);
                case "<i8" -> Math.toIntExact(e.data().getLong(8 * i));
                case "|u1", "|b1", "|i1" -> e.data().get(i);
                default -> throw new IllegalStateException(name + " is " + e.type());
            };
        }
        return values;
    }

    private Entry entry(String name) {
        Entry e = entries.get(name);
        if (e == null) {
            throw new IllegalStateException(file + " has no array " + name + ", only " + entries.keySet());
        }
        return e;
    }
}
