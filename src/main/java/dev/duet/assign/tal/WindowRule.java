package dev.duet.assign.tal;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.Runs;
import dev.duet.assign.workbench.Spans;

/**
 * Candidates by a test per unit point, inside a window of cells: for regions that are no rectangles, or whose float32 test is not one
 * of edges.
 */
abstract class WindowRule implements CandidateRule {
    private final UnitGrid grid;

    WindowRule(UnitGrid grid) {
        this.grid = grid;
    }

    /** Half the window's width in pixels about the GT's centre, on a level of this stride; points farther away never pass. */
    abstract float reachX(int g, int stride);

    /** Half the window's height in pixels. */
    abstract float reachY(int g, int stride);

    /** True if the point of a cell on a level of this stride is a candidate. */
    abstract boolean contains(ImageGts gts, int g, float px, float py, int stride);

    @Override
    public final void candidates(ImageGts gts, int g, Runs out) {
        out.clear();
        boolean outermost = grid.slotOrder == UnitGrid.SlotOrder.OUTERMOST;
        for (int l = 0; l < grid.levels(); l++) {
            float reachX = reachX(g, grid.stride[l]);
            float reachY = reachY(g, grid.stride[l]);
            int x0 = Spans.first(grid, l, grid.width[l], gts.cx[g] - reachX, 0);
            int x1 = Spans.last(grid, l, grid.width[l], gts.cx[g] + reachX, 0);
            int y0 = Spans.first(grid, l, grid.height[l], gts.cy[g] - reachY, 0);
            int y1 = Spans.last(grid, l, grid.height[l], gts.cy[g] + reachY, 0);
            for (int a = 0; a < (outermost ? grid.slots : 1); a++) {
                for (int y = y0; y <= y1; y++) {
                    row(gts, g, l, a, y, x0, x1, out);
                }
            }
        }
    }

    private void row(ImageGts gts, int g, int level, int slot, int y, int x0, int x1, Runs out) {
        int perCell = grid.slotOrder == UnitGrid.SlotOrder.OUTERMOST ? 1 : grid.slots;
        float py = grid.point(level, y);
        int from = -1;
        for (int x = x0; x <= x1 + 1; x++) {
            boolean in = x <= x1 && contains(gts, g, grid.point(level, x), py, grid.stride[level]);
            if (in && from < 0) {
                from = x;
            } else if (!in && from >= 0) {
                out.add(grid.unit(level, y, from, slot), (x - from) * perCell);
                from = -1;
            }
        }
    }

    @Override
    public final boolean contains(ImageGts gts, int g, int unit) {
        int l = grid.level(unit);
        float px = grid.point(l, grid.column(l, unit));
        float py = grid.point(l, grid.row(l, unit));
        return contains(gts, g, px, py, grid.stride[l]);
    }

    @Override
    public final int claimants(ImageGts gts, int unit, int[] out) {
        int l = grid.level(unit);
        float px = grid.point(l, grid.column(l, unit));
        float py = grid.point(l, grid.row(l, unit));
        int n = 0;
        for (int g = 0; g < gts.size; g++) {
            if (gts.isValid(g) && contains(gts, g, px, py, grid.stride[l])) {
                out[n++] = g;
            }
        }
        return n;
    }
}
