package dev.duet.assign.workbench;

import dev.duet.assign.GtBatch;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.BoxForm;

/** The axis-aligned GTs of one image as padded columns. Grows only. */
public final class GtBoxes {
    private final boolean throughCentre;

    public int size;
    public float[] x1 = new float[Lanes.padded(64)];
    public float[] y1 = new float[Lanes.padded(64)];
    public float[] x2 = new float[Lanes.padded(64)];
    public float[] y2 = new float[Lanes.padded(64)];
    public float[] area = new float[Lanes.padded(64)];
    public float[] cx = new float[Lanes.padded(64)];
    public float[] cy = new float[Lanes.padded(64)];
    /** Centre and sides as shares of the image, where loaded so. */
    public float[] normalX = new float[0];

    public float[] normalY = normalX;
    public float[] normalW = normalX;
    public float[] normalH = normalX;
    public int[] label = new int[Lanes.padded(64)];

    /** @param throughCentre corners are derived from centre and sides, as YOLOX does */
    public GtBoxes(boolean throughCentre) {
        this.throughCentre = throughCentre;
    }

    public void load(GtBatch gts, int image) {
        int from = gts.offset[image];
        size = gts.offset[image + 1] - from;
        reserve(size);
        System.arraycopy(gts.x1, from, x1, 0, size);
        System.arraycopy(gts.y1, from, y1, 0, size);
        System.arraycopy(gts.x2, from, x2, 0, size);
        System.arraycopy(gts.y2, from, y2, 0, size);
        System.arraycopy(gts.label, from, label, 0, size);
        for (int g = 0; g < size; g++) {
            cx[g] = (x1[g] + x2[g]) * 0.5f;
            cy[g] = (y1[g] + y2[g]) * 0.5f;
        }
        BoxForm.areas(x1, y1, x2, y2, size, area);
        if (throughCentre) {
            BoxForm.throughCentre(x1, x2, size);
            BoxForm.throughCentre(y1, y2, size);
        }
    }

    /** Puts the centres that were given for the GTs of the image just loaded, if any, in the place of their boxes'. */
    public void recentre(GtBatch gts, int image) {
        if (gts.centres != null) {
            int from = gts.offset[image];
            for (int g = 0; g < size; g++) {
                cx[g] = gts.centres[2 * (from + g)];
                cy[g] = gts.centres[2 * (from + g) + 1];
            }
        }
    }

    /**
     * Loads the GTs of one image as YOLOv7 sees them: normalised by the image size in float32, then scaled back.
     *
     * @param scaleX pixels that normalised x and w are multiplied by
     */
    public void loadNormalised(GtBatch gts, int image, int width, int height, float scaleX, float scaleY) {
        int from = gts.offset[image];
        size = gts.offset[image + 1] - from;
        reserve(size);
        normalX = Lanes.grow(normalX, size);
        normalY = Lanes.grow(normalY, size);
        normalW = Lanes.grow(normalW, size);
        normalH = Lanes.grow(normalH, size);
        System.arraycopy(gts.label, from, label, 0, size);
        normalise(gts, from, width, height);
        for (int g = 0; g < size; g++) {
            cx[g] = normalX[g] * scaleX;
            cy[g] = normalY[g] * scaleY;
            float halfW = normalW[g] * scaleX * 0.5f;
            float halfH = normalH[g] * scaleY * 0.5f;
            x1[g] = cx[g] - halfW;
            y1[g] = cy[g] - halfH;
            x2[g] = cx[g] + halfW;
            y2[g] = cy[g] + halfH;
        }
        BoxForm.areas(x1, y1, x2, y2, size, area);
    }

    private void normalise(GtBatch gts, int from, int width, int height) {
        for (int g = 0; g < size; g++) {
            int row = from + g;
            if (gts.shares != null) {
                normalX[g] = gts.shares[4 * row];
                normalY[g] = gts.shares[4 * row + 1];
                normalW[g] = gts.shares[4 * row + 2];
                normalH[g] = gts.shares[4 * row + 3];
            } else {
                normalX[g] = (gts.x1[row] + gts.x2[row]) * 0.5f / width;
                normalY[g] = (gts.y1[row] + gts.y2[row]) * 0.5f / height;
                normalW[g] = (gts.x2[row] - gts.x1[row]) / width;
                normalH[g] = (gts.y2[row] - gts.y1[row]) / height;
            }
        }
    }

    private void reserve(int n) {
        x1 = Lanes.grow(x1, n);
        y1 = Lanes.grow(y1, n);
        x2 = Lanes.grow(x2, n);
        y2 = Lanes.grow(y2, n);
        area = Lanes.grow(area, n);
        cx = Lanes.grow(cx, n);
        cy = Lanes.grow(cy, n);
        label = Lanes.grow(label, n);
    }
}
