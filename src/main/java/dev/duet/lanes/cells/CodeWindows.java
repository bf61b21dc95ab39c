package dev.duet.lanes.cells;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.duet.lanes.memory.Lanes;
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
            ByteVector most = IntVector.fromArray(I, codes, block * BLOCK)
                    .lanewise(XOR, flip)
                    .reinterpretAsBytes();
            for (int i = block * BLOCK + L; i < (block + 1) * BLOCK; i += L) {
                most = most.max(
                        IntVector.fromArray(I, codes, i).lanewise(XOR, flip).reinterpretAsBytes());
            }
            most.reinterpretAsInts().intoArray(wide, block * L);
        }
    }

    /**
     * Folds the lanes of every vector onto one value per block, byte by byte; {@code wide} is used up.
     *
     * @param flip as in {@link #mostByLane}
     */
    static void mostOfLanes(int[] wide, int blocks, int flip, int[] out) {
        for (int step = L / 2; step > 0; step /= 2) {
            for (int i = 0; i < blocks * L; i += L) {
                ByteVector a = IntVector.fromArray(I, wide, i).reinterpretAsBytes();
                ByteVector b = IntVector.fromArray(I, wide, i + step).reinterpretAsBytes();
                a.max(b).reinterpretAsInts().intoArray(wide, i);
            }
        }
        for (int block = 0; block < blocks; block++) {
            out[block] = wide[block * L] ^ flip;
        }
    }

    /**
     * Blocks of which some codes could lie in a window, judged by the range of each byte, rising.
     *
     * @param least per block, padded
     * @param out padded for {@code blocks}
     * @return how many were written
     */
    static int near(int[] least, int[] most, int blocks, int low, int high, int[] out) {
        ByteVector from = IntVector.broadcast(I, low).reinterpretAsBytes();
        ByteVector to = IntVector.broadcast(I, high).reinterpretAsBytes();
        int count = 0;
        for (int first = 0; first < blocks; first += Long.SIZE) {
            // Many vectors' bits at once, because a loop over few bits ends where nobody foresees it.
            long in = 0;
            for (int i = 0; i < Long.SIZE && first + i < blocks; i += L) {
                ByteVector lowest = IntVector.fromArray(I, least, first + i).reinterpretAsBytes();
                ByteVector highest = IntVector.fromArray(I, most, first + i).reinterpretAsBytes();
                long bits = highest.compare(GE, from, lowest.compare(LE, to)).toLong();
                in |= Long.compress(allFour(bits), FIRSTS) << i;
            }
            for (; in != 0; in &= in - 1) {
                out[count++] = first + Long.numberOfTrailingZeros(in);
            }
        }
        // Behind the last block lie stale ones.
        while (count > 0 && out[count - 1] >= blocks) {
            count--;
        }
        return count;
    }

    /**
     * Codes of some blocks that lie in a window.
     *
     * @param block {@code n} blocks; receives those that have some
     * @param out bit i for code i of each such block; length at least n
     * @return how many were written
     */
    static int within(int[] codes, int low, int high, int[] block, int n, long[] out) {
        ByteVector from = IntVector.broadcast(I, low).reinterpretAsBytes();
        ByteVector to = IntVector.broadcast(I, high).reinterpretAsBytes();
        int count = 0;
        for (int b = 0; b < n; b++) {
            int at = block[b] * BLOCK;
            long in = 0;
            for (int i = 0; i < BLOCK; i += L) {
                ByteVector code = IntVector.fromArray(I, codes, at + i).reinterpretAsBytes();
                long bits = code.compare(LE, to, code.compare(GE, from)).toLong();
                in |= Long.compress(allFour(bits), FIRSTS) << i;
            }
            block[count] = block[b];
            out[count] = in;
            count += in == 0 ? 0 : 1;
        }
        return count;
    }

    private static long allFour(long bits) {
        long pairs = bits & (bits >>> 1);
        return pairs & (pairs >>> 2) & FIRSTS;
    }
}
