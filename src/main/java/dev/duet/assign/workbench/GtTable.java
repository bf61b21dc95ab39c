package dev.duet.assign.workbench;

import dev.duet.assign.GtBatch;
import dev.duet.lanes.memory.Lanes;

/**
 * The GTs of the image in hand as padded columns, image-local index. {@code lowX..highY} is the box in which unit points are
 * candidates; it equals the GT unless small sides were replaced (STAL). Grows only.
 */
public final class GtTable {
    public int size;
    public float[] x1 = new float[Lanes.padded(64)];
    public float[] y1 = new float[Lanes.padded(64)];
    public float[] x2 = new float[Lanes.padded(64)];
    public float[] y2 = new float[Lanes.padded(64)];
    public float[] lowX = new float[Lanes.padded(64)];
    public float[] lowY = new float[Lanes.padded(64)];
    public float[] highX = new float[Lanes.padded(64)];
    public float[] highY = new float[Lanes.padded(64)];
    /** Rotated GTs: centre, sides, angle; unused for axis-aligned ones. */
    public float[] cx = new float[Lanes.padded(64)];

    public float[] cy = new float[Lanes.padded(64)];
    public float[] w = new float[Lanes.padded(64)];
    public float[] h = new float[Lanes.padded(64)];
    public float[] angle = new float[Lanes.padded(64)];
    public int[] label = new int[Lanes.padded(64)];
    /** False where the system's preparation drops the GT: it selects nothing. */
    public boolean[] valid = new boolean[64];

    /**
     * Loads the GTs of one image.
     *
     * @param positiveSum drop GTs whose coordinates sum to 0 or less
     */
    public void load(GtBatch gts, int image, boolean positiveSum) {
        int from = gts.offset[image];
        size = gts.offset[image + 1] - from;
        reserve(size);
        System.arraycopy(gts.label, from, label, 0, size);
        if (gts.isRotated()) {
            System.arraycopy(gts.cx, from, cx, 0, size);
            System.arraycopy(gts.cy, from, cy, 0, size);
            System.arraycopy(gts.w, from, w, 0, size);
            System.arraycopy(gts.h, from, h, 0, size);
            System.arraycopy(gts.angle, from, angle, 0, size);
        } else {
            System.arraycopy(gts.x1, from, x1, 0, size);
            System.arraycopy(gts.y1, from, y1, 0, size);
            System.arraycopy(gts.x2, from, x2, 0, size);
            System.arraycopy(gts.y2, from, y2, 0, size);
        }
        for (int g = 0; g < size; g++) {
            float sum = gts.isRotated() ? cx[g] + cy[g] + w[g] + h[g] + angle[g] : x1[g] + y1[g] + x2[g] + y2[g];
            valid[g] = !positiveSum || sum > 0;
        }
    }

    private void reserve(int n) {
        x1 = Lanes.grow(x1, n);
        y1 = Lanes.grow(y1, n);
        x2 = Lanes.grow(x2, n);
        y2 = Lanes.grow(y2, n);
        lowX = Lanes.grow(lowX, n);
        lowY = Lanes.grow(lowY, n);
        highX = Lanes.grow(highX, n);
        highY = Lanes.grow(highY, n);
        cx = Lanes.grow(cx, n);
        cy = Lanes.grow(cy, n);
        w = Lanes.grow(w, n);
        h = Lanes.grow(h, n);
        angle = Lanes.grow(angle, n);
        label = Lanes.grow(label, n);
        if (valid.length < n) {
            valid = new boolean[n + (n >> 1)];
        }
    }
}
