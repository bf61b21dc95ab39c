package dev.duet.assign.maxiou;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.LatticeIou;
import java.util.Arrays;

/** Anchors of one shape on one level: edges depend on the column, or the row, alone, and lie one stride apart. */
final class AnchorPlane implements AnchorBlock {
    /** Covers the rounding of sides and of the bounds below, as a share. */
    private static final float SLACK = 1e-3f;
    /** Covers the rounding of edges, in cells; the lattice was accepted with half of it. */
    private static final float CELL_SLACK = 2 * AnchorField.LATTICE_TOLERANCE;

    private final UnitGrid grid;
    private final int level;
    private final int slot;
    private final float[] x1;
    private final float[] x2;
    private final float[] width;
    private final float[] y1;
    private final float[] y2;
    private final float[] height;

    /** Left and right edge per column, top and bottom edge per row. */
    AnchorPlane(UnitGrid grid, int level, int slot, float[] x1, float[] x2, float[] y1, float[] y2) {
        this.grid = grid;
        this.level = level;
        this.slot = slot;
        this.x1 = padded(x1, Float.MAX_VALUE);
        this.x2 = padded(x2, Float.MAX_VALUE);
        this.y1 = y1;
        this.y2 = y2;
        width = padded(difference(x2, x1), 0);
        height = difference(y2, y1);
    }

    private static float[] padded(float[] values, float behind) {
        float[] padded = new float[Lanes.padded(values.length)];
        Arrays.fill(padded, behind);
        System.arraycopy(values, 0, padded, 0, values.length);
        return padded;
    }

    private static float[] difference(float[] high, float[] low) {
        float[] difference = new float[high.length];
        for (int i = 0; i < high.length; i++) {
            difference[i] = high[i] - low[i];
        }
        return difference;
    }

    @Override
    public int rows() {
        return grid.height[level];
    }

    @Override
    public int columns() {
        return grid.width[level];
    }

    @Override
    public int pitch() {
        return columns() + Lanes.COUNT;
    }

    @Override
    public int unit(int row, int column) {
        return grid.unit(level, row, column, slot);
    }

    /**
     * IoU of at least t means an intersection of at least t / (1 + t) (A + B). Neither side of it is longer than the shorter box, which
     * bounds the other side from below: a first test on shapes alone, then a range of columns and one of rows.
     */
    @Override
    public boolean window(float bx1, float by1, float bx2, float by2, float least, AnchorWindow w) {
        float shortW = Math.min(bx2 - bx1, width[0]);
        float shortH = Math.min(by2 - by1, height[0]);
        float across = 0;
        float down = 0;
        if (least > 0) {
            float inter = least / (1 + least) * ((bx2 - bx1) * (by2 - by1) + width[0] * height[0]) * (1 - SLACK);
            if (shortW * shortH < inter) {
                return false;
            }
            across = inter / shortH * (1 - SLACK);
            down = inter / shortW * (1 - SLACK);
        }
        float stride = grid.stride[level];
        w.firstColumn = atLeast((bx1 + across - x2[0]) / stride);
        w.columns = atMost((bx2 - across - x1[0]) / stride, columns()) - w.firstColumn + 1;
        w.firstRow = atLeast((by1 + down - y2[0]) / stride);
        w.rows = atMost((by2 - down - y1[0]) / stride, rows()) - w.firstRow + 1;
        return w.columns > 0 && w.rows > 0;
    }

    private static int atLeast(float cell) {
        return Math.max(0, (int) Math.ceil(cell - CELL_SLACK));
    }

    private static int atMost(float cell, int cells) {
        return Math.min(cells - 1, (int) Math.floor(cell + CELL_SLACK));
    }

    @Override
    public float overlaps(AnchorWindow w, ImageGts gts, int g, float[] out) {
        w.stride = LatticeIou.whole(w.columns);
        return LatticeIou.fill(
                x1,
                x2,
                width,
                w.firstColumn,
                w.columns,
                y1,
                y2,
                height,
                w.firstRow,
                w.rows,
                gts.x1[g],
                gts.y1[g],
                gts.x2[g],
                gts.y2[g],
                gts.area[g],
                AnchorField.UNION_FLOOR,
                out,
                w.at);
    }
}
