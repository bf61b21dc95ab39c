package dev.duet.io.npz;

import java.util.Locale;

/** Element types of numpy arrays that Duet reads. */
public enum DType {
    /** IEEE half precision. */
    FLOAT16("f2", 2),
    /** IEEE single precision. */
    FLOAT32("f4", 4),
    /** IEEE double precision. */
    FLOAT64("f8", 8),
    /** Signed 8-bit integer. */
    INT8("i1", 1),
    /** Signed 16-bit integer. */
    INT16("i2", 2),
    /** Signed 32-bit integer. */
    INT32("i4", 4),
    /** Signed 64-bit integer. */
    INT64("i8", 8),
    /** Unsigned 8-bit integer. */
    UINT8("u1", 1),
    /** One byte, 0 or 1. */
    BOOL("b1", 1),
    /** Fixed-length text in UTF-32 code points, padded with zeros. */
    STRING("U", 4);

    private final String code;
    private final int bytes;

    DType(String code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** Numpy's code without the byte order, for example {@code f4}. */
    public String code() {
        return code;
    }

    /** Bytes of an element; of one code point for {@link #STRING}. */
    public int bytes() {
        return bytes;
    }

    /** Numpy's name of the type, for example {@code float32}. */
    @Override
    public String toString() {
        return this == STRING ? "str" : name().toLowerCase(Locale.ROOT);
    }
}
