package dev.duet.lanes.overlap;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Generalised IoU as mmdetection and PaddleDetection compute it: {@code IoU - (E - U) / max(E, 1e-6)} with U the union floored at
 * 1e-6 and E the area of the smallest box around both. Where sides are so large that this overflows it is -1: as far apart as boxes can
 * be.
 */
public final class GeneralisedIou {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final float FLOOR = 1e-6f;
    /** No sane value is farther from 0. */
    public static final float SANE = 1e30f;

    private GeneralisedIou() {}

    /** GIoU of box i with box j of others: the same bits as {@link #all}. */
    public static float pair(BoxColumns boxes, int i, BoxColumns others, int j) {
        float ax1 = boxes.x1[i];
        float ay1 = boxes.y1[i];
        float ax2 = boxes.x2[i];
        float ay2 = boxes.y2[i];
        float bx1 = others.x1[j];
        float by1 = others.y1[j];
        float bx2 = others.x2[j];
        float by2 = others.y2[j];
        float w = (ax2 > bx2 ? bx2 : ax2) - (ax1 < bx1 ? bx1 : ax1);
        float h = (ay2 > by2 ? by2 : ay2) - (ay1 < by1 ? by1 : ay1);
        float inter = (w < 0 ? 0 : w) * (h < 0 ? 0 : h);
        float union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - inter;
        union = union < FLOOR ? FLOOR : union;
        float outerW = (ax2 < bx2 ? bx2 : ax2) - (ax1 > bx1 ? bx1 : ax1);
        float outerH = (ay2 < by2 ? by2 : ay2) - (ay1 > by1 ? by1 : ay1);
        float outer = outerW * outerH;
        outer = outer < FLOOR ? FLOOR : outer;
        return orApart(inter / union - (outer - union) / outer);
    }

    /** A GIoU, or -1 where it is no number or no finite one. */
    public static float orApart(float giou) {
        return giou >= -SANE && giou <= SANE ? giou : -1;
    }

    /** GIoU of the first {@code n} boxes with box j of others; areas are those of the corners. */
    public static void all(BoxColumns boxes, int n, BoxColumns others, int j, float[] out) {
        float[] x1 = boxes.x1;
        float[] y1 = boxes.y1;
        float[] x2 = boxes.x2;
        float[] y2 = boxes.y2;
        float bx1 = others.x1[j];
        float by1 = others.y1[j];
        float bx2 = others.x2[j];
        float by2 = others.y2[j];
        float area = (bx2 - bx1) * (by2 - by1);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, x1, i);
            FloatVector b = FloatVector.fromArray(F, y1, i);
            FloatVector c = FloatVector.fromArray(F, x2, i);
            FloatVector d = FloatVector.fromArray(F, y2, i);
            FloatVector w = c.blend(bx2, c.compare(VectorOperators.GT, bx2))
                    .sub(a.blend(bx1, a.compare(VectorOperators.LT, bx1)));
            FloatVector h = d.blend(by2, d.compare(VectorOperators.GT, by2))
                    .sub(b.blend(by1, b.compare(VectorOperators.LT, by1)));
            w = w.blend(0f, w.compare(VectorOperators.LT, 0f));
            h = h.blend(0f, h.compare(VectorOperators.LT, 0f));
            FloatVector inter = w.mul(h);
            FloatVector union = c.sub(a).mul(d.sub(b)).add(area).sub(inter);
            union = union.blend(FLOOR, union.compare(VectorOperators.LT, FLOOR));
            FloatVector outerW = c.blend(bx2, c.compare(VectorOperators.LT, bx2))
                    .sub(a.blend(bx1, a.compare(VectorOperators.GT, bx1)));
            FloatVector outerH = d.blend(by2, d.compare(VectorOperators.LT, by2))
                    .sub(b.blend(by1, b.compare(VectorOperators.GT, by1)));
            FloatVector outer = outerW.mul(outerH);
            outer = outer.blend(FLOOR, outer.compare(VectorOperators.LT, FLOOR));
            FloatVector giou = inter.div(union).sub(outer.sub(union).div(outer));
            giou.blend(-1f, giou.abs().compare(VectorOperators.LE, SANE).not()).intoArray(out, i);
        }
    }
}
