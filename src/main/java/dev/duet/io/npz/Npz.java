package dev.duet.io.npz;

import dev.duet.io.DataException;
import dev.duet.io.InputLimits;
import dev.duet.io.Names;
import dev.duet.io.TextFile;
import dev.duet.io.labels.Elements;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Reads the arrays of a numpy {@code .npz} (a zip of {@code .npy}, stored or deflated, zip64 included) or of a single
 * {@code .npy}, which counts as an archive of one array named like the file.
 *
 * <p>Opening reads the table of contents only. Each typed read allocates its result and a small buffer, checks the
 * checksum of the member, and refuses other element types, so that a wrong file is noticed here and not in the
 * numbers. Arrays are given flat in C order; Fortran order is accepted where it is the same. Both byte orders are read.
 *
 * <p>Every problem is a {@link DataException} that names file and array. The reads may be called from several threads.
 *
 * <pre>{@code
 * try (Npz npz = Npz.open(Path.of("case.npz"))) {
 *     float[] boxes = npz.floats("gt_boxes", -1, 4);
 *     int[] offsets = npz.ints("gt_offsets", -1);
 * }
 * }</pre>
 */
public final class Npz implements Closeable {
    /** The longest array the JVM gives. */
    public static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private static final String SUFFIX = ".npy";
    /** Code points of the longest text: no name of a file is longer. */
    static final int MAX_TEXT = 4096;
    /** Elements that take no bytes in the file, as texts of length 0, but do in memory. */
    private static final int MAX_EMPTY = 1 << 20;

    /** How many arrays a message lists. */
    private static final int MOST_NAMED = 20;

    private final Path file;
    private final FileChannel channel;
    private final ZipDirectory directory;
    private final Map<String, ZipMember> members = new LinkedHashMap<>();
    /** Arrays whose values were asked for. */
    private final Set<String> taken = new HashSet<>();

    private final Map<String, ArrayInfo> infos = new ConcurrentHashMap<>();
    private final Set<String> unpacked = new HashSet<>();
    private long unpackedBytes;

    private Npz(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.directory = new ZipDirectory(file, channel);
        if (ArrayStream.isNpy(channel)) {
            members.put(baseName(file.getFileName().toString()), ZipMember.plain(file.toString(), channel.size()));
        } else {
            addMembers();
        }
    }

    private void addMembers() throws IOException {
        for (ZipMember member : directory.members()) {
            if (members.put(baseName(member.name()), member) != null) {
                throw DataException.in(file, "holds member '" + member.name() + "' twice");
            }
        }
    }

    /**
     * Opens a file; whether it is npz or npy is seen from its first bytes.
     *
     * @throws DataException if it is missing, unreadable, truncated, or neither a zip nor a npy file
     */
    public static Npz open(Path file) {
        FileChannel channel = null;
        try {
            TextFile.requireRegular(file);
            channel = FileChannel.open(file);
            return new Npz(file, channel);
        } catch (NoSuchFileException e) {
            throw DataException.in(file, "does not exist");
        } catch (IOException e) {
            closeQuietly(channel);
            throw DataException.in(file, "cannot be read", e);
        } catch (RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    /** The names of the arrays, in the order of the file. */
    public List<String> names() {
        return List.copyOf(members.keySet());
    }

    /** The names of the arrays that nobody has taken the values of so far, in the order of the file. */
    public List<String> untaken() {
        return names().stream().filter(name -> !taken.contains(name)).toList();
    }

    /** Whether there is an array of this name. */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /**
     * Type and shape of an array.
     *
     * @throws DataException if it is missing, its header is not one of numpy's, its type is not one of {@link DType},
     *     or its shape claims more bytes than the file holds
     */
    public ArrayInfo info(String name) {
        ZipMember member = member(name);
        return infos.computeIfAbsent(name, n -> {
            try (ArrayStream stream = stream(n, member)) {
                return stream.info();
            } catch (IOException e) {
                throw wrong(n, "cannot be read", e);
            }
        });
    }

    /**
     * Reads float16, float32 or float64 as float32 in C order; float16 is exact, float64 is rounded.
     *
     * @param shape the expected shape, -1 where any extent will do; no shape at all stands for any
     * @throws DataException if the array is missing or damaged, has another type or shape, does not fit a Java array, or unpacks to more
     *     than {@link InputLimits} let through
     */
    public float[] floats(String name, long... shape) {
        ArrayInfo info = expect(name, "floating point", shape, DType.FLOAT16, DType.FLOAT32, DType.FLOAT64);
        float[] values = new float[length(name, info)];
        read(name, Elements.floats(info, values));
        if (info.columnMajor()) {
            float[] ordered = new float[values.length];
            ColumnMajor.toRowMajor(
                    MemorySegment.ofArray(values), MemorySegment.ofArray(ordered), Float.BYTES, info.shape());
            return ordered;
        }
        return values;
    }

    /** Reads float16, float32 or float64 as float64, all exact. Shape and errors as in {@link #floats}. */
    public double[] doubles(String name, long... shape) {
        ArrayInfo info = expect(name, "floating point", shape, DType.FLOAT16, DType.FLOAT32, DType.FLOAT64);
        double[] values = new double[length(name, info)];
        read(name, Elements.doubles(info, values));
        if (info.columnMajor()) {
            double[] ordered = new double[values.length];
            ColumnMajor.toRowMajor(
                    MemorySegment.ofArray(values), MemorySegment.ofArray(ordered), Double.BYTES, info.shape());
            return ordered;
        }
        return values;
    }

    /**
     * Reads int8, int16, int32, int64, uint8 or bool (as 0 and 1) as int32. Shape and errors as in {@link #floats}.
     *
     * @throws DataException also if an int64 does not fit; the message names its flat index and value
     */
    public int[] ints(String name, long... shape) {
        ArrayInfo info = expectIntegers(name, shape);
        int[] values = new int[length(name, info)];
        read(name, Elements.ints(info, values));
        if (info.columnMajor()) {
            int[] ordered = new int[values.length];
            ColumnMajor.toRowMajor(
                    MemorySegment.ofArray(values), MemorySegment.ofArray(ordered), Integer.BYTES, info.shape());
            return ordered;
        }
        return values;
    }

    /** Reads int8, int16, int32, int64, uint8 or bool as int64. Shape and errors as in {@link #floats}. */
    public long[] longs(String name, long... shape) {
        ArrayInfo info = expectIntegers(name, shape);
        long[] values = new long[length(name, info)];
        read(name, Elements.longs(info, values));
        if (info.columnMajor()) {
            long[] ordered = new long[values.length];
            ColumnMajor.toRowMajor(
                    MemorySegment.ofArray(values), MemorySegment.ofArray(ordered), Long.BYTES, info.shape());
            return ordered;
        }
        return values;
    }

    /** Reads text ({@code <U}) without the zeros that pad it. Shape and errors as in {@link #floats}. */
    public String[] strings(String name, long... shape) {
        ArrayInfo info = expect(name, "text", shape, DType.STRING);
        if (info.elementBytes() > DType.STRING.bytes() * MAX_TEXT) {
            throw wrong(
                    name,
                    "is text of up to " + info.elementBytes() / DType.STRING.bytes() + " characters; names of at most "
                            + MAX_TEXT + " are read");
        }
        if (info.bytes() == 0 && info.count() > MAX_EMPTY) {
            throw wrong(name, "claims " + info.count() + " texts without a character");
        }
        String[] values = new String[length(name, info)];
        read(name, Elements.strings(info, values));
        int none = Arrays.asList(values).indexOf(null);
        if (none >= 0) {
            throw wrong(name, "holds numbers that are no characters in text " + none);
        }
        return values;
    }

    /**
     * Reads an array of numbers of any size into memory of {@code arena}, aligned to 64 bytes, its elements as they are
     * in the file but in the byte order of this machine: float16 stays float16. This is the way for arrays of more than
     * 2^31 elements. Allocates {@code info(name).bytes()} off the heap.
     *
     * @throws DataException as {@link #floats}, and if the array is text
     */
    public MemorySegment read(String name, Arena arena) {
        ArrayInfo info = expectNumbers(name);
        requireRoom(name);
        MemorySegment values = arena.allocate(info.bytes(), 64);
        read(name, Elements.raw(info, values));
        if (info.columnMajor()) {
            MemorySegment ordered = arena.allocate(info.bytes(), 64);
            ColumnMajor.toRowMajor(values, ordered, info.elementBytes(), info.shape());
            return ordered;
        }
        return values;
    }

    /**
     * Maps an array into memory without reading it, where the file allows: the member is stored (numpy's {@code savez},
     * not {@code savez_compressed}) and in the byte order of this machine. Otherwise it is {@link #read}.
     *
     * <p>A mapped segment is read-only, lives as long as {@code arena} (also after {@link #close}), is not checked
     * against its checksum, and <b>need not be aligned</b> to its element size: read it by unaligned layouts. The file
     * must not be made shorter meanwhile.
     */
    public MemorySegment map(String name, Arena arena) {
        ArrayInfo info = expectNumbers(name);
        ZipMember member = member(name);
        boolean asItLies = info.type().bytes() == 1 || info.order() == ByteOrder.nativeOrder();
        if (!member.stored() || !asItLies || info.bytes() == 0 || info.columnMajor()) {
            return read(name, arena);
        }
        try {
            long start = directory.dataOffset(member) + info.dataOffset();
            return channel.map(FileChannel.MapMode.READ_ONLY, start, info.bytes(), arena);
        } catch (IOException e) {
            throw wrong(name, "cannot be mapped", e);
        }
    }

    /** Closes the file. Segments already given stay valid. */
    @Override
    public void close() {
        closeQuietly(channel);
    }

    private ArrayInfo expectIntegers(String name, long[] shape) {
        return expect(
                name, "integer", shape, DType.INT8, DType.INT16, DType.INT32, DType.INT64, DType.UINT8, DType.BOOL);
    }

    private ArrayInfo expectNumbers(String name) {
        ArrayInfo info = info(name);
        if (info.type() == DType.STRING) {
            throw wrong(name, "is text, expected numbers");
        }
        return info;
    }

    private ArrayInfo expect(String name, String kind, long[] shape, DType... types) {
        taken.add(name);
        ArrayInfo info = info(name);
        if (!List.of(types).contains(info.type())) {
            throw wrong(name, "is " + info + ", expected " + kind + " elements");
        }
        if (shape.length > 0 && !info.fits(shape)) {
            throw wrong(name, "is " + info + ", expected shape " + ArrayInfo.print(shape));
        }
        if (info.type() == DType.STRING && info.columnMajor()) {
            throw wrong(name, "is text in Fortran order; save numpy.ascontiguousarray(...) of it");
        }
        return info;
    }

    private int length(String name, ArrayInfo info) {
        if (info.count() > MAX_ARRAY) {
            throw wrong(name, "has " + info.count() + " elements, too many for a Java array; read it off the heap");
        }
        requireRoom(name);
        return (int) info.count();
    }

    /** A deflated member may be tiny in the file and unpack to any size: that is looked at before memory is given to it. */
    private synchronized void requireRoom(String name) {
        ZipMember member = member(name);
        if (member.stored() || unpacked.contains(name)) {
            return;
        }
        try {
            InputLimits.current().requireUnpacked(file, name, member.size(), unpackedBytes, channel.size());
        } catch (IOException e) {
            throw wrong(name, "cannot be read", e);
        }
        unpacked.add(name);
        unpackedBytes += member.size();
    }

    private void read(String name, Elements.Sink sink) {
        try (ArrayStream stream = stream(name, member(name))) {
            stream.read(sink);
        } catch (Elements.OutOfRange e) {
            throw wrong(name, e.getMessage());
        } catch (IOException e) {
            throw wrong(name, "cannot be read", e);
        }
    }

    private ArrayStream stream(String name, ZipMember member) throws IOException {
        try {
            return new ArrayStream(new MemberReader(member, channel, directory.dataOffset(member)), member.size());
        } catch (NpyHeader.Garbage e) {
            throw wrong(name, e.getMessage());
        }
    }

    private ZipMember member(String name) {
        ZipMember member = members.get(name);
        if (member == null) {
            throw DataException.in(file, "has no array '" + name + "'; it has " + arrays());
        }
        return member;
    }

    /** The names of the arrays for a message: a file may have thousands. */
    private String arrays() {
        if (members.isEmpty()) {
            return "none";
        }
        String first =
                members.keySet().stream().limit(MOST_NAMED).map(Names::shown).collect(Collectors.joining(", "));
        return members.size() > MOST_NAMED ? first + " and " + (members.size() - MOST_NAMED) + " more" : first;
    }

    private DataException wrong(String name, String what) {
        return DataException.in(file, "array '" + name + "' " + what);
    }

    private DataException wrong(String name, String what, IOException cause) {
        return DataException.in(file, "array '" + name + "' " + what, cause);
    }

    private static String baseName(String name) {
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing was written, so nothing is lost.
        }
    }
}
