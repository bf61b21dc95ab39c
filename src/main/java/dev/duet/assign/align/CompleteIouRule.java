package dev.duet.assign.align;

import dev.duet.lanes.CompleteIou;
import dev.duet.lanes.Lanes;

/** Complete IoU clamped at 0 (YOLOv8 to YOLO26), bounded by distance IoU, which needs no arc tangent. */
final class CompleteIouRule implements OverlapRule {
    private float[] area = new float[64];
    private float[] angle = new float[64];
    private float[] ratio = new float[Lanes.padded(256)];
    private float[] iou = new float[Lanes.padded(256)];
    private float[] rho = new float[Lanes.padded(256)];

    @Override
    public void prepare(GtTable t) {
        if (area.length < t.size) {
            area = new float[t.size + (t.size >> 1)];
            angle = new float[area.length];
        }
        for (int g = 0; g < t.size; g++) {
            area[g] = CompleteIou.area(t.x1[g], t.y1[g], t.x2[g], t.y2[g]);
            angle[g] = CompleteIou.angle(t.x1[g], t.y1[g], t.x2[g], t.y2[g]);
        }
    }

    @Override
    public void bound(CandidateBoxes c, GtTable t, int g) {
        CompleteIou.distance(
                c.column[0],
                c.column[1],
                c.column[2],
                c.column[3],
                c.size,
                t.x1[g],
                t.y1[g],
                t.x2[g],
                t.y2[g],
                c.first,
                c.second,
                c.bound);
    }

    @Override
    public void exact(CandidateBoxes c, int[] picked, int n, GtTable t, int g, float[] out) {
        if (ratio.length < Lanes.padded(n)) {
            ratio = Lanes.grow(ratio, n);
            iou = Lanes.grow(iou, n);
            rho = Lanes.grow(rho, n);
        }
        CompleteIou.pick(
                c.column[0], c.column[1], c.column[2], c.column[3], c.first, c.second, picked, n, ratio, iou, rho);
        CompleteIou.complete(ratio, iou, rho, n, angle[g], out);
    }

    @Override
    public float pair(float[] p, GtTable t, int g) {
        return CompleteIou.pair(p[0], p[1], p[2], p[3], t.x1[g], t.y1[g], t.x2[g], t.y2[g], area[g], angle[g]);
    }
}
