package dev.duet.assign.workbench;

import dev.duet.assign.UnitGrid;

/**
 * Geometry before arithmetic: the unit points between two edges are one span of columns (or rows) per level. Borders are decided by
 * the float32 test of the originals, {@code point - low > margin} and {@code high - point > margin}, so that a point on an edge falls
 * where it falls there.
 */
public final class Spans {
    private Spans() {}

    /**
     * First column (or row) {@code i >= 0} of a level whose point lies more than {@code margin} pixels above {@code low}; may be
     * {@code cells} or more when there is none.
     *
     * @param cells columns (or rows) of the level
     */
    public static int first(UnitGrid grid, int level, int cells, float low, float margin) {
        int i = clamp((low + margin - grid.point(level, 0)) / grid.stride[level], cells);
        while (i > 0 && grid.point(level, i - 1) - low > margin) {
            i--;
        }
        while (i < cells && !(grid.point(level, i) - low > margin)) {
            i++;
        }
        return i;
    }

    /** Last column (or row) of a level whose point lies more than {@code margin} pixels below {@code high}; -1 when there is none. */
    public static int last(UnitGrid grid, int level, int cells, float high, float margin) {
        int i = clamp((high - margin - grid.point(level, 0)) / grid.stride[level] + 1, cells);
        while (i < cells - 1 && high - grid.point(level, i + 1) > margin) {
            i++;
        }
        while (i >= 0 && !(high - grid.point(level, i) > margin)) {
            i--;
        }
        return i;
    }

    /** A column to start from; the exact test moves on from there. */
    private static int clamp(float i, int cells) {
        return Math.max(0, Math.min(cells - 1, (int) i));
    }
}
