package dev.duet.assign.workbench;

import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.UnitGrid;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import dev.duet.lanes.overlap.BoxColumns;
import dev.duet.lanes.overlap.BoxForm;

/**
 * The GTs of the image in hand as padded columns, with the funnel of each. GT g of the columns is GT g of the image where all are
 * {@linkplain #load loaded} at once; where a system's preparation drops some, those that take part are {@linkplain #add added} one by
 * one and {@link #index} says which they are. Grows only.
 */
public final class ImageGts extends BoxColumns {
    private final UnitGrid grid;
    private GtBatch batch;
    /** Index in the batch of the image's first GT. */
    private int first;
    /** GTs count for the border cells where they lie outside the image, so that none of them is outside. */
    private boolean clamped;

    /** GTs in the columns. */
    public int size;
    /** Index in the image of each GT. */
    public int[] index = new int[0];

    public int[] label = index;
    /** Per GT, where the preparation drops some that keep their places: false for those. */
    private boolean[] valid = new boolean[0];

    private boolean allValid;

    /** Centre in pixels. */
    public float[] cx = new float[0];

    public float[] cy = cx;
    /** Sides in pixels and angle of rotated GTs. */
    public float[] w = cx;

    public float[] h = cx;
    public float[] angle = cx;
    /** Centre and sides as shares of the image, where {@link #shares} was called or GTs were added. */
    public float[] shareX = cx;

    public float[] shareY = cx;
    public float[] shareW = cx;
    public float[] shareH = cx;

    /** The funnel of each GT: units that passed the spatial prior, that it selected, that it asked for (k), that it ended with. */
    public int[] candidates = index;

    public int[] selected = index;
    public int[] wanted = index;
    public int[] kept = index;

    public ImageGts(UnitGrid grid) {
        this.grid = grid;
        reserve(64);
    }

    /** Loads all GTs of an image, with empty funnels. */
    public void load(GtBatch gts, int image) {
        begin(gts, image);
        System.arraycopy(gts.label, first, label, 0, size);
        if (gts.isRotated()) {
            w = Lanes.grow(w, size);
            h = Lanes.grow(h, size);
            angle = Lanes.grow(angle, size);
            copy(gts.cx, cx);
            copy(gts.cy, cy);
            copy(gts.w, w);
            copy(gts.h, h);
            copy(gts.angle, angle);
            return;
        }
        copy(gts.x1, x1);
        copy(gts.y1, y1);
        copy(gts.x2, x2);
        copy(gts.y2, y2);
        BoxForm.areasAndCentres(x1, y1, x2, y2, size, area, cx, cy);
    }

    /** By whole vectors, but at the very end of the batch. */
    private void copy(float[] ofBatch, float[] column) {
        if (first + size + Lanes.COUNT <= ofBatch.length) {
            Rows.copy(ofBatch, first, size, column, 0);
        } else {
            System.arraycopy(ofBatch, first, column, 0, size);
        }
    }

    /** Drops GTs whose numbers sum to 0 or less: padding, to the systems that pad. */
    public void dropPadding() {
        if (valid.length < size) {
            valid = new boolean[index.length];
        }
        allValid = false;
        for (int g = 0; g < size; g++) {
            valid[g] = (batch.isRotated() ? cx[g] + cy[g] + w[g] + h[g] + angle[g] : x1[g] + y1[g] + x2[g] + y2[g]) > 0;
        }
    }

    /** False where the system's preparation drops a GT that keeps its place: it selects nothing. */
    public boolean isValid(int g) {
        return allValid || valid[g];
    }

    /** Derives corners from centre and sides, as YOLOX does; areas stay. */
    public void throughCentre() {
        BoxForm.throughCentre(x1, x2, size);
        BoxForm.throughCentre(y1, y2, size);
    }

    /** Puts the centres that were given, if any, in the place of the boxes'. */
    public void recentre() {
        for (int g = 0; batch.centres != null && g < size; g++) {
            cx[g] = batch.centres[2 * (first + g)];
            cy[g] = batch.centres[2 * (first + g) + 1];
        }
    }

    /** Finds the shares of the image, as they were given or in float32 from the corners (YOLOv5's labels). */
    public void shares() {
        growShares();
        float width = grid.imageWidth;
        float height = grid.imageHeight;
        for (int g = 0; g < size; g++) {
            if (batch.shares != null) {
                int at = 4 * (first + g);
                shareX[g] = batch.shares[at];
                shareY[g] = batch.shares[at + 1];
                shareW[g] = batch.shares[at + 2];
                shareH[g] = batch.shares[at + 3];
            } else {
                shareX[g] = (x1[g] + x2[g]) * 0.5f / width;
                shareY[g] = (y1[g] + y2[g]) * 0.5f / height;
                shareW[g] = (x2[g] - x1[g]) / width;
                shareH[g] = (y2[g] - y1[g]) / height;
            }
        }
    }

    /**
     * Puts the boxes that the {@linkplain #shares shares} scale to in the place of those that were given.
     *
     * @param scaleX pixels that x and w are multiplied by
     */
    public void rescale(float scaleX, float scaleY) {
        for (int g = 0; g < size; g++) {
            cx[g] = shareX[g] * scaleX;
            cy[g] = shareY[g] * scaleY;
            float halfW = shareW[g] * scaleX * 0.5f;
            float halfH = shareH[g] * scaleY * 0.5f;
            x1[g] = cx[g] - halfW;
            y1[g] = cy[g] - halfH;
            x2[g] = cx[g] + halfW;
            y2[g] = cy[g] + halfH;
        }
        areas(size);
    }

    /** Starts an image whose GTs are added; wherever their centres lie, they count for a cell. */
    public void start(GtBatch gts, int image) {
        begin(gts, image);
        growShares();
        clamped = true;
        size = 0;
    }

    private void begin(GtBatch gts, int image) {
        batch = gts;
        first = gts.offset[image];
        size = gts.offset[image + 1] - first;
        allValid = true;
        reserve(size);
        Rows.clear(candidates, selected, wanted, kept, size);
    }

    /** Adds GT {@code g} of the image with an empty funnel; its centre and sides are shares of the image. */
    public void add(int g, float centreX, float centreY, float width, float height) {
        int t = size++;
        index[t] = g;
        label[t] = batch.label[first + g];
        shareX[t] = centreX;
        shareY[t] = centreY;
        shareW[t] = width;
        shareH[t] = height;
    }

    /** Records a GT of the image that is not added: empty, outside the image, or dropped. */
    public void drop(int g, DuetTable out) {
        GtOutcome outcome = Outcomes.of(batch, first + g, grid, true, 0, 0, 0);
        out.gt(first + g, outcome == GtOutcome.NO_CANDIDATE ? GtOutcome.DROPPED : outcome, 0, 0, 0);
    }

    /** Column (or row) of the cell a share of the image falls in; a share outside counts for the border cell. */
    public static int cell(float share, int cells) {
        return Math.clamp((int) (share * cells), 0, cells - 1);
    }

    /** Weight of a GT; 1 where none was given. */
    public float weight(int g) {
        return batch.weight == null ? 1 : batch.weight[first + index[g]];
    }

    /** The funnel of a GT for which everything that was a candidate was selected and nothing more was wanted. */
    public void took(int g, int units) {
        candidates[g] = units;
        selected[g] = units;
        wanted[g] = units;
    }

    /** Records the funnels of all GTs. */
    public void report(DuetTable out) {
        if (clamped) {
            for (int t = 0; t < size; t++) {
                report(t, out);
            }
            return;
        }
        System.arraycopy(candidates, 0, out.candidates, first, size);
        System.arraycopy(selected, 0, out.selected, first, size);
        System.arraycopy(wanted, 0, out.wanted, first, size);
        for (int g = 0; g < size; g++) {
            out.outcome[first + g] = (byte) (kept[g] > 0 ? GtOutcome.ASSIGNED : reason(g)).ordinal();
        }
    }

    /** Records the funnel of one GT. */
    public void report(int g, DuetTable out) {
        report(g, kept[g] > 0 ? GtOutcome.ASSIGNED : reason(g), out);
    }

    /** Why a GT has no unit. */
    private GtOutcome reason(int g) {
        GtOutcome reason = Outcomes.of(batch, first + index[g], grid, isValid(g), candidates[g], selected[g], 0);
        if (clamped && reason == GtOutcome.OUTSIDE) {
            return candidates[g] == 0 ? GtOutcome.NO_CANDIDATE : GtOutcome.NONE_SELECTED;
        }
        return reason;
    }

    /** Records the funnel of one GT, and what became of it where the funnel alone does not tell. */
    public void report(int g, GtOutcome outcome, DuetTable out) {
        out.gt(first + index[g], outcome, candidates[g], selected[g], wanted[g]);
    }

    @Override
    public void reserve(int n) {
        super.reserve(n);
        if (index.length >= Lanes.padded(n)) {
            return;
        }
        index = Lanes.grow(index, n);
        label = Lanes.grow(label, n);
        for (int g = 0; g < index.length; g++) {
            index[g] = g;
        }
        cx = Lanes.grow(cx, n);
        cy = Lanes.grow(cy, n);
        candidates = Lanes.grow(candidates, n);
        selected = Lanes.grow(selected, n);
        wanted = Lanes.grow(wanted, n);
        kept = Lanes.grow(kept, n);
    }

    private void growShares() {
        if (shareX.length < index.length) {
            shareX = new float[index.length];
            shareY = new float[index.length];
            shareW = new float[index.length];
            shareH = new float[index.length];
        }
    }
}
