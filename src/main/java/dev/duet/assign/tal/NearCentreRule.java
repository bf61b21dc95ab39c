package dev.duet.assign.tal;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.workbench.ImageGts;

/**
 * Units nearer than some strides to the GT's centre: by straight-line distance (PaddleDetection's is_close_gt for tiny objects), or on
 * both axes (YOLOX's centre region, for recipes that combine it with alignment).
 */
final class NearCentreRule extends WindowRule {
    private final boolean straight;
    private final float strides;

    NearCentreRule(UnitGrid grid, Candidates.CentreDistance rule) {
        super(grid);
        straight = true;
        strides = rule.cells();
    }

    NearCentreRule(UnitGrid grid, Candidates.CentreRadius rule) {
        super(grid);
        straight = false;
        strides = rule.radius();
    }

    @Override
    public void prepare(ImageGts gts) {}

    @Override
    float reachX(int g, int stride) {
        return (strides + 1) * stride;
    }

    @Override
    float reachY(int g, int stride) {
        return (strides + 1) * stride;
    }

    @Override
    boolean contains(ImageGts t, int g, float px, float py, int stride) {
        if (straight) {
            float dx = px - t.cx[g];
            float dy = py - t.cy[g];
            return (float) Math.sqrt(dx * dx + dy * dy) / stride < strides;
        }
        float reach = strides * stride;
        return px - (t.cx[g] - reach) > 0
                && t.cx[g] + reach - px > 0
                && py - (t.cy[g] - reach) > 0
                && t.cy[g] + reach - py > 0;
    }
}
