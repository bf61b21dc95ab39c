package dev.duet.assign.atss;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.overlap.PlainIou;

/** Overlap of a GT with the square anchor of a unit: a fixed number of strides wide, centred on the unit point. */
final class AnchorOverlap {
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
        this.floored = overlap.guard() == Overlap.Guard.FLOOR;
        this.eps = overlap.eps();
    }

    /** Sets the GT that {@link #with} compares. */
    void gt(ImageGts gts, int g) {
        x1 = gts.x1[g];
        y1 = gts.y1[g];
        x2 = gts.x2[g];
        y2 = gts.y2[g];
        area = gts.area[g];
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

    /** GT whose overlap with a unit's anchor is highest, the first of equals. */
    int bestGt(ImageGts gts, int unit) {
        int best = 0;
        float most = Float.NEGATIVE_INFINITY;
        for (int g = 0; g < gts.size; g++) {
            gt(gts, g);
            float o = with(unit);
            if (o > most) {
                most = o;
                best = g;
            }
        }
        return best;
    }

    /** Unit whose anchor a GT overlaps most, the first of equals; looks at every unit. */
    int bestUnit(ImageGts gts, int g) {
        gt(gts, g);
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
