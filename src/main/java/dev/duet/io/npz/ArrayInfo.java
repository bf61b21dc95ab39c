package dev.duet.io.npz;

import java.nio.ByteOrder;

/** What the header of a {@code .npy} file says about its array. */
public final class ArrayInfo {
    private final DType type;
    private final ByteOrder order;
    private final int elementBytes;
    private final boolean fortran;
    private final long[] shape;
    private final long count;
    private final long dataOffset;

    ArrayInfo(DType type, ByteOrder order, int elementBytes, boolean fortran, long[] shape, long dataOffset) {
        this.type = type;
        this.order = order;
        this.elementBytes = elementBytes;
        this.fortran = fortran;
        this.shape = shape;
        this.count = product(shape);
        this.dataOffset = dataOffset;
        Math.multiplyExact(count, (long) elementBytes);
    }

    /** The element type. */
    public DType type() {
        return type;
    }

    /** The byte order of multi-byte elements in the file. */
    public ByteOrder order() {
        return order;
    }

    /** Bytes of one element: for text, four times the length of the longest string. */
    public int elementBytes() {
        return elementBytes;
    }

    /** The extents, slowest first; empty for a scalar. Allocates a copy. */
    public long[] shape() {
        return shape.clone();
    }

    /** Number of elements: the product of the shape, 1 for a scalar. */
    public long count() {
        return count;
    }

    /** Number of bytes of all elements. */
    public long bytes() {
        return count * elementBytes;
    }

    /** Whether the elements lie column by column in a way that differs from row by row. */
    boolean columnMajor() {
        int extended = 0;
        for (long extent : shape) {
            extended += extent > 1 ? 1 : 0;
        }
        return fortran && extended > 1 && count > 0;
    }

    /** Where the elements begin in the {@code .npy} file. */
    long dataOffset() {
        return dataOffset;
    }

    /** Whether the shape fits {@code expected}, in which a negative extent fits any. */
    public boolean fits(long... expected) {
        boolean fits = shape.length == expected.length;
        for (int i = 0; fits && i < shape.length; i++) {
            fits = expected[i] < 0 || expected[i] == shape[i];
        }
        return fits;
    }

    /** A shape as numpy prints it, with {@code *} for negative extents: {@code (2, 3)}, {@code (*, 4)}, {@code (5,)}. */
    public static String print(long... shape) {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < shape.length; i++) {
            text.append(i == 0 ? "" : ", ").append(shape[i] < 0 ? "*" : Long.toString(shape[i]));
        }
        return text.append(shape.length == 1 ? ",)" : ")").toString();
    }

    /** The product of the extents; throws ArithmeticException when it does not fit a long. */
    private static long product(long[] shape) {
        for (long extent : shape) {
            if (extent == 0) {
                return 0;
            }
        }
        long product = 1;
        for (long extent : shape) {
            product = Math.multiplyExact(product, extent);
        }
        return product;
    }

    /** For example {@code float32 (2, 8400, 80)}. */
    @Override
    public String toString() {
        return type + " " + print(shape);
    }
}
