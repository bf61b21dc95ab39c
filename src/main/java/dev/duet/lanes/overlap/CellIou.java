package dev.duet.lanes.overlap;

import dev.duet.lanes.math.Atan;
import dev.duet.lanes.memory.Lanes;
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
    private float[] iou = new float[0];
    private float[] rho = new float[0];

    /**
     * Complete IoU, negative values as 0, of predictions with targets that lie relative to the same cells (yolov7 utils/general.py
     * bbox_iou: eps 1e-7 on both heights, on the union, on the squared diagonal and once more under the aspect ratios). Where boxes are
     * so large that this overflows, 0.
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
        iou = Lanes.grow(iou, n);
        rho = Lanes.grow(rho, n);
        overlaps(prediction, target, n, iou);
        distances(prediction, target, n, rho);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector turn =
                    FloatVector.fromArray(F, targetAngle, i).sub(FloatVector.fromArray(F, predictedAngle, i));
            FloatVector v = turn.mul(turn).mul(V_SCALE);
            FloatVector u = FloatVector.fromArray(F, iou, i);
            FloatVector alpha = v.div(v.sub(u).add(ONE_PLUS_E));
            FloatVector complete = u.sub(FloatVector.fromArray(F, rho, i).add(v.mul(alpha)));
            complete.blend(0f, complete.compare(VectorOperators.GE, 0f).not()).intoArray(out, i);
        }
    }

    private static void angles(CellBoxes box, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector h = FloatVector.fromArray(F, box.h, i).add(E).add(E);
            FloatVector.fromArray(F, box.w, i).div(h).intoArray(out, i);
        }
        Atan.of(out, n);
    }

    private static void overlaps(CellBoxes p, CellBoxes t, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector pw = FloatVector.fromArray(F, p.w, i).mul(0.5f);
            FloatVector ph = FloatVector.fromArray(F, p.h, i).mul(0.5f);
            FloatVector tw = FloatVector.fromArray(F, t.w, i).mul(0.5f);
            FloatVector th = FloatVector.fromArray(F, t.h, i).mul(0.5f);
            FloatVector px = FloatVector.fromArray(F, p.x, i);
            FloatVector py = FloatVector.fromArray(F, p.y, i);
            FloatVector tx = FloatVector.fromArray(F, t.x, i);
            FloatVector ty = FloatVector.fromArray(F, t.y, i);
            FloatVector pLeft = px.sub(pw);
            FloatVector pRight = px.add(pw);
            FloatVector tLeft = tx.sub(tw);
            FloatVector tRight = tx.add(tw);
            FloatVector pTop = py.sub(ph);
            FloatVector pBottom = py.add(ph);
            FloatVector tTop = ty.sub(th);
            FloatVector tBottom = ty.add(th);
            FloatVector w = pRight.blend(tRight, pRight.compare(VectorOperators.GT, tRight))
                    .sub(pLeft.blend(tLeft, pLeft.compare(VectorOperators.LT, tLeft)));
            FloatVector h = pBottom.blend(tBottom, pBottom.compare(VectorOperators.GT, tBottom))
                    .sub(pTop.blend(tTop, pTop.compare(VectorOperators.LT, tTop)));
            w = w.blend(0f, w.compare(VectorOperators.LT, 0f));
            h = h.blend(0f, h.compare(VectorOperators.LT, 0f));
            FloatVector inter = w.mul(h);
            FloatVector union = pw.mul(2f)
                    .mul(ph.mul(2f).add(E))
                    .add(tw.mul(2f).mul(th.mul(2f).add(E)))
                    .sub(inter)
                    .add(E);
            inter.div(union).intoArray(out, i);
        }
    }

    /** Squared centre distances over squared diagonals of the smallest boxes around both. */
    private static void distances(CellBoxes p, CellBoxes t, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector pw = FloatVector.fromArray(F, p.w, i).mul(0.5f);
            FloatVector ph = FloatVector.fromArray(F, p.h, i).mul(0.5f);
            FloatVector tw = FloatVector.fromArray(F, t.w, i).mul(0.5f);
            FloatVector th = FloatVector.fromArray(F, t.h, i).mul(0.5f);
            FloatVector px = FloatVector.fromArray(F, p.x, i);
            FloatVector py = FloatVector.fromArray(F, p.y, i);
            FloatVector tx = FloatVector.fromArray(F, t.x, i);
            FloatVector ty = FloatVector.fromArray(F, t.y, i);
            FloatVector pLeft = px.sub(pw);
            FloatVector pRight = px.add(pw);
            FloatVector tLeft = tx.sub(tw);
            FloatVector tRight = tx.add(tw);
            FloatVector pTop = py.sub(ph);
            FloatVector pBottom = py.add(ph);
            FloatVector tTop = ty.sub(th);
            FloatVector tBottom = ty.add(th);
            FloatVector cw = pRight.blend(tRight, pRight.compare(VectorOperators.LT, tRight))
                    .sub(pLeft.blend(tLeft, pLeft.compare(VectorOperators.GT, tLeft)));
            FloatVector ch = pBottom.blend(tBottom, pBottom.compare(VectorOperators.LT, tBottom))
                    .sub(pTop.blend(tTop, pTop.compare(VectorOperators.GT, tTop)));
            FloatVector diagonal = cw.mul(cw).add(ch.mul(ch)).add(E);
            FloatVector dx = tx.sub(px);
            FloatVector dy = ty.sub(py);
            dx.mul(dx).add(dy.mul(dy)).div(diagonal).intoArray(out, i);
        }
    }
}
