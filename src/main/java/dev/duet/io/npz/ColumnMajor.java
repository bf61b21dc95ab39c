package dev.duet.io.npz;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reorders arrays that numpy wrote in Fortran order (first index fastest) to C order (last index fastest). */
final class ColumnMajor {
    private ColumnMajor() {}

    /**
     * Copies every element to its place in C order.
     *
     * @param from elements in Fortran order
     * @param to receives them in C order
     * @param bytes size of an element: 1, 2, 4 or 8
     * @param shape extents, all above 0
     */
    static void toRowMajor(MemorySegment from, MemorySegment to, int bytes, long[] shape) {
        int last = shape.length - 1;
        long[] stride = new long[shape.length];
        long count = 1;
        for (int d = 0; d <= last; d++) {
            stride[d] = count;
            count *= shape[d];
        }
        long[] index = new long[shape.length];
        long row = 0;
        for (long at = 0; at < count; at += shape[last]) {
            copyRow(from, row, stride[last], to, at, shape[last], bytes);
            int d = last - 1;
            for (; d >= 0 && ++index[d] == shape[d]; d--) {
                row -= (shape[d] - 1) * stride[d];
                index[d] = 0;
            }
            if (d >= 0) {
                row += stride[d];
            }
        }
    }

    private static void copyRow(
            MemorySegment from, long first, long step, MemorySegment to, long at, long count, int bytes) {
        for (long i = 0; i < count; i++) {
            long source = (first + i * step) * bytes;
            long target = (at + i) * bytes;
            switch (bytes) {
                case 1 -> to.set(ValueLayout.JAVA_BYTE, target, from.get(ValueLayout.JAVA_BYTE, source));
                case 2 ->
                    to.set(
                            ValueLayout.JAVA_SHORT_UNALIGNED,
                            target,
                            from.get(ValueLayout.JAVA_SHORT_UNALIGNED, source));
                case 4 ->
                    to.set(ValueLayout.JAVA_INT_UNALIGNED, target, from.get(ValueLayout.JAVA_INT_UNALIGNED, source));
                default ->
                    to.set(ValueLayout.JAVA_LONG_UNALIGNED, target, from.get(ValueLayout.JAVA_LONG_UNALIGNED, source));
            }
        }
    }
}
