package dev.duet.io.npz;

import dev.duet.io.AtomicFile;
import dev.duet.io.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes arrays to a {@code .npz} that {@code numpy.load} opens. The file appears at {@link #commit}, whole; closing
 * without a commit leaves nothing behind. The same arrays give the same bytes: no time of day is stored.
 *
 * <p>Every {@code put} takes the array in C order with its shape (none for a one-dimensional array of that length),
 * writes it at once and allocates a small buffer only.
 *
 * <pre>{@code
 * try (NpzWriter npz = NpzWriter.create(target, true)) {
 *     npz.put("assigned_gt", assigned, images, units);
 *     npz.commit();
 * }
 * }</pre>
 */
public final class NpzWriter implements Closeable {
    private static final int CHUNK = 1 << 16;
    private static final int ALIGNMENT = 64;
    private static final int PREFIX = 10;
    private static final LocalDateTime ZIP_EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Path target;
    private final boolean deflate;
    private final AtomicFile file;
    private final ZipOutputStream zip;
    private final Set<String> names = new HashSet<>();
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);

    private NpzWriter(Path target, boolean deflate) {
        this.target = target;
        this.deflate = deflate;
        this.file = AtomicFile.create(target);
        this.zip = new ZipOutputStream(file.out());
    }

    /**
     * Starts an archive.
     *
     * @param deflate whether to deflate the arrays, like {@code savez_compressed}; stored ones can be memory-mapped
     * @throws DataException as {@link AtomicFile#create}
     */
    public static NpzWriter create(Path target, boolean deflate) {
        return new NpzWriter(target, deflate);
    }

    /**
     * Adds a float32 array.
     *
     * @throws DataException if writing fails
     * @throws IllegalArgumentException if the shape does not hold {@code values.length} elements or the name was used
     */
    public NpzWriter put(String name, float[] values, long... shape) {
        return put(
                name,
                "<f4",
                values.length,
                Float.BYTES,
                shape,
                (i, n) -> chunk.asFloatBuffer().put(values, i, n));
    }

    /** Adds a float64 array. Errors as for float32. */
    public NpzWriter put(String name, double[] values, long... shape) {
        return put(
                name,
                "<f8",
                values.length,
                Double.BYTES,
                shape,
                (i, n) -> chunk.asDoubleBuffer().put(values, i, n));
    }

    /** Adds an int32 array. Errors as for float32. */
    public NpzWriter put(String name, int[] values, long... shape) {
        return put(
                name,
                "<i4",
                values.length,
                Integer.BYTES,
                shape,
                (i, n) -> chunk.asIntBuffer().put(values, i, n));
    }

    /** Adds an int64 array. Errors as for float32. */
    public NpzWriter put(String name, long[] values, long... shape) {
        return put(
                name,
                "<i8",
                values.length,
                Long.BYTES,
                shape,
                (i, n) -> chunk.asLongBuffer().put(values, i, n));
    }

    /** Adds a uint8 array; the bytes are taken as 0 to 255. Errors as for float32. */
    public NpzWriter put(String name, byte[] values, long... shape) {
        return put(name, "|u1", values.length, 1, shape, (i, n) -> chunk.put(values, i, n));
    }

    /**
     * Adds names of images from elsewhere, however long they are there.
     *
     * @throws DataException for a name that {@link Npz} would not read again
     */
    public NpzWriter putNames(String name, List<String> values) {
        for (String value : values) {
            if (value.length() > Npz.MAX_TEXT) {
                throw DataException.in(
                        target,
                        "cannot hold a text of " + value.length() + " characters in '" + name + "'; at most "
                                + Npz.MAX_TEXT + " are written; a .json holds any");
            }
        }
        return put(name, values.toArray(String[]::new));
    }

    /** Adds a text array, padded to its longest string. Errors as for float32. Allocates its encoded form. */
    public NpzWriter put(String name, String[] values, long... shape) {
        int longest = 1;
        for (String value : values) {
            longest = Math.max(longest, value.codePointCount(0, value.length()));
        }
        int width = 4 * longest;
        byte[] encoded = new byte[Math.multiplyExact(values.length, width)];
        ByteBuffer points = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            // By hand: an encoder makes one and the same character of all halves of pairs, and two names one.
            points.position(i * width);
            values[i].codePoints().forEach(points::putInt);
        }
        return put(name, "<U" + longest, encoded.length, 1, shape, values.length, (i, n) -> chunk.put(encoded, i, n));
    }

    /** Moves the finished archive into place. Throws DataException as {@link AtomicFile#commit}. */
    public void commit() {
        try {
            zip.close();
        } catch (IOException e) {
            close();
            throw DataException.in(target, "cannot be written", e);
        }
        file.commit();
    }

    /** Throws the archive away unless it was committed. */
    @Override
    public void close() {
        file.close();
    }

    /** Copies {@code n} pieces of an array, from {@code first} on, to the start of the chunk. */
    private interface Pieces {
        void copy(int first, int n);
    }

    private NpzWriter put(String name, String dtype, int count, int bytes, long[] shape, Pieces pieces) {
        return put(name, dtype, count, bytes, shape, count, pieces);
    }

    /** Writes {@code count} pieces of {@code bytes} bytes, which make up {@code elements} elements of the array. */
    private NpzWriter put(String name, String dtype, int count, int bytes, long[] shape, int elements, Pieces pieces) {
        long[] extents = shape.length == 0 ? new long[] {elements} : shape;
        check(name, extents, elements);
        byte[] header = header(dtype, extents);
        ZipEntry entry = new ZipEntry(name + ".npy");
        entry.setTimeLocal(ZIP_EPOCH);
        try {
            if (!deflate) {
                CRC32 crc = new CRC32();
                crc.update(header);
                write(count, bytes, pieces, (data, n) -> crc.update(data, 0, n));
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(header.length + (long) count * bytes);
                entry.setCrc(crc.getValue());
            }
            zip.putNextEntry(entry);
            zip.write(header);
            write(count, bytes, pieces, (data, n) -> zip.write(data, 0, n));
            zip.closeEntry();
        } catch (IOException e) {
            throw DataException.in(target, "array '" + name + "' cannot be written", e);
        }
        return this;
    }

    private interface Out {
        void write(byte[] data, int n) throws IOException;
    }

    private void write(int count, int bytes, Pieces pieces, Out out) throws IOException {
        int perChunk = CHUNK / bytes;
        for (int i = 0; i < count; i += perChunk) {
            int n = Math.min(perChunk, count - i);
            chunk.clear();
            pieces.copy(i, n);
            out.write(chunk.array(), n * bytes);
            if (count - i <= perChunk) {
                return; // i + perChunk might not fit an int
            }
        }
    }

    private void check(String name, long[] shape, int elements) {
        long product = 1;
        for (long extent : shape) {
            product = extent < 0 ? -1 : Math.multiplyExact(product, extent);
            if (product < 0) {
                break;
            }
        }
        if (product != elements) {
            throw new IllegalArgumentException(
                    "array '" + name + "' has " + elements + " elements, not " + ArrayInfo.print(shape));
        }
        if (!names.add(name)) {
            throw new IllegalArgumentException("array '" + name + "' was put twice");
        }
    }

    /** A version 1 header, padded so that the elements begin at a multiple of 64 in the npy file, as numpy does. */
    private static byte[] header(String dtype, long[] shape) {
        String text = "{'descr': '" + dtype + "', 'fortran_order': False, 'shape': " + ArrayInfo.print(shape) + ", }";
        int length = Math.ceilDiv(PREFIX + text.length() + 1, ALIGNMENT) * ALIGNMENT;
        String padded = text + " ".repeat(length - PREFIX - text.length() - 1) + "\n";
        ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        header.putShort((short) (length - PREFIX)).put(padded.getBytes(StandardCharsets.US_ASCII));
        return header.array();
    }
}
