package dev.duet.odd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Numbers that lie in memory segments. */
final class Segments {
    private Segments() {}

    static MemorySegment of(float[] values) {
        MemorySegment segment = memory(4L * values.length);
        MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
        return segment;
    }

    static MemorySegment halves(float[] values) {
        MemorySegment segment = memory(2L * values.length);
        for (int i = 0; i < values.length; i++) {
            segment.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(values[i]));
        }
        return segment;
    }

    private static MemorySegment memory(long bytes) {
        return Arena.ofAuto().allocate(bytes, 4);
    }
}
