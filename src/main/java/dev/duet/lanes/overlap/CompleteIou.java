package dev.duet.lanes.overlap;

import dev.duet.lanes.math.Atan;
import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Complete IoU of ultralytics {@code metrics.py bbox_iou} in its order of operations: eps 1e-7 is added to both heights, to the union
 * and to the squared enclosing diagonal. Distance IoU comes first, because it bounds complete IoU from above and needs no arc
 * tangent; most candidates go no further.
 *
 * <p>The formula treats both boxes alike, so that the vector may run over predictions (one GT against many) or over GTs (one
 * prediction against many) and a pair gets the same bits either way.
 */
public final class CompleteIou {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final float E = 1e-7f;
    private static final float V_SCALE = (float) (4 / (Math.PI * Math.PI));
    private static final float ONE_PLUS_E = 1 + 1e-7f;

    private CompleteIou() {}

    /** Area with the eps on the height. */
    public static float area(float x1, float y1, float x2, float y2) {
        return (x2 - x1) * (y2 - y1 + E);
    }

    /** Areas and diagonal angles of {@code n} boxes in padded columns, each with the eps on the height. */
    public static void shapes(float[] x1, float[] y1, float[] x2, float[] y2, int n, float[] area, float[] angle) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector w = FloatVector.fromArray(F, x2, i).sub(FloatVector.fromArray(F, x1, i));
            FloatVector h = FloatVector.fromArray(F, y2, i)
                    .sub(FloatVector.fromArray(F, y1, i))
                    .add(E);
            w.mul(h).intoArray(area, i);
            w.div(h).intoArray(angle, i);
        }
        Atan.of(angle, n);
    }

    /**
     * IoU and distance IoU of {@code n} predictions from {@code from} on with box j of others.
     *
     * @param iou receives IoU
     * @param rho receives the squared centre distance over the squared enclosing diagonal
     * @param bound receives IoU - rho, not clamped
     * @param ratio receives width / (height + eps)
     * @return true if all bounds are finite; what lies behind the last prediction in its vector may make it false
     */
    public static boolean distance(
            BoxColumns boxes,
            int from,
            int n,
            BoxColumns others,
            int j,
            float[] iou,
            float[] rho,
            float[] bound,
            float[] ratio) {
        float[] x1 = boxes.x1;
        float[] y1 = boxes.y1;
        float[] x2 = boxes.x2;
        float[] y2 = boxes.y2;
        float gx1 = others.x1[j];
        float gy1 = others.y1[j];
        float gx2 = others.x2[j];
        float gy2 = others.y2[j];
        float gArea = area(gx1, gy1, gx2, gy2);
        // Stays 0 while what is added is finite; the divider sets the pace, so that this costs nothing.
        FloatVector nothing = FloatVector.zero(F);
        for (int i = from; i < from + n; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, x1, i);
            FloatVector b = FloatVector.fromArray(F, y1, i);
            FloatVector c = FloatVector.fromArray(F, x2, i);
            FloatVector d = FloatVector.fromArray(F, y2, i);
            FloatVector right = c.blend(gx2, c.compare(VectorOperators.GT, gx2));
            FloatVector left = a.blend(gx1, a.compare(VectorOperators.LT, gx1));
            FloatVector bottom = d.blend(gy2, d.compare(VectorOperators.GT, gy2));
            FloatVector top = b.blend(gy1, b.compare(VectorOperators.LT, gy1));
            FloatVector w = right.sub(left).max(0f);
            FloatVector h = bottom.sub(top).max(0f);
            FloatVector inter = w.mul(h);
            FloatVector side = c.sub(a);
            FloatVector height = d.sub(b).add(E);
            side.div(height).intoArray(ratio, i);
            FloatVector area = side.mul(height);
            FloatVector u = inter.div(area.add(gArea).sub(inter).add(E));
            FloatVector outerW = c.blend(gx2, c.compare(VectorOperators.LT, gx2))
                    .sub(a.blend(gx1, a.compare(VectorOperators.GT, gx1)));
            FloatVector outerH = d.blend(gy2, d.compare(VectorOperators.LT, gy2))
                    .sub(b.blend(gy1, b.compare(VectorOperators.GT, gy1)));
            FloatVector diagonal = outerW.mul(outerW).add(outerH.mul(outerH)).add(E);
            FloatVector dx = a.add(c).sub(gx1).sub(gx2);
            FloatVector dy = b.add(d).sub(gy1).sub(gy2);
            FloatVector far = dx.mul(dx).add(dy.mul(dy)).mul(0.25f).div(diagonal);
            u.intoArray(iou, i);
            far.intoArray(rho, i);
            FloatVector most = u.sub(far);
            most.intoArray(bound, i);
            nothing = nothing.add(most.sub(most));
        }
        return nothing.compare(VectorOperators.EQ, 0f).allTrue();
    }

    /**
     * Complete IoU, clamped at 0, of {@code n} picked pairs.
     *
     * <p>The arc tangents are a pass of their own: one loop with both outgrows what C2 inlines, and boxes.
     *
     * @param ratio width / (height + eps) of each picked prediction; overwritten by its arc tangent
     * @param iou its IoU
     * @param rho its normalised centre distance
     * @param gAngle {@link #angle} of each one's GT
     * @param out receives the overlaps; all padded
     */
    public static void complete(float[] ratio, float[] iou, float[] rho, int n, float[] gAngle, float[] out) {
        Atan.of(ratio, n);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector u = FloatVector.fromArray(F, iou, i);
            FloatVector da = FloatVector.fromArray(F, ratio, i).sub(FloatVector.fromArray(F, gAngle, i));
            FloatVector v = da.mul(da).mul(V_SCALE);
            FloatVector alpha = v.div(v.sub(u).add(ONE_PLUS_E));
            FloatVector penalty = FloatVector.fromArray(F, rho, i).add(v.mul(alpha));
            u.sub(penalty).max(0f).intoArray(out, i);
        }
    }

    /**
     * Complete IoU, clamped at 0, of one pair: the same bits as the vector passes; 0 where distance IoU alone shows that it is below
     * {@code least}.
     */
    public static float pair(
            BoxColumns boxes, int i, BoxColumns others, int j, float gArea, float gAngle, float least) {
        float px1 = boxes.x1[i];
        float py1 = boxes.y1[i];
        float px2 = boxes.x2[i];
        float py2 = boxes.y2[i];
        float gx1 = others.x1[j];
        float gy1 = others.y1[j];
        float gx2 = others.x2[j];
        float gy2 = others.y2[j];
        float w = Math.max(0, Math.min(px2, gx2) - Math.max(px1, gx1));
        float h = Math.max(0, Math.min(py2, gy2) - Math.max(py1, gy1));
        float inter = w * h;
        float ph = py2 - py1 + E;
        float u = inter / ((px2 - px1) * ph + gArea - inter + E);
        float outerW = Math.max(px2, gx2) - Math.min(px1, gx1);
        float outerH = Math.max(py2, gy2) - Math.min(py1, gy1);
        float diagonal = outerW * outerW + outerH * outerH + E;
        float dx = px1 + px2 - gx1 - gx2;
        float dy = py1 + py2 - gy1 - gy2;
        float rho = (dx * dx + dy * dy) * 0.25f / diagonal;
        if (u - rho < least) {
            return 0;
        }
        float da = Atan.of((px2 - px1) / ph) - gAngle;
        float v = da * da * V_SCALE;
        float alpha = v / (v - u + ONE_PLUS_E);
        return Math.max(0, u - (rho + v * alpha));
    }
}
