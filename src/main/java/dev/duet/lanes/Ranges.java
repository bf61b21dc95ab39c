package dev.duet.lanes;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Which of many ranges of whole numbers hold a number. */
public final class Ranges {
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int L = I.length();

    private Ranges() {}

    /**
     * Bit i: {@code number} lies in range i, ends included. A range whose end is below its start holds nothing.
     *
     * @param start first number of each range, padded like {@code end}
     * @param n ranges
     * @param bits receives 64 ranges per word, from {@code at} on
     */
    public static void holding(int[] start, int[] end, int n, int number, long[] bits, int at) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Integer> in = IntVector.fromArray(I, start, i)
                    .compare(VectorOperators.LE, number)
                    .and(IntVector.fromArray(I, end, i).compare(VectorOperators.GE, number));
            long lanes = in.toLong();
            long kept = n - i < L ? lanes & (1L << (n - i)) - 1 : lanes;
            int word = at + (i >> 6);
            bits[word] = (i & 63) == 0 ? kept : bits[word] | kept << i;
        }
    }
}
