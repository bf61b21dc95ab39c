package dev.duet.assign.workbench;

import dev.duet.assign.UnitGrid;
import dev.duet.lanes.cells.CellEdges;
import dev.duet.lanes.memory.Lanes;

/** Per level and GT, the rectangle of cells whose points lie between edges, farther from each than a margin; empty where a last cell is before the first. */
public final class CellRects {
    public final UnitGrid grid;
    /** Per level: first and last column and row of every GT, padded. */
    public final int[][] x0;

    public final int[][] x1;
    public final int[][] y0;
    public final int[][] y1;

    public CellRects(UnitGrid grid) {
        this.grid = grid;
        x0 = new int[grid.levels()][Lanes.padded(64)];
        x1 = new int[grid.levels()][Lanes.padded(64)];
        y0 = new int[grid.levels()][Lanes.padded(64)];
        y1 = new int[grid.levels()][Lanes.padded(64)];
    }

    /** Makes room for {@code n} GTs. */
    public void reserve(int n) {
        for (int l = 0; l < x0.length; l++) {
            x0[l] = Lanes.grow(x0[l], n);
            x1[l] = Lanes.grow(x1[l], n);
            y0[l] = Lanes.grow(y0[l], n);
            y1[l] = Lanes.grow(y1[l], n);
        }
    }

    /**
     * Finds the rectangles of {@code n} GTs on one level between padded edges in pixels.
     *
     * @param margin how much farther from an edge a point must lie, in pixels; at least 0
     */
    public void between(int level, float[] lowX, float[] lowY, float[] highX, float[] highY, float margin, int n) {
        int stride = grid.stride[level];
        float origin = grid.point(level, 0);
        boolean corner = origin == 0;
        if (!corner && origin != stride / 2f || margin >= stride / 2f) {
            oneByOne(level, lowX, lowY, highX, highY, margin, n);
            return;
        }
        float shift = corner ? 0 : 0.5f;
        CellEdges.first(lowX, n, shift, stride, margin, grid.width[level], x0[level]);
        CellEdges.last(highX, n, shift, stride, margin, grid.width[level], x1[level]);
        CellEdges.first(lowY, n, shift, stride, margin, grid.height[level], y0[level]);
        CellEdges.last(highY, n, shift, stride, margin, grid.height[level], y1[level]);
    }

    /** For grids whose points lie elsewhere than at corners or centres. */
    private void oneByOne(int level, float[] lowX, float[] lowY, float[] highX, float[] highY, float margin, int n) {
        for (int g = 0; g < n; g++) {
            x0[level][g] = Spans.first(grid, level, grid.width[level], lowX[g], margin);
            x1[level][g] = Spans.last(grid, level, grid.width[level], highX[g], margin);
            y0[level][g] = Spans.first(grid, level, grid.height[level], lowY[g], margin);
            y1[level][g] = Spans.last(grid, level, grid.height[level], highY[g], margin);
        }
    }

    /** What {@code a} and {@code b} have in common, for {@code n} GTs on all levels. */
    public void intersect(CellRects a, CellRects b, int n) {
        for (int l = 0; l < x0.length; l++) {
            for (int g = 0; g < n; g++) {
                x0[l][g] = Math.max(a.x0[l][g], b.x0[l][g]);
                x1[l][g] = Math.min(a.x1[l][g], b.x1[l][g]);
                y0[l][g] = Math.max(a.y0[l][g], b.y0[l][g]);
                y1[l][g] = Math.min(a.y1[l][g], b.y1[l][g]);
            }
        }
    }

    /** True where the cell in column x and row y of a level belongs to a GT. */
    public boolean has(int level, int gt, int x, int y) {
        return x >= x0[level][gt] && x <= x1[level][gt] && y >= y0[level][gt] && y <= y1[level][gt];
    }

    /** Cells of a GT on all levels. */
    public int cells(int gt) {
        int cells = 0;
        for (int l = 0; l < x0.length; l++) {
            cells += Math.max(0, x1[l][gt] - x0[l][gt] + 1) * Math.max(0, y1[l][gt] - y0[l][gt] + 1);
        }
        return cells;
    }
}
