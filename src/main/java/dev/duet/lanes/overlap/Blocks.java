package dev.duet.lanes.overlap;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Bounding boxes of blocks of neighbouring boxes, so that a box which overlaps few blocks finds those without looking at the rest.
 * Grows only.
 */
public final class Blocks {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final int L = Lanes.COUNT;

    /** Boxes per block: a whole number of vectors at every width. */
    public static final int SIZE = Math.max(16, L);

    private static final IntVector IOTA =
            IntVector.zero(VectorSpecies.of(int.class, F.vectorShape())).addIndex(1);
    /** Lanes to which those a number of lanes further on come next. */
    private static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(F, i -> (i + 8) % L);

    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(F, i -> (i + 4) % L);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(F, i -> (i + 2) % L);

    private int count;
    private float[] lowX = new float[0];
    private float[] lowY = new float[0];
    private float[] highX = new float[0];
    private float[] highY = new float[0];
    private final float[] scratch = new float[Lanes.padded(1)];

    /** Number of blocks loaded. */
    public int count() {
        return count;
    }

    /**
     * Bounds of {@code blocks} blocks of boxes in columns, {@code blocks * SIZE} boxes. Inverted boxes, which overlap nothing, need not
     * lie inside.
     */
    public void load(float[] x1, float[] y1, float[] x2, float[] y2, int blocks) {
        reserve(blocks);
        least(x1, blocks, lowX);
        least(y1, blocks, lowY);
        most(x2, blocks, highX);
        most(y2, blocks, highY);
    }

    private void reserve(int blocks) {
        count = blocks;
        lowX = Lanes.grow(lowX, blocks);
        lowY = Lanes.grow(lowY, blocks);
        highX = Lanes.grow(highX, blocks);
        highY = Lanes.grow(highY, blocks);
    }

    /** Writes the least value of every block. */
    private static void least(float[] values, int blocks, float[] out) {
        for (int b = 0; b < blocks; b++) {
            FloatVector v = FloatVector.fromArray(F, values, b * SIZE);
            for (int i = L; i < SIZE; i += L) {
                FloatVector w = FloatVector.fromArray(F, values, b * SIZE + i);
                v = v.blend(w, w.compare(VectorOperators.LT, v));
            }
            if (L > 8) {
                FloatVector w = v.rearrange(BY_8);
                v = v.blend(w, w.compare(VectorOperators.LT, v));
            }
            if (L > 4) {
                FloatVector w = v.rearrange(BY_4);
                v = v.blend(w, w.compare(VectorOperators.LT, v));
            }
            FloatVector w = v.rearrange(BY_2);
            v = v.blend(w, w.compare(VectorOperators.LT, v));
            out[b] = Math.min(v.lane(0), v.lane(1));
        }
    }

    /** Writes the largest value of every block. */
    private static void most(float[] values, int blocks, float[] out) {
        for (int b = 0; b < blocks; b++) {
            FloatVector v = FloatVector.fromArray(F, values, b * SIZE);
            for (int i = L; i < SIZE; i += L) {
                FloatVector w = FloatVector.fromArray(F, values, b * SIZE + i);
                v = v.blend(w, w.compare(VectorOperators.GT, v));
            }
            if (L > 8) {
                FloatVector w = v.rearrange(BY_8);
                v = v.blend(w, w.compare(VectorOperators.GT, v));
            }
            if (L > 4) {
                FloatVector w = v.rearrange(BY_4);
                v = v.blend(w, w.compare(VectorOperators.GT, v));
            }
            FloatVector w = v.rearrange(BY_2);
            v = v.blend(w, w.compare(VectorOperators.GT, v));
            out[b] = Math.max(v.lane(0), v.lane(1));
        }
    }

    /**
     * Bounds of {@code blocks} blocks of boxes x1 y1 x2 y2 that follow one another.
     *
     * @param rows {@code blocks * SIZE} boxes
     * @return whether all numbers are finite
     */
    public boolean loadRows(float[] rows, int blocks) {
        reserve(blocks);
        return boundsOfRows(rows, blocks, scratch, lowX, lowY, highX, highY);
    }

    private static boolean boundsOfRows(
            float[] rows, int blocks, float[] scratch, float[] lowX, float[] lowY, float[] highX, float[] highY) {
        FloatVector probe = FloatVector.zero(F);
        for (int b = 0; b < blocks; b++) {
            int from = b * 4 * SIZE;
            FloatVector low = FloatVector.fromArray(F, rows, from);
            FloatVector high = low;
            FloatVector sum = low;
            for (int i = from + L; i < from + 4 * SIZE; i += L) {
                FloatVector v = FloatVector.fromArray(F, rows, i);
                low = low.blend(v, v.compare(VectorOperators.LT, low));
                high = high.blend(v, v.compare(VectorOperators.GT, high));
                sum = sum.add(v);
            }
            probe = probe.add(sum.mul(0f));
            if (L > 8) {
                FloatVector v = low.rearrange(BY_8);
                low = low.blend(v, v.compare(VectorOperators.LT, low));
                v = high.rearrange(BY_8);
                high = high.blend(v, v.compare(VectorOperators.GT, high));
            }
            if (L > 4) {
                FloatVector v = low.rearrange(BY_4);
                low = low.blend(v, v.compare(VectorOperators.LT, low));
                v = high.rearrange(BY_4);
                high = high.blend(v, v.compare(VectorOperators.GT, high));
            }
            low.intoArray(scratch, 0);
            lowX[b] = Math.min(scratch[0], scratch[2]);
            lowY[b] = Math.min(scratch[1], scratch[3]);
            high.intoArray(scratch, 0);
            highX[b] = Math.max(scratch[0], scratch[2]);
            highY[b] = Math.max(scratch[1], scratch[3]);
        }
        return !probe.compare(VectorOperators.NE, 0f).anyTrue();
    }

    /** Indices of the blocks whose bounds overlap a box, rising; {@code out} is padded for {@link #count}. Returns how many. */
    public int touching(float x1, float y1, float x2, float y2, int[] out) {
        int n = count;
        float[] left = lowX;
        float[] top = lowY;
        float[] right = highX;
        float[] bottom = highY;
        int found = 0;
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> in = FloatVector.fromArray(F, left, i)
                    .compare(VectorOperators.LT, x2)
                    .and(FloatVector.fromArray(F, right, i).compare(VectorOperators.GT, x1))
                    .and(FloatVector.fromArray(F, top, i).compare(VectorOperators.LT, y2))
                    .and(FloatVector.fromArray(F, bottom, i).compare(VectorOperators.GT, y1));
            IOTA.add(i).reinterpretAsFloats().compress(in).reinterpretAsInts().intoArray(out, found);
            // What lies behind the last value was written last, too.
            long bits = in.toLong();
            found += Long.bitCount(n - i < L ? bits & ((1L << (n - i)) - 1) : bits);
        }
        return found;
    }
}
