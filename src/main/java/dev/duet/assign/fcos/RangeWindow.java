package dev.duet.assign.fcos;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.workbench.Spans;

/**
 * The locations of one level that may answer for one GT, as index rectangles: strictly inside the GT or its centre box (FCOS), in its
 * centre region whether inside or not, or in the cell of its centre (YOLOX's paper); and with the largest distance to a side in the
 * level's range, both ends included. "At most high" is a smaller rectangle; "at least low" cuts a rectangle out of the middle. All
 * borders are decided by the float32 comparisons of the original on locations, not on indices. Source: tianzhi0549/FCOS
 * fcos_core/modeling/rpn/fcos/loss.py get_sample_region, compute_targets_for_locations.
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
    private final Candidates rule;
    private final float radius;
    private final float[] ranges;

    /**
     * @param rule one of the three rules of candidates
     * @param ranges low and high per level, in pixels; empty for no limits
     */
    RangeWindow(UnitGrid grid, Candidates rule, float radius, float[] ranges) {
        this.grid = grid;
        this.rule = rule;
        this.radius = radius;
        this.ranges = ranges;
    }

    /** Sets the window of a box on a level; returns false if it is empty. */
    boolean set(int ofLevel, float x1, float y1, float x2, float y2) {
        level = ofLevel;
        boolean inside = rule instanceof Candidates.InsideBoxInRange;
        float low = ranges.length == 0 ? 0 : ranges[2 * level];
        float high = ranges.length == 0 ? Float.POSITIVE_INFINITY : ranges[2 * level + 1];
        float longest = Math.max(x2 - x1, y2 - y1);
        // The farther side is at least half the longest side away and, inside, less than all of it; the slack covers
        // rounding.
        if (longest * .499f > high || inside && longest * 1.001f < low) {
            return false;
        }
        if (rule instanceof Candidates.CentreCellInRange) {
            centreCell((x1 + x2) / 2, (y1 + y2) / 2);
        } else {
            region(inside, x1, y1, x2, y2);
        }
        // Nothing is farther than a whole side inside, and than half a side and the reach elsewhere; the slack covers
        // rounding.
        float beyond = grid.stride[level] * (radius + 1) + 1;
        if (inside ? x2 - x1 > high : (x2 - x1) * .501f + beyond > high) {
            firstColumn = Math.max(firstColumn, Spans.last(grid, level, grid.width[level], x2, high) + 1);
            lastColumn = Math.min(lastColumn, Spans.first(grid, level, grid.width[level], x1, high) - 1);
        }
        if (inside ? y2 - y1 > high : (y2 - y1) * .501f + beyond > high) {
            firstRow = Math.max(firstRow, Spans.last(grid, level, grid.height[level], y2, high) + 1);
            lastRow = Math.min(lastRow, Spans.first(grid, level, grid.height[level], y1, high) - 1);
        }
        if (firstColumn > lastColumn || firstRow > lastRow) {
            return false;
        }
        cut(longest * .499f < low ? low : 0, x1, y1, x2, y2);
        return true;
    }

    private void centreCell(float cx, float cy) {
        double column = Math.floor(cx / grid.stride[level]);
        double row = Math.floor(cy / grid.stride[level]);
        firstColumn = (int) Math.max(0, column);
        lastColumn = (int) Math.min(grid.width[level] - 1, column);
        firstRow = (int) Math.max(0, row);
        lastRow = (int) Math.min(grid.height[level] - 1, row);
    }

    private void region(boolean inside, float x1, float y1, float x2, float y2) {
        float left = x1;
        float top = y1;
        float right = x2;
        float bottom = y2;
        if (radius > 0) {
            float half = grid.stride[level] * radius;
            float cx = (x1 + x2) / 2;
            float cy = (y1 + y2) / 2;
            left = inside ? Math.max(cx - half, x1) : cx - half;
            top = inside ? Math.max(cy - half, y1) : cy - half;
            right = inside ? Math.min(cx + half, x2) : cx + half;
            bottom = inside ? Math.min(cy + half, y2) : cy + half;
        }
        firstColumn = Spans.first(grid, level, grid.width[level], left, 0);
        lastColumn = Spans.last(grid, level, grid.width[level], right, 0);
        firstRow = Spans.first(grid, level, grid.height[level], top, 0);
        lastRow = Spans.last(grid, level, grid.height[level], bottom, 0);
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

    /** True if the location in row y and column x is cut out. */
    boolean isCut(int y, int x) {
        return y >= firstCutRow && y <= lastCutRow && x >= firstCutColumn && x <= lastCutColumn;
    }
}
