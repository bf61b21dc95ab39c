package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * IoU as the originals of PPYOLOE, YOLOv6, TOOD and ATSS compute it: equal but for an epsilon added to the union or a floor under it,
 * and for sides being clamped at 0 or left raw in the areas. An infinite or NaN coordinate of a prediction makes its overlap NaN.
 */
public final class PlainIou {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private PlainIou() {}

    /** Area, sides clamped at 0 where {@code clamp}. */
    public static float area(float x1, float y1, float x2, float y2, boolean clamp) {
        float w = x2 - x1;
        float h = y2 - y1;
        return clamp ? Math.max(0, w) * Math.max(0, h) : w * h;
    }

    /**
     * I / (A + B - I + eps) of {@code n} predictions with one GT, sides clamped at 0; columns are padded.
     *
     * @param gArea clamped area of the GT
     */
    public static void plus(
            float[] x1,
            float[] y1,
            float[] x2,
            float[] y2,
            int n,
            float gx1,
            float gy1,
            float gx2,
            float gy2,
            float gArea,
            float eps,
            float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, x1, i);
            FloatVector b = FloatVector.fromArray(F, y1, i);
            FloatVector c = FloatVector.fromArray(F, x2, i);
            FloatVector d = FloatVector.fromArray(F, y2, i);
            FloatVector w = c.min(gx2).sub(a.max(gx1)).max(0f);
            FloatVector h = d.min(gy2).sub(b.max(gy1)).max(0f);
            FloatVector inter = w.mul(h);
            FloatVector area = c.sub(a).max(0f).mul(d.sub(b).max(0f));
            inter.div(area.add(gArea).sub(inter).add(eps)).add(area.mul(0f)).intoArray(out, i);
        }
    }

    /**
     * I / max(A + B - I, floor) of {@code n} predictions with one GT, raw sides; columns are padded.
     *
     * @param gArea raw area of the GT
     */
    public static void floored(
            float[] x1,
            float[] y1,
            float[] x2,
            float[] y2,
            int n,
            float gx1,
            float gy1,
            float gx2,
            float gy2,
            float gArea,
            float floor,
            float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, x1, i);
            FloatVector b = FloatVector.fromArray(F, y1, i);
            FloatVector c = FloatVector.fromArray(F, x2, i);
            FloatVector d = FloatVector.fromArray(F, y2, i);
            FloatVector w = c.min(gx2).sub(a.max(gx1)).max(0f);
            FloatVector h = d.min(gy2).sub(b.max(gy1)).max(0f);
            FloatVector inter = w.mul(h);
            FloatVector area = c.sub(a).mul(d.sub(b));
            FloatVector union = area.add(gArea).sub(inter);
            inter.div(union.blend(floor, union.compare(VectorOperators.LT, floor)))
                    .add(area.mul(0f))
                    .intoArray(out, i);
        }
    }

    /** Intersection of one pair: the same bits as the vector passes. */
    public static float intersection(
            float px1, float py1, float px2, float py2, float gx1, float gy1, float gx2, float gy2) {
        float w = Math.max(0, Math.min(px2, gx2) - Math.max(px1, gx1));
        float h = Math.max(0, Math.min(py2, gy2) - Math.max(py1, gy1));
        return w * h;
    }
}
