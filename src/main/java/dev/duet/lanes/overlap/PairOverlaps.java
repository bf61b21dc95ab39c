package dev.duet.lanes.overlap;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.duet.lanes.memory.FloatSource;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Pass;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Overlaps of pairs of a predicted box in pixels and a box given by centre and sides as shares of the image. The scalar methods and
 * the vector passes do the same arithmetic, so their results are equal bit for bit.
 */
public final class PairOverlaps {
    /** What PaddleDetection adds to the union. */
    private static final float EPSILON = 1e-9f;

    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final int L = Lanes.COUNT;

    /** Both ends of the predicted boxes on the x and on the y axis. */
    final float[][] low = new float[2][0];

    final float[][] high = new float[2][0];
    /** Centre and side of the other boxes on both axes. */
    final float[][] centre = new float[2][0];

    final float[][] side = new float[2][0];
    /** Sides of the image. */
    final float[] image = new float[2];

    int n;
    float epsilon;
    float[] overlap = new float[0];

    /** Puts the boxes of {@code n} units in columns. Grows. */
    public void boxes(FloatSource boxes, long image, boolean planar, int units, int[] unit, int n) {
        long step = planar ? 1 : 4;
        long plane = planar ? units : 1;
        for (int axis = 0; axis < 2; axis++) {
            low[axis] = Lanes.grow(low[axis], n);
            high[axis] = Lanes.grow(high[axis], n);
            pick(boxes, image + axis * plane, step, unit, n, low[axis]);
            pick(boxes, image + (axis + 2) * plane, step, unit, n, high[axis]);
        }
    }

    private static void pick(FloatSource source, long from, long step, int[] unit, int n, float[] out) {
        float[] heap = source.heapOrNull();
        if (heap == null) {
            for (int i = 0; i < n; i++) {
                out[i] = source.get(from + unit[i] * step);
            }
            return;
        }
        int base = (int) from;
        int stride = (int) step;
        for (int i = 0; i < n; i++) {
            out[i] = heap[base + unit[i] * stride];
        }
    }

    /**
     * Puts the other boxes of the pairs in columns. Grows.
     *
     * @param end where the pairs of each of the {@code count} boxes end; they start where those of the one before end
     */
    public void others(float[] cx, float[] cy, float[] width, float[] height, int[] end, int count) {
        int n = count == 0 ? 0 : end[count - 1];
        for (int axis = 0; axis < 2; axis++) {
            centre[axis] = Lanes.grow(centre[axis], n);
            side[axis] = Lanes.grow(side[axis], n);
            spread(axis == 0 ? cx : cy, end, count, centre[axis]);
            spread(axis == 0 ? width : height, end, count, side[axis]);
        }
    }

    private static void spread(float[] from, int[] end, int count, float[] out) {
        int at = 0;
        for (int k = 0; k < count; k++) {
            Arrays.fill(out, at, end[k], from[k]);
            at = end[k];
        }
    }

    /**
     * {@link #centreForm(float, float, float, float, float, float, float, float, float, float)} of the first {@code n} pairs in the
     * columns, which are used up.
     *
     * @return the overlaps, until the next call
     */
    public float[] centreForm(int n, float imageWidth, float imageHeight) {
        overlap = Lanes.grow(overlap, n);
        this.n = n;
        this.epsilon = 0;
        image[0] = imageWidth;
        image[1] = imageHeight;
        Pass.all(OverlapPass.CENTRE_FORM, this);
        return overlap;
    }

    /**
     * Positions of the first {@code n} overlaps computed last that are over a limit, rising.
     *
     * @param out length at least n
     * @return how many were written
     */
    public int over(float limit, int n, int[] out) {
        int count = 0;
        for (int i = 0; i < n; i += L) {
            long bits = FloatVector.fromArray(F, overlap, i).compare(GT, limit).toLong();
            if (n - i < L) {
                bits &= (1L << (n - i)) - 1;
            }
            while (bits != 0) {
                out[count++] = i + Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
            }
        }
        return count;
    }

    /** Multiplies what two boxes have in common on both axes; 0 where it is below zero on one. */
    static void multiply(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector ox = FloatVector.fromArray(F, x, i);
            FloatVector oy = FloatVector.fromArray(F, y, i);
            FloatVector shorter = ox.blend(oy, oy.compare(LT, ox));
            ox.mul(oy).blend(0, shorter.compare(LT, 0)).intoArray(x, i);
        }
    }

    /** Turns ends in pixels into centre and length as shares of the image. */
    static void toCentres(float[] low, float[] high, float image, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector from = FloatVector.fromArray(F, low, i).div(image);
            FloatVector to = FloatVector.fromArray(F, high, i).div(image);
            from.add(to).mul(.5f).intoArray(low, i);
            to.sub(from).intoArray(high, i);
        }
    }

    /** Turns the centres {@code a} into what the boxes have in common, below zero where they are apart. */
    static void commonOfCentres(float[] a, float[] length, float[] centre, float[] side, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector p = FloatVector.fromArray(F, a, i);
            FloatVector ph = FloatVector.fromArray(F, length, i).mul(.5f);
            FloatVector g = FloatVector.fromArray(F, centre, i);
            FloatVector gh = FloatVector.fromArray(F, side, i).mul(.5f);
            FloatVector start = p.sub(ph);
            FloatVector end = p.add(ph);
            FloatVector gStart = g.sub(gh);
            FloatVector gEnd = g.add(gh);
            end.blend(gEnd, gEnd.compare(LT, end))
                    .sub(start.blend(gStart, gStart.compare(GT, start)))
                    .intoArray(a, i);
        }
    }

    /** What two boxes have in common over what they cover: {@code both / (w h + gw gh - both + epsilon)}. */
    static void divide(float[] both, float[] w, float[] h, float[] gw, float[] gh, float epsilon, int n, float[] out) {
        for (int i = 0; i < n; i += L) {
            FloatVector common = FloatVector.fromArray(F, both, i);
            FloatVector own = FloatVector.fromArray(F, w, i).mul(FloatVector.fromArray(F, h, i));
            FloatVector other = FloatVector.fromArray(F, gw, i).mul(FloatVector.fromArray(F, gh, i));
            common.div(own.add(other).sub(common).add(epsilon)).intoArray(out, i);
        }
    }

    /**
     * Darknet's box_iou (pjreddie/darknet src/box.c) of a box in pixels, taken as shares of the image, and a box in shares: both in
     * centre form, no epsilon; 0 where they are apart, NaN for two boxes without area.
     */
    public static float centreForm(
            float x1,
            float y1,
            float x2,
            float y2,
            float imageWidth,
            float imageHeight,
            float cx,
            float cy,
            float width,
            float height) {
        float left = x1 / imageWidth;
        float right = x2 / imageWidth;
        float top = y1 / imageHeight;
        float bottom = y2 / imageHeight;
        float ox = commonInCentreForm(left, right, cx, width);
        float oy = commonInCentreForm(top, bottom, cy, height);
        float both = least(ox, oy) < 0 ? 0 : ox * oy;
        return both / ((right - left) * (bottom - top) + width * height - both);
    }

    private static float commonInCentreForm(float low, float high, float centre, float side) {
        float a = (low + high) * .5f;
        float ah = (high - low) * .5f;
        float bh = side * .5f;
        return least(a + ah, centre + bh) - most(a - ah, centre - bh);
    }

    private static float least(float a, float b) {
        return b < a ? b : a;
    }

    private static float most(float a, float b) {
        return b > a ? b : a;
    }

    /**
     * {@link #guarded(float, float, float, float, float, float, float, float, float, float)} of the first {@code n} pairs in the
     * columns, which are used up.
     *
     * @return the overlaps, until the next call
     */
    public float[] guarded(int n, float imageWidth, float imageHeight) {
        overlap = Lanes.grow(overlap, n);
        this.n = n;
        this.epsilon = EPSILON;
        image[0] = imageWidth;
        image[1] = imageHeight;
        Pass.all(OverlapPass.GUARDED, this);
        return overlap;
    }

    /** Turns centre and side into both ends. */
    static void toEnds(float[] centre, float[] side, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector c = FloatVector.fromArray(F, centre, i);
            FloatVector half = FloatVector.fromArray(F, side, i).mul(.5f);
            c.sub(half).intoArray(centre, i);
            c.add(half).intoArray(side, i);
        }
    }

    /** Turns the lower ends into what the boxes have in common, the upper ones into lengths, each at least 0. */
    static void commonOfEnds(float[] low, float[] high, float[] start, float[] end, float image, int n) {
        FloatVector zero = FloatVector.zero(F);
        for (int i = 0; i < n; i += L) {
            FloatVector from = FloatVector.fromArray(F, low, i).div(image);
            FloatVector to = FloatVector.fromArray(F, high, i).div(image);
            FloatVector a = FloatVector.fromArray(F, start, i);
            FloatVector b = FloatVector.fromArray(F, end, i);
            FloatVector common = to.blend(b, b.compare(LT, to)).sub(from.blend(a, a.compare(GT, from)));
            FloatVector own = to.sub(from);
            FloatVector other = b.sub(a);
            zero.blend(common, common.compare(GT, 0)).intoArray(low, i);
            zero.blend(own, own.compare(GT, 0)).intoArray(high, i);
            zero.blend(other, other.compare(GT, 0)).intoArray(end, i);
        }
    }

    /**
     * PaddleDetection's bbox_iou (ppdet/modeling/bbox_utils.py) of a box in pixels, taken as shares of the image, and a box in shares:
     * lengths of at least 0, 1e-9 added to the union.
     */
    public static float guarded(
            float x1,
            float y1,
            float x2,
            float y2,
            float imageWidth,
            float imageHeight,
            float cx,
            float cy,
            float width,
            float height) {
        float left = x1 / imageWidth;
        float right = x2 / imageWidth;
        float top = y1 / imageHeight;
        float bottom = y2 / imageHeight;
        float start = cx - width * .5f;
        float end = cx + width * .5f;
        float above = cy - height * .5f;
        float below = cy + height * .5f;
        float both = most(0, least(right, end) - most(left, start)) * most(0, least(bottom, below) - most(top, above));
        float own = most(0, right - left) * most(0, bottom - top);
        float other = most(0, end - start) * most(0, below - above);
        return both / (own + other - both + EPSILON);
    }
}
