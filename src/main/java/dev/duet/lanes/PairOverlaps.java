package dev.duet.lanes;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

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

    private float[] x1 = new float[0];
    private float[] y1 = new float[0];
    private float[] x2 = new float[0];
    private float[] y2 = new float[0];
    private float[] x = new float[0];
    private float[] y = new float[0];
    private float[] w = new float[0];
    private float[] h = new float[0];
    private float[] overlap = new float[0];

    /** Puts the boxes of {@code n} units in columns. Grows. */
    public void boxes(FloatSource boxes, long image, boolean planar, int units, int[] unit, int n) {
        x1 = Lanes.grow(x1, n);
        y1 = Lanes.grow(y1, n);
        x2 = Lanes.grow(x2, n);
        y2 = Lanes.grow(y2, n);
        int step = planar ? 1 : 4;
        int plane = planar ? units : 1;
        float[] heap = boxes.heapOrNull();
        for (int i = 0; i < n; i++) {
            long at = image + (long) unit[i] * step;
            if (heap != null) {
                x1[i] = heap[(int) at];
                y1[i] = heap[(int) at + plane];
                x2[i] = heap[(int) at + 2 * plane];
                y2[i] = heap[(int) at + 3 * plane];
            } else {
                x1[i] = boxes.get(at);
                y1[i] = boxes.get(at + plane);
                x2[i] = boxes.get(at + 2L * plane);
                y2[i] = boxes.get(at + 3L * plane);
            }
        }
    }

    /** Puts the other boxes of the {@code n} pairs in columns: entry {@code which[i]} of each array. Grows. */
    public void others(float[] cx, float[] cy, float[] width, float[] height, int[] which, int n) {
        x = Lanes.grow(x, n);
        y = Lanes.grow(y, n);
        w = Lanes.grow(w, n);
        h = Lanes.grow(h, n);
        for (int i = 0; i < n; i++) {
            int k = which[i];
            x[i] = cx[k];
            y[i] = cy[k];
            w[i] = width[k];
            h[i] = height[k];
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
        commonInCentreForm(x1, x2, x, w, imageWidth, n);
        commonInCentreForm(y1, y2, y, h, imageHeight, n);
        for (int i = 0; i < n; i += L) {
            FloatVector ox = FloatVector.fromArray(F, x1, i);
            FloatVector oy = FloatVector.fromArray(F, y1, i);
            FloatVector both = ox.mul(oy).blend(0, least(ox, oy).compare(LT, 0));
            FloatVector own = FloatVector.fromArray(F, x2, i).mul(FloatVector.fromArray(F, y2, i));
            FloatVector other = FloatVector.fromArray(F, w, i).mul(FloatVector.fromArray(F, h, i));
            both.div(own.add(other).sub(both)).intoArray(overlap, i);
        }
        return overlap;
    }

    /** Turns the ends of boxes on one axis into what they have in common with the others, and their own length. */
    private static void commonInCentreForm(float[] from, float[] to, float[] centre, float[] side, float image, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector low = FloatVector.fromArray(F, from, i).div(image);
            FloatVector high = FloatVector.fromArray(F, to, i).div(image);
            FloatVector length = high.sub(low);
            FloatVector a = low.add(high).mul(.5f);
            FloatVector ah = length.mul(.5f);
            FloatVector b = FloatVector.fromArray(F, centre, i);
            FloatVector bh = FloatVector.fromArray(F, side, i).mul(.5f);
            least(a.add(ah), b.add(bh)).sub(most(a.sub(ah), b.sub(bh))).intoArray(from, i);
            length.intoArray(to, i);
        }
    }

    private static FloatVector least(FloatVector a, FloatVector b) {
        return a.blend(b, b.compare(LT, a));
    }

    private static FloatVector most(FloatVector a, FloatVector b) {
        return a.blend(b, b.compare(GT, a));
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
        commonOfCorners(x1, x2, x, w, imageWidth, n);
        commonOfCorners(y1, y2, y, h, imageHeight, n);
        for (int i = 0; i < n; i += L) {
            FloatVector both = FloatVector.fromArray(F, x1, i).mul(FloatVector.fromArray(F, y1, i));
            FloatVector own = FloatVector.fromArray(F, x2, i).mul(FloatVector.fromArray(F, y2, i));
            FloatVector other = FloatVector.fromArray(F, x, i).mul(FloatVector.fromArray(F, y, i));
            both.div(own.add(other).sub(both).add(EPSILON)).intoArray(overlap, i);
        }
        return overlap;
    }

    /** Turns one axis into what the boxes have in common, the length of the one and the length of the other, each at least 0. */
    private static void commonOfCorners(float[] from, float[] to, float[] centre, float[] side, float image, int n) {
        FloatVector zero = FloatVector.zero(F);
        for (int i = 0; i < n; i += L) {
            FloatVector low = FloatVector.fromArray(F, from, i).div(image);
            FloatVector high = FloatVector.fromArray(F, to, i).div(image);
            FloatVector b = FloatVector.fromArray(F, centre, i);
            FloatVector bh = FloatVector.fromArray(F, side, i).mul(.5f);
            FloatVector start = b.sub(bh);
            FloatVector end = b.add(bh);
            most(zero, least(high, end).sub(most(low, start))).intoArray(from, i);
            most(zero, high.sub(low)).intoArray(to, i);
            most(zero, end.sub(start)).intoArray(centre, i);
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
