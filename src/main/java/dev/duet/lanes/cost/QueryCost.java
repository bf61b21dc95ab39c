package dev.duet.lanes.cost;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.duet.lanes.math.Curves;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.GeneralisedIou;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Costs of DETR and its kin for one GT and many queries, pass by pass over padded columns: class term, L1 of normalised boxes, GIoU
 * (mmdetection's match costs, whose epsilons are used).
 */
public final class QueryCost {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    /** Floor under unions and enclosing areas. */
    private static final float AREA_FLOOR = 1e-6f;
    /** Added to a probability before its logarithm. */
    private static final float LOG_EPS = 1e-12f;

    private QueryCost() {}

    /** Centre and size of {@code n} boxes in shares of the image; all columns padded. */
    public static void normalise(
            float[] x1,
            float[] y1,
            float[] x2,
            float[] y2,
            int n,
            float width,
            float height,
            float[] cx,
            float[] cy,
            float[] w,
            float[] h) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, x1, i);
            FloatVector b = FloatVector.fromArray(F, y1, i);
            FloatVector c = FloatVector.fromArray(F, x2, i);
            FloatVector d = FloatVector.fromArray(F, y2, i);
            a.add(c).mul(0.5f).div(width).intoArray(cx, i);
            b.add(d).mul(0.5f).div(height).intoArray(cy, i);
            c.sub(a).div(width).intoArray(w, i);
            d.sub(b).div(height).intoArray(h, i);
        }
    }

    /** Adds {@code weight x (|cx - gcx| + |cy - gcy| + |w - gw| + |h - gh|)} to {@code cost}. */
    public static void addDistance(
            float[] cx,
            float[] cy,
            float[] w,
            float[] h,
            int n,
            float gcx,
            float gcy,
            float gw,
            float gh,
            float weight,
            float[] cost) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector sum = FloatVector.fromArray(F, cx, i)
                    .sub(gcx)
                    .abs()
                    .add(FloatVector.fromArray(F, cy, i).sub(gcy).abs())
                    .add(FloatVector.fromArray(F, w, i).sub(gw).abs())
                    .add(FloatVector.fromArray(F, h, i).sub(gh).abs());
            FloatVector.fromArray(F, cost, i).add(sum.mul(weight)).intoArray(cost, i);
        }
    }

    /**
     * Subtracts {@code weight x GIoU} from {@code cost}; GIoU = I/max(U,1e-6) - (E-U)/max(E,1e-6), E the enclosing area, or -1 where that
     * overflows.
     *
     * @param union scratch
     * @param iou scratch
     */
    public static void subtractGiou(
            float[] x1,
            float[] y1,
            float[] x2,
            float[] y2,
            int n,
            float gx1,
            float gy1,
            float gx2,
            float gy2,
            float weight,
            float[] union,
            float[] iou,
            float[] cost) {
        unionAndIou(x1, y1, x2, y2, n, gx1, gy1, gx2, gy2, union, iou);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, x1, i);
            FloatVector b = FloatVector.fromArray(F, y1, i);
            FloatVector c = FloatVector.fromArray(F, x2, i);
            FloatVector d = FloatVector.fromArray(F, y2, i);
            // Blends, as boxes are finite here: min and max take several instructions each for the sake of NaN and -0.
            FloatVector w = c.blend(gx2, c.compare(LT, gx2)).sub(a.blend(gx1, a.compare(GT, gx1)));
            FloatVector h = d.blend(gy2, d.compare(LT, gy2)).sub(b.blend(gy1, b.compare(GT, gy1)));
            w = w.blend(0f, w.compare(LT, 0f));
            h = h.blend(0f, h.compare(LT, 0f));
            FloatVector enclose = w.mul(h);
            enclose = enclose.blend(AREA_FLOOR, enclose.compare(LT, AREA_FLOOR));
            FloatVector waste = enclose.sub(FloatVector.fromArray(F, union, i)).div(enclose);
            FloatVector giou = FloatVector.fromArray(F, iou, i).sub(waste);
            giou = giou.blend(-1f, giou.abs().compare(LE, GeneralisedIou.SANE).not());
            FloatVector.fromArray(F, cost, i).sub(giou.mul(weight)).intoArray(cost, i);
        }
    }

    private static void unionAndIou(
            float[] x1,
            float[] y1,
            float[] x2,
            float[] y2,
            int n,
            float gx1,
            float gy1,
            float gx2,
            float gy2,
            float[] union,
            float[] iou) {
        float gArea = (gx2 - gx1) * (gy2 - gy1);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, x1, i);
            FloatVector b = FloatVector.fromArray(F, y1, i);
            FloatVector c = FloatVector.fromArray(F, x2, i);
            FloatVector d = FloatVector.fromArray(F, y2, i);
            FloatVector w = c.blend(gx2, c.compare(GT, gx2)).sub(a.blend(gx1, a.compare(LT, gx1)));
            FloatVector h = d.blend(gy2, d.compare(GT, gy2)).sub(b.blend(gy1, b.compare(LT, gy1)));
            w = w.blend(0f, w.compare(LT, 0f));
            h = h.blend(0f, h.compare(LT, 0f));
            FloatVector inter = w.mul(h);
            FloatVector u = c.sub(a).mul(d.sub(b)).add(gArea).sub(inter);
            u = u.blend(AREA_FLOOR, u.compare(LT, AREA_FLOOR));
            u.intoArray(union, i);
            inter.div(u).intoArray(iou, i);
        }
    }

    /** GIoU of one pair: the same bits as {@link #subtractGiou} uses. */
    public static float giou(float a, float b, float c, float d, float gx1, float gy1, float gx2, float gy2) {
        float inter =
                Math.max(Math.min(c, gx2) - Math.max(a, gx1), 0) * Math.max(Math.min(d, gy2) - Math.max(b, gy1), 0);
        float union = Math.max((c - a) * (d - b) + (gx2 - gx1) * (gy2 - gy1) - inter, AREA_FLOOR);
        float enclose = Math.max(
                Math.max(Math.max(c, gx2) - Math.min(a, gx1), 0) * Math.max(Math.max(d, gy2) - Math.min(b, gy1), 0),
                AREA_FLOOR);
        return GeneralisedIou.orApart(inter / union - (enclose - union) / enclose);
    }

    /**
     * Focal class cost: {@code weight x (pos - neg)}, pos = -ln(p + 1e-12) 0.25 (1-p)^2, neg = -ln(1 - p + 1e-12) 0.75 p^2.
     *
     * @param p probability of the GT's class, per query
     * @param log scratch
     */
    public static void focal(float[] p, int n, float weight, float[] log, float[] cost) {
        Curves.log(p, 1, LOG_EPS, n, cost);
        restOf(p, n, log);
        Curves.log(log, 1, LOG_EPS, n, log);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, p, i);
            FloatVector rest = v.neg().add(1f);
            FloatVector positive =
                    FloatVector.fromArray(F, cost, i).neg().mul(0.25f).mul(rest.mul(rest));
            FloatVector negative =
                    FloatVector.fromArray(F, log, i).neg().mul(0.75f).mul(v.mul(v));
            positive.sub(negative).mul(weight).intoArray(cost, i);
        }
    }

    private static void restOf(float[] p, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector.fromArray(F, p, i).neg().add(1f).intoArray(out, i);
        }
    }

    /** {@code cost = -weight x p}. */
    public static void negated(float[] p, int n, float weight, float[] cost) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector.fromArray(F, p, i).mul(-weight).intoArray(cost, i);
        }
    }
}
