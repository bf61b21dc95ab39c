package dev.duet.io.npz;

import dev.duet.io.labels.Elements;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The header of a {@code .npy} and, after it, its elements in chunks. */
final class ArrayStream implements Closeable {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER = 1 << 20;
    private static final int CHUNK = 1 << 18;

    private final MemberReader reader;
    private final ArrayInfo info;

    /** Reads the header; {@code size} is the number of bytes {@code reader} promises. */
    ArrayStream(MemberReader reader, long size) throws IOException, NpyHeader.Garbage {
        this.reader = reader;
        try {
            this.info = header(size);
        } catch (IOException | NpyHeader.Garbage e) {
            reader.close();
            throw e;
        }
    }

    /** Whether a file begins like a {@code .npy}. */
    static boolean isNpy(FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(MAGIC.length);
        return channel.read(start, 0) == MAGIC.length && Arrays.equals(start.array(), MAGIC);
    }

    ArrayInfo info() {
        return info;
    }

    /** Hands all elements to {@code sink}, chunk by chunk, and checks what follows them. */
    void read(Elements.Sink sink) throws IOException {
        int perChunk = Math.max(1, CHUNK / Math.max(1, info.elementBytes()));
        long left = info.bytes() == 0 ? 0 : info.count();
        ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(left, perChunk) * info.elementBytes());
        MemorySegment segment = MemorySegment.ofBuffer(chunk);
        while (left > 0) {
            int n = (int) Math.min(left, perChunk);
            reader.fill(chunk.clear().limit(n * info.elementBytes()));
            sink.accept(segment, info.count() - left, n);
            left -= n;
        }
        reader.drain();
    }

    private ArrayInfo header(long size) throws IOException, NpyHeader.Garbage {
        if (size < MAGIC.length + 4) {
            throw new NpyHeader.Garbage("is too short to be a npy file");
        }
        ByteBuffer start = bytes(MAGIC.length + 2);
        if (!Arrays.equals(start.array(), 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new NpyHeader.Garbage("is not a npy file (bad magic)");
        }
        int version = start.get(MAGIC.length);
        if (version < 1 || version > 3) {
            throw new NpyHeader.Garbage("has npy version " + version + ", expected 1 to 3");
        }
        int lengthBytes = version == 1 ? 2 : 4;
        ByteBuffer field = bytes(lengthBytes);
        long length = version == 1 ? field.getShort(0) & 0xFFFF : field.getInt(0) & 0xFFFF_FFFFL;
        long dataOffset = MAGIC.length + 2 + lengthBytes + length;
        if (length > MAX_HEADER || dataOffset > size) {
            throw new NpyHeader.Garbage("claims a npy header of " + length + " bytes");
        }
        byte[] text = bytes((int) length).array();
        boolean utf8 = version == 3;
        ArrayInfo parsed = NpyHeader.parse(
                new String(text, utf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1), dataOffset);
        if (parsed.bytes() > size - dataOffset) {
            throw new NpyHeader.Garbage("is " + parsed + " and needs " + parsed.bytes() + " bytes, but only "
                    + (size - dataOffset) + " are there");
        }
        return parsed;
    }

    private ByteBuffer bytes(int n) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
        reader.fill(buffer);
        return buffer;
    }

    @Override
    public void close() {
        reader.close();
    }
}
