package dev.duet.python;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Memory of the caller by address and size, in native byte order. */
final class Memory {
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

    private Memory() {}

    /** {@code count} values of {@code width} bytes at {@code address}; an empty segment where there are none. */
    static MemorySegment at(long address, long count, int width) {
        return count == 0
                ? MemorySegment.NULL
                : MemorySegment.ofAddress(address).reinterpret(Math.multiplyExact(count, width));
    }

    static MemorySegment floats(long address, long count) {
        return at(address, count, Float.BYTES);
    }

    static MemorySegment ints(long address, long count) {
        return at(address, count, Integer.BYTES);
    }

    static MemorySegment longs(long address, long count) {
        return at(address, count, Long.BYTES);
    }

    /** Repeats the first {@code unit} bytes of a range over all of it, by copies of doubling length. */
    static void repeat(MemorySegment memory, long from, long unit, long bytes) {
        long done = unit;
        while (done < bytes) {
            long step = Math.min(done, bytes - done);
            MemorySegment.copy(memory, from, memory, from + done, step);
            done += step;
        }
    }
}
