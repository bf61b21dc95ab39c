package dev.duet.io.npz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnMajorTest {
    /** Element (i, j, k) lies at i + j * I + k * I * J in Fortran order and at (i * J + j) * K + k in C order. */
    @ParameterizedTest
    @CsvSource({"1,1,1", "1,5,4", "2,3,4", "3,1,7", "4,2,1", "5,6,7"})
    void everyElementFindsItsPlace(int rows, int columns, int depth) {
        int n = rows * columns * depth;
        long[] shape = {rows, columns, depth};
        int[] from = new int[n];
        short[] fromShort = new short[n];
        long[] fromLong = new long[n];
        byte[] fromByte = new byte[n];
        int[] expected = new int[n];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < depth; k++) {
                    int value = 10_000 + i * 100 + j * 10 + k;
                    int at = i + j * rows + k * rows * columns;
                    from[at] = value;
                    fromShort[at] = (short) value;
                    fromLong[at] = value;
                    fromByte[at] = (byte) value;
                    expected[(i * columns + j) * depth + k] = value;
                }
            }
        }
        int[] to = new int[n];
        short[] toShort = new short[n];
        long[] toLong = new long[n];
        byte[] toByte = new byte[n];
        ColumnMajor.toRowMajor(MemorySegment.ofArray(from), MemorySegment.ofArray(to), 4, shape);
        ColumnMajor.toRowMajor(MemorySegment.ofArray(fromShort), MemorySegment.ofArray(toShort), 2, shape);
        ColumnMajor.toRowMajor(MemorySegment.ofArray(fromLong), MemorySegment.ofArray(toLong), 8, shape);
        ColumnMajor.toRowMajor(MemorySegment.ofArray(fromByte), MemorySegment.ofArray(toByte), 1, shape);
        for (int at = 0; at < n; at++) {
            assertThat(to[at]).isEqualTo(expected[at]);
            assertThat(toShort[at]).isEqualTo((short) expected[at]);
            assertThat(toLong[at]).isEqualTo(expected[at]);
            assertThat(toByte[at]).isEqualTo((byte) expected[at]);
        }
    }
}
