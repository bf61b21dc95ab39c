package dev.duet.assign.fcos;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.Spans;

/**
 * The locations of one level that may answer for one GT in FCOS, as index rectangles: strictly inside the GT (or its centre box), and
 * with the largest distance to a side in the level's range, both ends included. "At most high" is a smaller rectangle; "at least low"
 * cuts a rectangle out of the middle. All borders are decided by the float32 comparisons of the original on locations, not on
 * indices. Source: tianzhi0549/FCOS fcos_core/modeling/rpn/fcos/loss.py get_sample_region, compute_targets_for_locations.
 */
final class RangeWindow {
    int level;
    /** Columns and rows, both ends included; empty if a first is over its last. */
    int firstColumn;

    int lastColumn;
    int firstRow;
    int lastRow;
    /** Columns and rows cut out where both hold; nothing is cut if a first is over its last. */
    int firstCutColumn;

    int lastCutColumn;
    int firstCutRow;
    int lastCutRow;

    private final UnitGrid grid;
    private final float radius;
    private final float[] ranges;

    /**
     * @param radius half side of the centre box in strides; 0 for the whole GT
     * @param ranges low and high per level, in pixels
     */
    RangeWindow(UnitGrid grid, float radius, float[] ranges) {
        this.grid = grid;
        this.radius = radius;
        this.ranges = ranges;
    }

    /** Sets the window of a box on a level; returns false if it is empty. */
    boolean set(int ofLevel, float x1, float y1, float x2, float y2) {
        level = ofLevel;
        float low = ranges[2 * level];
        float high = ranges[2 * level + 1];
        float longest = Math.max(x2 - x1, y2 - y1);
        // The farther side is at least half the longest side away and less than all of it; the slack covers rounding.
        if (longest * .499f > high || longest * 1.001f < low) {
            return false;
        }
        int columns = grid.width[level];
        int rows = grid.height[level];
        float left = x1;
        float top = y1;
        float right = x2;
        float bottom = y2;
        if (radius > 0) {
            float half = grid.stride[level] * radius;
            float cx = (x1 + x2) / 2;
            float cy = (y1 + y2) / 2;
            left = Math.max(cx - half, x1);
            top = Math.max(cy - half, y1);
            right = Math.min(cx + half, x2);
            bottom = Math.min(cy + half, y2);
        }
        firstColumn = Spans.first(grid, level, columns, left, 0);
        lastColumn = Spans.last(grid, level, columns, right, 0);
        firstRow = Spans.first(grid, level, rows, top, 0);
        lastRow = Spans.last(grid, level, rows, bottom, 0);
        // Inside a box of sides up to high nothing is farther than high.
        if (x2 - x1 > high) {
            firstColumn = Math.max(firstColumn, Spans.last(grid, level, columns, x2, high) + 1);
            lastColumn = Math.min(lastColumn, Spans.first(grid, level, columns, x1, high) - 1);
        }
        if (y2 - y1 > high) {
            firstRow = Math.max(firstRow, Spans.last(grid, level, rows, y2, high) + 1);
            lastRow = Math.min(lastRow, Spans.first(grid, level, rows, y1, high) - 1);
        }
        if (firstColumn > lastColumn || firstRow > lastRow) {
            return false;
        }
        cut(low, x1, y1, x2, y2);
        return true;
    }

    /** All four distances under low: "not over the float below low" is "under low". */
    private void cut(float low, float x1, float y1, float x2, float y2) {
        firstCutColumn = 1;
        lastCutColumn = 0;
        firstCutRow = 1;
        lastCutRow = 0;
        if (low > 0) {
            float below = Math.nextDown(low);
            firstCutColumn = Spans.last(grid, level, grid.width[level], x2, below) + 1;
            lastCutColumn = Spans.first(grid, level, grid.width[level], x1, below) - 1;
            firstCutRow = Spans.last(grid, level, grid.height[level], y2, below) + 1;
            lastCutRow = Spans.first(grid, level, grid.height[level], y1, below) - 1;
        }
    }

    /** Locations in the window. */
    int size() {
        int size = (lastColumn - firstColumn + 1) * (lastRow - firstRow + 1);
        int across = Math.min(lastColumn, lastCutColumn) - Math.max(firstColumn, firstCutColumn) + 1;
        int down = Math.min(lastRow, lastCutRow) - Math.max(firstRow, firstCutRow) + 1;
        return across > 0 && down > 0 ? size - across * down : size;
    }

    /** True if row y has a gap, {@link #firstCutColumn} to {@link #lastCutColumn}, which may lie outside the columns. */
    boolean isCut(int y) {
        return y >= firstCutRow && y <= lastCutRow && firstCutColumn <= lastCutColumn;
    }
}
