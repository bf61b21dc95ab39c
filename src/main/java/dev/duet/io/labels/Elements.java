package dev.duet.io.labels;

import dev.duet.io.npz.ArrayInfo;
import dev.duet.io.npz.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Turns chunks of raw elements into Java arrays: one bulk copy where nothing changes, one simple loop where it does. */
public final class Elements {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    /** Takes chunks of an array in order. */
    @FunctionalInterface
    public interface Sink {
        /** Takes {@code n} elements at the start of {@code chunk}, the first of which has the flat index {@code first}. */
        void accept(MemorySegment chunk, long first, int n) throws OutOfRange;
    }

    /** An element does not fit the type asked for. */
    public static final class OutOfRange extends RuntimeException {
        OutOfRange(long index, long value) {
            super("holds " + value + " at index " + index + ", which does not fit int32");
        }
    }

    private Elements() {}

    public static Sink floats(ArrayInfo info, float[] out) {
        if (info.type() == DType.FLOAT32) {
            ValueLayout.OfFloat f32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(info.order());
            return (chunk, first, n) -> MemorySegment.copy(chunk, f32, 0, out, (int) first, n);
        }
        if (info.type() == DType.FLOAT16) {
            return (chunk, first, n) -> {
                short[] halves = shorts(info, chunk, n);
                for (int i = 0; i < n; i++) {
                    out[(int) first + i] = Float.float16ToFloat(halves[i]);
                }
            };
        }
        return (chunk, first, n) -> {
            double[] wide = chunk.asSlice(0, 8L * n).toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(info.order()));
            for (int i = 0; i < n; i++) {
                out[(int) first + i] = (float) wide[i];
            }
        };
    }

    public static Sink doubles(ArrayInfo info, double[] out) {
        if (info.type() == DType.FLOAT64) {
            ValueLayout.OfDouble f64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(info.order());
            return (chunk, first, n) -> MemorySegment.copy(chunk, f64, 0, out, (int) first, n);
        }
        if (info.type() == DType.FLOAT16) {
            return (chunk, first, n) -> {
                short[] halves = shorts(info, chunk, n);
                for (int i = 0; i < n; i++) {
                    out[(int) first + i] = Float.float16ToFloat(halves[i]);
                }
            };
        }
        return (chunk, first, n) -> {
            float[] narrow = chunk.asSlice(0, 4L * n).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(info.order()));
            for (int i = 0; i < n; i++) {
                out[(int) first + i] = narrow[i];
            }
        };
    }

    /** The chunk in a Java array: loops over it are many times faster than over a segment of either byte order. */
    private static short[] shorts(ArrayInfo info, MemorySegment chunk, int n) {
        return chunk.asSlice(0, 2L * n).toArray(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(info.order()));
    }

    public static Sink ints(ArrayInfo info, int[] out) {
        if (info.type() == DType.INT32) {
            ValueLayout.OfInt i32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(info.order());
            return (chunk, first, n) -> MemorySegment.copy(chunk, i32, 0, out, (int) first, n);
        }
        return (chunk, first, n) -> {
            for (int i = 0; i < n; i++) {
                long value = integer(info, chunk, i);
                if (value != (int) value) {
                    throw new OutOfRange(first + i, value);
                }
                out[(int) first + i] = (int) value;
            }
        };
    }

    public static Sink longs(ArrayInfo info, long[] out) {
        return (chunk, first, n) -> {
            for (int i = 0; i < n; i++) {
                out[(int) first + i] = integer(info, chunk, i);
            }
        };
    }

    /** Texts without the zeros at their end; null for one with a code point that is none. */
    public static Sink strings(ArrayInfo info, String[] out) {
        int width = info.elementBytes();
        Charset utf32 = info.order() == ByteOrder.BIG_ENDIAN ? StandardCharsets.UTF_32BE : StandardCharsets.UTF_32LE;
        Arrays.fill(out, ""); // numpy's U0 has elements without bytes, which come in no chunk
        return (chunk, first, n) -> {
            for (int i = 0; i < n; i++) {
                byte[] raw = chunk.asSlice((long) i * width, width).toArray(ValueLayout.JAVA_BYTE);
                String text = decoded(raw, utf32);
                if (text == null) {
                    out[(int) first + i] = null;
                    continue;
                }
                int end = text.length();
                while (end > 0 && text.charAt(end - 1) == 0) {
                    end--;
                }
                out[(int) first + i] = text.substring(0, end);
            }
        };
    }

    /** The text; null where a code point is none. */
    private static String decoded(byte[] raw, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Copies elements to {@code out} in the byte order of this machine. */
    public static Sink raw(ArrayInfo info, MemorySegment out) {
        int bytes = info.elementBytes();
        ByteOrder order = info.order();
        return (chunk, first, n) -> {
            MemorySegment target = out.asSlice(first * bytes, (long) n * bytes);
            if (bytes == 1 || order == NATIVE) {
                MemorySegment.copy(chunk, 0, target, 0, (long) n * bytes);
            } else if (bytes == 2) {
                ValueLayout.OfShort layout = ValueLayout.JAVA_SHORT_UNALIGNED;
                MemorySegment.copy(chunk, layout.withOrder(order), 0, target, layout.withOrder(NATIVE), 0, n);
            } else if (bytes == 4) {
                ValueLayout.OfInt layout = ValueLayout.JAVA_INT_UNALIGNED;
                MemorySegment.copy(chunk, layout.withOrder(order), 0, target, layout.withOrder(NATIVE), 0, n);
            } else {
                ValueLayout.OfLong layout = ValueLayout.JAVA_LONG_UNALIGNED;
                MemorySegment.copy(chunk, layout.withOrder(order), 0, target, layout.withOrder(NATIVE), 0, n);
            }
        };
    }

    private static long integer(ArrayInfo info, MemorySegment chunk, int i) {
        DType type = info.type();
        if (type == DType.INT64) {
            return chunk.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(info.order()), 8L * i);
        }
        if (type == DType.INT32) {
            return chunk.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(info.order()), 4L * i);
        }
        if (type == DType.INT16) {
            return chunk.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(info.order()), 2L * i);
        }
        byte value = chunk.get(ValueLayout.JAVA_BYTE, i);
        if (type == DType.UINT8) {
            return value & 0xFF;
        }
        return type == DType.BOOL && value != 0 ? 1 : value;
    }
}
