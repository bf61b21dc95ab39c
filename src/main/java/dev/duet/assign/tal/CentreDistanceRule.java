package dev.duet.assign.tal;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.ImageGts;

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
    float reachX(ImageGts t, int g, int level) {
        return (cells + 1) * grid.stride[level];
    }

    @Override
    float reachY(ImageGts t, int g, int level) {
        return (cells + 1) * grid.stride[level];
    }

    @Override
    float centreX(ImageGts t, int g) {
        return t.cx[g];
    }

    @Override
    float centreY(ImageGts t, int g) {
        return t.cy[g];
    }

    @Override
    boolean contains(ImageGts t, int g, float px, float py, int stride) {
        float dx = px - centreX(t, g);
        float dy = py - centreY(t, g);
        return (float) Math.sqrt(dx * dx + dy * dy) / stride < cells;
    }
}
