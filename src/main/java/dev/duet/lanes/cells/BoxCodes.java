package dev.duet.lanes.cells;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.duet.lanes.memory.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * A box in four signed bytes, lowest first: {@code x1 + x2}, {@code y1 + y2}, {@code x2 - x1} and {@code y2 - y1}, each in 256 steps
 * of its own width and held at the ends. Steps never fall where the number rises, so a box inside bounds has a code inside the codes
 * of the bounds, byte by byte. The arithmetic is the same lane by lane as in {@link #step}.
 */
final class BoxCodes {
    /** Adding it to a small float leaves the nearest whole number in the low bits. */
    private static final float MAGIC = 1 << 23;

    private static final int FIRST = Float.floatToRawIntBits(MAGIC);
    private static final int LAST = FIRST + 255;
    /** What is left of the magic number in a code, and the flip that makes unsigned steps signed. */
    private static final int CLEAN = FIRST ^ 0x8080_8080;

    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
    private static final int L = Lanes.COUNT;
    private static final long ALL = -1L >>> (Long.SIZE - L);

    private static final VectorMask<Float> SECOND_CORNER = VectorMask.fromLong(F, 0xCCCC_CCCC_CCCC_CCCCL & ALL);
    private static final VectorShuffle<Float> OTHER_CORNER = VectorShuffle.fromOp(F, i -> i ^ 2);
    /** Where each lane's byte of a centre goes; a side's goes two bytes higher. */
    private static final IntVector SHIFTS = IntVector.zero(I).addIndex(8).and(8);

    private static final VectorMask<Integer> ODD = VectorMask.fromLong(I, 0xAAAA_AAAA_AAAA_AAAAL & ALL);
    private static final VectorShuffle<Integer> NEIGHBOUR = VectorShuffle.fromOp(I, i -> i ^ 1);
    /** From boxes of four vectors taken in turn, in the order first, third, second, fourth, to boxes as they came. */
    private static final VectorShuffle<Integer> IN_TURN =
            VectorShuffle.fromOp(I, i -> 4 * (i % (L / 4)) + (i / (L / 4) >> 1 | (i / (L / 4) & 1) << 1));

    private BoxCodes() {}

    /** Step of a number, -128 .. 127; {@code scale} is steps per unit. */
    static int step(float number, float scale) {
        int bits = Float.floatToRawIntBits(number * scale + MAGIC);
        return (byte) (Math.min(Math.max(bits, FIRST), LAST) ^ 0x80);
    }

    /** What {@link #halves} multiplies with, lane by lane, from the steps per unit of the four numbers. */
    static void rowScales(float[] scales, float[] out) {
        for (int i = 0; i < L; i++) {
            out[i] = scales[i & 1];
            // Of every second box the sides come out below zero.
            out[L + i] = (i & 2) == 0 ? scales[2 + (i & 1)] : -scales[2 + (i & 1)];
        }
    }

    /**
     * Of boxes whose four values follow one another: an int with the bytes of the x axis and one with those of the y axis for each box,
     * in an order that {@link #join} knows.
     *
     * @param count boxes; a multiple of the floats per vector
     * @param scales from {@link #rowScales}
     * @param halves two per box
     * @return whether all values are finite
     */
    static boolean halves(float[] boxes, int at, int count, float[] scales, int[] halves) {
        FloatVector centreScale = FloatVector.fromArray(F, scales, 0);
        FloatVector sideScale = FloatVector.fromArray(F, scales, L);
        FloatVector probe = FloatVector.zero(F);
        for (int i = 0; i < 4 * count; i += 2 * L) {
            FloatVector a = FloatVector.fromArray(F, boxes, at + i);
            FloatVector b = FloatVector.fromArray(F, boxes, at + i + L);
            // Corners of a in the lower pairs of lanes, of b in the upper.
            FloatVector one = a.blend(b, SECOND_CORNER);
            FloatVector other = b.blend(a, SECOND_CORNER).rearrange(OTHER_CORNER);
            FloatVector sum = one.add(other);
            probe = probe.add(sum.mul(0));
            IntVector centre = sum.mul(centreScale)
                    .add(MAGIC)
                    .reinterpretAsInts()
                    .max(FIRST)
                    .min(LAST);
            IntVector side = other.sub(one)
                    .mul(sideScale)
                    .add(MAGIC)
                    .reinterpretAsInts()
                    .max(FIRST)
                    .min(LAST)
                    .lanewise(LSHL, 16);
            centre.lanewise(XOR, side).lanewise(LSHL, SHIFTS).intoArray(halves, i / 2);
        }
        return !probe.compare(NE, 0).anyTrue();
    }

    /** Joins the two halves of every code and puts the boxes back in order, from {@code to} on. */
    static void join(int[] halves, int count, int[] codes, int to) {
        for (int i = 0; i < count; i += L) {
            IntVector a = IntVector.fromArray(I, halves, 2 * i);
            IntVector b = IntVector.fromArray(I, halves, 2 * i + L);
            IntVector code = a.blend(b, ODD).lanewise(XOR, b.blend(a, ODD).rearrange(NEIGHBOUR));
            code.lanewise(XOR, CLEAN).rearrange(IN_TURN).intoArray(codes, to + i);
        }
    }

    /** Makes codes of boxes in planes ready for {@link #addAxis}. */
    static void clear(int[] codes, int to, int count) {
        Arrays.fill(codes, to, to + count, CLEAN);
    }

    /**
     * Puts the bytes of one axis into the codes of boxes in planes: the centre's at {@code shift}, the side's 16 bits higher.
     *
     * @param lowEnd where the lower ends start
     * @param count boxes; a multiple of the floats per vector
     * @return whether all values are finite
     */
    static boolean addAxis(
            float[] boxes,
            int lowEnd,
            int highEnd,
            int count,
            float centreScale,
            float sideScale,
            int shift,
            int[] codes,
            int to) {
        FloatVector probe = FloatVector.zero(F);
        for (int i = 0; i < count; i += L) {
            FloatVector low = FloatVector.fromArray(F, boxes, lowEnd + i);
            FloatVector high = FloatVector.fromArray(F, boxes, highEnd + i);
            FloatVector centre = low.add(high);
            probe = probe.add(centre.mul(0));
            // Ordinary floats above zero have the order of their bits; those below zero have lower bits than all of
            // these.
            IntVector bytes = centre.mul(centreScale)
                    .add(MAGIC)
                    .reinterpretAsInts()
                    .max(FIRST)
                    .min(LAST);
            IntVector side = high.sub(low)
                    .mul(sideScale)
                    .add(MAGIC)
                    .reinterpretAsInts()
                    .max(FIRST)
                    .min(LAST)
                    .lanewise(LSHL, 16);
            IntVector both = bytes.lanewise(XOR, side).lanewise(LSHL, shift);
            both.lanewise(XOR, IntVector.fromArray(I, codes, to + i)).intoArray(codes, to + i);
        }
        return !probe.compare(NE, 0).anyTrue();
    }
}
