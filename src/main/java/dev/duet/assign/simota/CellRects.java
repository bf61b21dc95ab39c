package dev.duet.assign.simota;

import dev.duet.assign.UnitGrid;
import dev.duet.lanes.CellEdges;
import dev.duet.lanes.Lanes;

/** Per level and GT, the rectangle of cells whose points lie strictly between edges; empty where a last cell is before the first. */
final class CellRects {
    private final UnitGrid grid;
    /** Per level: first and last column and row of every GT, padded. */
    final int[][] x0;

    final int[][] x1;
    final int[][] y0;
    final int[][] y1;

    CellRects(UnitGrid grid) {
        this.grid = grid;
        x0 = new int[grid.levels()][Lanes.padded(64)];
        x1 = new int[grid.levels()][Lanes.padded(64)];
        y0 = new int[grid.levels()][Lanes.padded(64)];
        y1 = new int[grid.levels()][Lanes.padded(64)];
    }

    /** Makes room for {@code n} GTs. */
    void reserve(int n) {
        for (int l = 0; l < x0.length; l++) {
            x0[l] = Lanes.grow(x0[l], n);
            x1[l] = Lanes.grow(x1[l], n);
            y0[l] = Lanes.grow(y0[l], n);
            y1[l] = Lanes.grow(y1[l], n);
        }
    }

    /** Finds the rectangles of {@code n} GTs on one level between padded edges in pixels. */
    void between(int level, float[] lowX, float[] lowY, float[] highX, float[] highY, int n) {
        float shift = grid.pointRule == UnitGrid.PointRule.CENTRE ? 0.5f : 0;
        int stride = grid.stride[level];
        CellEdges.first(lowX, n, shift, stride, grid.width[level], x0[level]);
        CellEdges.last(highX, n, shift, stride, grid.width[level], x1[level]);
        CellEdges.first(lowY, n, shift, stride, grid.height[level], y0[level]);
        CellEdges.last(highY, n, shift, stride, grid.height[level], y1[level]);
    }

    /** What {@code a} and {@code b} have in common, for {@code n} GTs on all levels. */
    void intersect(CellRects a, CellRects b, int n) {
        for (int l = 0; l < x0.length; l++) {
            for (int g = 0; g < n; g++) {
                x0[l][g] = Math.max(a.x0[l][g], b.x0[l][g]);
                x1[l][g] = Math.min(a.x1[l][g], b.x1[l][g]);
                y0[l][g] = Math.max(a.y0[l][g], b.y0[l][g]);
                y1[l][g] = Math.min(a.y1[l][g], b.y1[l][g]);
            }
        }
    }

    /** Adds the units of a GT to a set. */
    void addTo(UnitSet set, int gt) {
        for (int l = 0; l < x0.length; l++) {
            set.add(grid, l, x0[l][gt], x1[l][gt], y0[l][gt], y1[l][gt]);
        }
    }

    /** Marks the units of a GT in a set. */
    void mark(UnitSet set, int gt) {
        for (int l = 0; l < x0.length; l++) {
            set.mark(grid, l, x0[l][gt], x1[l][gt], y0[l][gt], y1[l][gt]);
        }
    }

    /** True where the cell in column x and row y of a level belongs to a GT. */
    boolean has(int level, int gt, int x, int y) {
        return x >= x0[level][gt] && x <= x1[level][gt] && y >= y0[level][gt] && y <= y1[level][gt];
    }

    /** Cells of a GT on all levels. */
    int cells(int gt) {
        int cells = 0;
        for (int l = 0; l < x0.length; l++) {
            cells += Math.max(0, x1[l][gt] - x0[l][gt] + 1) * Math.max(0, y1[l][gt] - y0[l][gt] + 1);
        }
        return cells;
    }
}
