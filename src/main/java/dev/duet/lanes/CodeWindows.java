package dev.duet.lanes;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels of {@link BoxWindows}: which codes of four signed bytes lie within bounds, byte by byte. Each is a pass of its own over a
 * whole image, because in one loop they are more than the compiler takes in.
 */
final class CodeWindows {
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, Lanes.FLOAT.vectorShape());
    private static final int L = Lanes.COUNT;
    private static final int BLOCK = BoxWindows.BLOCK;

    /** The first of every four bits. */
    private static final long FIRSTS = 0x1111_1111_1111_1111L;

    private CodeWindows() {}

    /**
     * The largest of each byte over every block of codes, lane by lane.
     *
     * @param flip 0, or -1 for the least
     * @param wide a vector per block
     */
    static void mostByLane(int[] codes, int blocks, int flip, int[] wide) {
        for (int block = 0; block < blocks; block++) {
            ByteVector most = bytes(codes, block * BLOCK, flip);
            for (int i = block * BLOCK + L; i < (block + 1) * BLOCK; i += L) {
                most = most.max(bytes(codes, i, flip));
            }
            most.reinterpretAsInts().intoArray(wide, block * L);
        }
    }

    /** Folds the lanes of every vector onto its first, byte by byte; the other lanes are worthless afterwards. */
    static void mostOfLanes(int[] wide, int blocks) {
        for (int step = L / 2; step > 0; step /= 2) {
            for (int i = 0; i < blocks * L; i += L) {
                bytes(wide, i).max(bytes(wide, i + step)).reinterpretAsInts().intoArray(wide, i);
            }
        }
    }

    private static ByteVector bytes(int[] codes, int at, int flip) {
        return IntVector.fromArray(I, codes, at).lanewise(XOR, flip).reinterpretAsBytes();
    }

    private static ByteVector bytes(int[] codes, int at) {
        return IntVector.fromArray(I, codes, at).reinterpretAsBytes();
    }

    /**
     * Windows that some codes of a block could lie in, judged by the range of each byte, rising.
     *
     * @param low codes of the windows' lower bounds, padded with windows that let nothing in
     * @param at where to write; {@code out} has room for all windows
     * @return end of what was written
     */
    static int near(int least, int most, int[] low, int[] high, int windows, int[] out, int at) {
        ByteVector from = IntVector.broadcast(I, least).reinterpretAsBytes();
        ByteVector to = IntVector.broadcast(I, most).reinterpretAsBytes();
        int end = at;
        for (int i = 0; i < windows; i += L) {
            long bits = allFour(bytes(high, i)
                    .compare(GE, from, bytes(low, i).compare(LE, to))
                    .toLong());
            while (bits != 0) {
                out[end++] = i + (Long.numberOfTrailingZeros(bits) >> 2);
                bits &= bits - 1;
            }
        }
        return end;
    }

    /**
     * Codes that lie in a window, for some pairs of a block and a window.
     *
     * @param out bit i for code i of the block
     */
    static void within(int[] codes, int[] low, int[] high, int[] block, int[] window, int pairs, long[] out) {
        for (int p = 0; p < pairs; p++) {
            ByteVector from = IntVector.broadcast(I, low[window[p]]).reinterpretAsBytes();
            ByteVector to = IntVector.broadcast(I, high[window[p]]).reinterpretAsBytes();
            int at = block[p] * BLOCK;
            long in = 0;
            for (int i = 0; i < BLOCK; i += L) {
                ByteVector code = bytes(codes, at + i);
                long bits = code.compare(LE, to, code.compare(GE, from)).toLong();
                in |= Long.compress(allFour(bits), FIRSTS) << i;
            }
            out[p] = in;
        }
    }

    private static long allFour(long bits) {
        long pairs = bits & (bits >>> 1);
        return pairs & (pairs >>> 2) & FIRSTS;
    }
}
