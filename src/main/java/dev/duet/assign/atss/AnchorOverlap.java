package dev.duet.assign.atss;

import dev.duet.assign.GtBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Overlap;
import dev.duet.lanes.overlap.PlainIou;

/** Overlap of a GT with the square anchor of a unit: a fixed number of strides wide, centred on the unit point. */
public final class AnchorOverlap {
    private final UnitGrid grid;
    private final float scale;
    /** The union has a floor instead of something added. */
    final boolean floored;
    /** Floor under the union, or what is added to it. */
    final float eps;

    private float x1;
    private float y1;
    private float x2;
    private float y2;
    private float area;

    AnchorOverlap(UnitGrid grid, float scale, Overlap overlap) {
        this.grid = grid;
        this.scale = scale;
        this.floored = overlap == Overlap.IOU_MAX_1E6;
        this.eps = floored ? 1e-6f : overlap == Overlap.IOU_PLUS_1E10 ? 1e-10f : 1e-9f;
    }

    /** Sets the GT that {@link #with} compares. */
    void gt(float gx1, float gy1, float gx2, float gy2) {
        x1 = gx1;
        y1 = gy1;
        x2 = gx2;
        y2 = gy2;
        area = area(gx1, gy1, gx2, gy2);
    }

    /** Area of a GT as the overlap takes it. */
    public float area(float gx1, float gy1, float gx2, float gy2) {
        return PlainIou.area(gx1, gy1, gx2, gy2, !floored);
    }

    /** Half a side of the anchors of a level, in pixels. */
    float half(int level) {
        return scale * grid.stride[level] / 2;
    }

    /** Overlap of a unit's anchor with the GT. */
    float with(int unit) {
        int l = grid.level(unit);
        return with(grid.point(l, grid.column(l, unit)), grid.point(l, grid.row(l, unit)), half(l));
    }

    /** Overlap of an anchor, given its centre and half its side, with the GT. */
    float with(float px, float py, float half) {
        float ax1 = px - half;
        float ay1 = py - half;
        float ax2 = px + half;
        float ay2 = py + half;
        float inter = PlainIou.intersection(ax1, ay1, ax2, ay2, x1, y1, x2, y2);
        float union = area + PlainIou.area(ax1, ay1, ax2, ay2, !floored) - inter;
        return inter / (floored ? Math.max(union, eps) : union + eps);
    }

    /** GT of an image whose overlap with a unit's anchor is highest, image-local; the first of equals. */
    int bestGt(GtBatch gts, int base, int n, int unit) {
        int best = 0;
        float most = Float.NEGATIVE_INFINITY;
        for (int g = 0; g < n; g++) {
            int row = base + g;
            gt(gts.x1[row], gts.y1[row], gts.x2[row], gts.y2[row]);
            float o = with(unit);
            if (o > most) {
                most = o;
                best = g;
            }
        }
        return best;
    }

    /** Unit whose anchor a GT overlaps most, the first of equals; looks at every unit. */
    int bestUnit(GtBatch gts, int row) {
        gt(gts.x1[row], gts.y1[row], gts.x2[row], gts.y2[row]);
        int best = 0;
        float most = Float.NEGATIVE_INFINITY;
        for (int unit = 0; unit < grid.units; unit++) {
            float o = with(unit);
            if (o > most) {
                most = o;
                best = unit;
            }
        }
        return best;
    }
}
