package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Complete IoU of boxes that lie relative to the same cells: the objectness targets of YOLOv7. One object per worker; grows only. */
public final class CellIou {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final float E = 1e-7f;
    private static final float ONE_PLUS_E = 1 + 1e-7f;
    private static final float V_SCALE = (float) (4 / (Math.PI * Math.PI));

    private float[] predictedAngle = new float[0];
    private float[] targetAngle = new float[0];

    /**
     * Complete IoU, negative values as 0, of predictions with targets that lie relative to the same cells (yolov7 utils/general.py
     * bbox_iou: eps 1e-7 on both heights, on the union, on the squared diagonal and once more under the aspect ratios).
     *
     * @param n pairs
     * @param target centre relative to the cell and sides, in cells
     * @param out padded; receives the overlaps
     */
    public void of(CellBoxes prediction, CellBoxes target, int n, float[] out) {
        predictedAngle = Lanes.grow(predictedAngle, n);
        targetAngle = Lanes.grow(targetAngle, n);
        angles(prediction, n, predictedAngle);
        angles(target, n, targetAngle);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector turn =
                    FloatVector.fromArray(F, targetAngle, i).sub(FloatVector.fromArray(F, predictedAngle, i));
            distanceAndAspect(prediction, target, turn.mul(turn).mul(V_SCALE), i)
                    .intoArray(out, i);
        }
    }

    private static void angles(CellBoxes box, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector h = FloatVector.fromArray(F, box.h, i).add(E).add(E);
            FloatVector.fromArray(F, box.w, i).div(h).intoArray(out, i);
        }
        Atan.of(out, n);
    }

    private static FloatVector distanceAndAspect(CellBoxes p, CellBoxes t, FloatVector v, int i) {
        FloatVector pw = FloatVector.fromArray(F, p.w, i).mul(0.5f);
        FloatVector ph = FloatVector.fromArray(F, p.h, i).mul(0.5f);
        FloatVector tw = FloatVector.fromArray(F, t.w, i).mul(0.5f);
        FloatVector th = FloatVector.fromArray(F, t.h, i).mul(0.5f);
        FloatVector px = FloatVector.fromArray(F, p.x, i);
        FloatVector py = FloatVector.fromArray(F, p.y, i);
        FloatVector tx = FloatVector.fromArray(F, t.x, i);
        FloatVector ty = FloatVector.fromArray(F, t.y, i);
        FloatVector w = least(px.add(pw), tx.add(tw)).sub(most(px.sub(pw), tx.sub(tw)));
        FloatVector h = least(py.add(ph), ty.add(th)).sub(most(py.sub(ph), ty.sub(th)));
        FloatVector zero = FloatVector.zero(F);
        FloatVector inter = most(w, zero).mul(most(h, zero));
        FloatVector union = pw.mul(2f)
                .mul(ph.mul(2f).add(E))
                .add(tw.mul(2f).mul(th.mul(2f).add(E)))
                .sub(inter)
                .add(E);
        FloatVector iou = inter.div(union);
        FloatVector cw = most(px.add(pw), tx.add(tw)).sub(least(px.sub(pw), tx.sub(tw)));
        FloatVector ch = most(py.add(ph), ty.add(th)).sub(least(py.sub(ph), ty.sub(th)));
        FloatVector diagonal = cw.mul(cw).add(ch.mul(ch)).add(E);
        FloatVector dx = tx.sub(px);
        FloatVector dy = ty.sub(py);
        FloatVector rho = dx.mul(dx).add(dy.mul(dy)).div(diagonal);
        FloatVector alpha = v.div(v.sub(iou).add(ONE_PLUS_E));
        return most(iou.sub(rho.add(v.mul(alpha))), zero);
    }

    private static FloatVector most(FloatVector a, FloatVector b) {
        return a.blend(b, a.compare(VectorOperators.LT, b));
    }

    private static FloatVector least(FloatVector a, FloatVector b) {
        return a.blend(b, a.compare(VectorOperators.GT, b));
    }
}
