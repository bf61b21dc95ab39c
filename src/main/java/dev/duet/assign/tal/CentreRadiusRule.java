package dev.duet.assign.tal;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.ImageGts;

/** Units nearer than some strides to the GT centre on both axes (YOLOX's centre region, for recipes that combine it with alignment). */
final class CentreRadiusRule extends WindowRule {
    private final UnitGrid grid;
    private final float radius;

    CentreRadiusRule(UnitGrid grid, float radius) {
        super(grid);
        this.grid = grid;
        this.radius = radius;
    }

    @Override
    float reachX(ImageGts t, int g, int level) {
        return (radius + 1) * grid.stride[level];
    }

    @Override
    float reachY(ImageGts t, int g, int level) {
        return (radius + 1) * grid.stride[level];
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
        float reach = radius * stride;
        float cx = centreX(t, g);
        float cy = centreY(t, g);
        return px - (cx - reach) > 0 && cx + reach - px > 0 && py - (cy - reach) > 0 && cy + reach - py > 0;
    }
}
