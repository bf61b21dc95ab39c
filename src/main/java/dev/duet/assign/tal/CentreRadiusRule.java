package dev.duet.assign.tal;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.GtTable;

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
    float reachX(GtTable t, int g, int level) {
        return (radius + 1) * grid.stride[level];
    }

    @Override
    float reachY(GtTable t, int g, int level) {
        return (radius + 1) * grid.stride[level];
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
        float reach = radius * stride;
        float cx = centreX(t, g);
        float cy = centreY(t, g);
        return px - (cx - reach) > 0 && cx + reach - px > 0 && py - (cy - reach) > 0 && cy + reach - py > 0;
    }
}
