package dev.duet.lanes.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Floats where they lie: a heap array, or memory outside the heap holding float32 or float16 values. Read only, never copied
 * as a whole. Indices count values, not bytes.
 */
public final class FloatSource {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED;

    private final float[] heap;
    private final MemorySegment segment;
    private final boolean half;
    private final long size;

    private FloatSource(float[] heap, MemorySegment segment, boolean half, long size) {
        this.heap = heap;
        this.segment = segment;
        this.half = half;
        this.size = size;
    }

    /** Reads from {@code values} itself; later changes to the array are seen. */
    public static FloatSource of(float[] values) {
        return new FloatSource(values, null, false, values.length);
    }

    /** Reads float32 values of {@code segment} in native byte order; a segment over a whole {@code float[]} is read as that array. */
    public static FloatSource of(MemorySegment segment) {
        if (segment.heapBase().isPresent()
                && segment.heapBase().get() instanceof float[] array
                && segment.byteSize() == 4L * array.length) {
            return of(array);
        }
        return new FloatSource(null, segment, false, segment.byteSize() / Float.BYTES);
    }

    /** Reads IEEE 754 half-precision values of {@code segment} in native byte order, each widened exactly. */
    public static FloatSource ofHalf(MemorySegment segment) {
        return new FloatSource(null, segment, true, segment.byteSize() / Short.BYTES);
    }

    /** Number of values. */
    public long size() {
        return size;
    }

    /** The array behind this source, or null when the values lie outside the heap. */
    public float[] heapOrNull() {
        return heap;
    }

    /** Value {@code index}. */
    public float get(long index) {
        if (heap != null) {
            return heap[(int) index];
        }
        return half
                ? Float.float16ToFloat(segment.get(HALF, index * Short.BYTES))
                : segment.get(FLOAT, index * Float.BYTES);
    }

    /** Copies values {@code from .. from + count} into {@code to} starting at {@code at}. */
    public void copy(long from, float[] to, int at, int count) {
        if (heap != null) {
            System.arraycopy(heap, (int) from, to, at, count);
        } else if (half) {
            for (int i = 0; i < count; i++) {
                to[at + i] = Float.float16ToFloat(segment.get(HALF, (from + i) * Short.BYTES));
            }
        } else {
            MemorySegment.copy(segment, FLOAT, from * Float.BYTES, to, at, count);
        }
    }
}
