package dev.duet.assign.workbench;

import dev.duet.assign.GtBatch;
import dev.duet.assign.atss.AnchorOverlap;
import dev.duet.lanes.memory.Lanes;

/** The GTs of an image as padded columns in pixels: corners, centres and areas. Grows only. */
public final class GtColumns {
    public int size;
    public float[] x1 = new float[Lanes.padded(64)];
    public float[] y1 = new float[Lanes.padded(64)];
    public float[] x2 = new float[Lanes.padded(64)];
    public float[] y2 = new float[Lanes.padded(64)];
    public float[] cx = new float[Lanes.padded(64)];
    public float[] cy = new float[Lanes.padded(64)];
    public float[] area = new float[Lanes.padded(64)];

    public void load(GtBatch gts, int image, AnchorOverlap anchors) {
        int from = gts.offset[image];
        size = gts.offset[image + 1] - from;
        reserve(size);
        System.arraycopy(gts.x1, from, x1, 0, size);
        System.arraycopy(gts.y1, from, y1, 0, size);
        System.arraycopy(gts.x2, from, x2, 0, size);
        System.arraycopy(gts.y2, from, y2, 0, size);
        for (int g = 0; g < size; g++) {
            cx[g] = (x1[g] + x2[g]) / 2;
            cy[g] = (y1[g] + y2[g]) / 2;
            area[g] = anchors.area(x1[g], y1[g], x2[g], y2[g]);
        }
    }

    private void reserve(int n) {
        if (x1.length < Lanes.padded(n)) {
            x1 = Lanes.grow(x1, n);
            y1 = Lanes.grow(y1, n);
            x2 = Lanes.grow(x2, n);
            y2 = Lanes.grow(y2, n);
            cx = Lanes.grow(cx, n);
            cy = Lanes.grow(cy, n);
            area = Lanes.grow(area, n);
        }
    }
}
