package dev.duet.assign.tal;

import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import dev.duet.lanes.overlap.CompleteIou;

/** Complete IoU clamped at 0 (YOLOv8 to YOLO26), bounded by distance IoU, which needs no arc tangent. */
final class CompleteIouRule implements OverlapRule {
    /** Parts of the overlap of every candidate of a block of GTs. */
    private float[] ious = new float[0];

    private float[] rhos = ious;
    private float[] ratios = ious;
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
    public boolean bound(Boxes c, int from, int n, ImageGts t, int g) {
        ious = Lanes.grow(ious, c.size);
        rhos = Lanes.grow(rhos, c.size);
        ratios = Lanes.grow(ratios, c.size);
        return CompleteIou.distance(c, from, n, t, g, ious, rhos, c.bound, ratios);
    }

    @Override
    public void exact(Boxes c, int[] picked, int[] end, ImageGts t, float[] out) {
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
        Rows.pick(ratios, ious, rhos, picked, n, ratio, iou, rho);
        CompleteIou.complete(ratio, iou, rho, n, gtAngle, out);
    }

    @Override
    public float exact(Boxes c, int i, ImageGts t, int g) {
        return pair(c, i, t, g, 0);
    }

    @Override
    public float pair(Boxes c, int i, ImageGts t, int g, float least) {
        return CompleteIou.pair(c, i, t, g, area[g], angle[g], least);
    }
}
