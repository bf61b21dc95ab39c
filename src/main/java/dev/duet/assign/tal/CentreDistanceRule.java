package dev.duet.assign.tal;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.GtTable;

/** Units nearer than some strides to the GT centre, straight-line distance (PaddleDetection's is_close_gt for tiny objects). */
final class CentreDistanceRule extends WindowRule {
    private final UnitGrid grid;
    private final float cells;

    CentreDistanceRule(UnitGrid grid, float cells) {
        super(grid);
        this.grid = grid;
        this.cells = cells;
    }

    @Override
    float reachX(GtTable t, int g, int level) {
        return (cells + 1) * grid.stride[level];
    }

    @Override
    float reachY(GtTable t, int g, int level) {
        return (cells + 1) * grid.stride[level];
    }

    @Override
    float centreX(GtTable t, int g) {
        return (t.x1[g] + t.x2[g]) / 2;
    }

    @Override
    float centreY(GtTable t, int g) {
        return (t.y1[g] + t.y2[g]) / 2;
    }

    @Override
    boolean contains(GtTable t, int g, float px, float py, int stride) {
        float dx = px - centreX(t, g);
        float dy = py - centreY(t, g);
        return (float) Math.sqrt(dx * dx + dy * dy) / stride < cells;
    }
}
