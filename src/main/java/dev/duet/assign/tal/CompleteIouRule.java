package dev.duet.assign.tal;

import dev.duet.assign.workbench.CandidateBoxes;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import dev.duet.lanes.overlap.CompleteIou;

/** Complete IoU clamped at 0 (YOLOv8 to YOLO26), bounded by distance IoU, which needs no arc tangent. */
final class CompleteIouRule implements OverlapRule {
    /** Scratch columns of the candidates. */
    private static final int IOU = 0;

    private static final int RHO = 1;
    private static final int RATIO = 2;

    private float[] area = new float[Lanes.padded(64)];
    private float[] angle = new float[Lanes.padded(64)];
    private float[] gtAngle = new float[Lanes.padded(256)];
    private float[] ratio = new float[Lanes.padded(256)];
    private float[] iou = new float[Lanes.padded(256)];
    private float[] rho = new float[Lanes.padded(256)];

    @Override
    public void prepare(ImageGts t) {
        area = Lanes.grow(area, t.size);
        angle = Lanes.grow(angle, t.size);
        CompleteIou.shapes(t.x1, t.y1, t.x2, t.y2, t.size, area, angle);
    }

    @Override
    public boolean bound(CandidateBoxes c, int from, int n, ImageGts t, int g) {
        return CompleteIou.distance(
                c.column[0],
                c.column[1],
                c.column[2],
                c.column[3],
                from,
                n,
                t.x1[g],
                t.y1[g],
                t.x2[g],
                t.y2[g],
                c.scratch[IOU],
                c.scratch[RHO],
                c.bound,
                c.scratch[RATIO]);
    }

    @Override
    public void exact(CandidateBoxes c, int[] picked, int[] end, ImageGts t, float[] out) {
        int n = end[c.gts - 1];
        if (ratio.length < Lanes.padded(n)) {
            ratio = Lanes.grow(ratio, n);
            iou = Lanes.grow(iou, n);
            rho = Lanes.grow(rho, n);
            gtAngle = Lanes.grow(gtAngle, n);
        }
        int from = 0;
        for (int s = 0; s < c.gts; s++) {
            Rows.fill(gtAngle, from, end[s] - from, angle[c.gt[s]]);
            from = end[s];
        }
        Rows.pick(c.scratch[RATIO], c.scratch[IOU], c.scratch[RHO], picked, n, ratio, iou, rho);
        CompleteIou.complete(ratio, iou, rho, n, gtAngle, out);
    }

    @Override
    public float exact(CandidateBoxes c, int i, ImageGts t, int g) {
        return pair(c.column[0][i], c.column[1][i], c.column[2][i], c.column[3][i], t, g, 0);
    }

    @Override
    public float pair(float[] p, ImageGts t, int g) {
        return pair(p, t, g, 0);
    }

    @Override
    public float pair(float[] p, ImageGts t, int g, float least) {
        return pair(p[0], p[1], p[2], p[3], t, g, least);
    }

    private float pair(float x1, float y1, float x2, float y2, ImageGts t, int g, float least) {
        return CompleteIou.pair(x1, y1, x2, y2, t.x1[g], t.y1[g], t.x2[g], t.y2[g], area[g], angle[g], least);
    }
}
