package dev.duet.assign.tal;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.workbench.CellRects;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.Runs;
import dev.duet.lanes.memory.Lanes;

/**
 * Units whose point lies inside the GT: one rectangle of cells per level. Sides under a minimum are replaced first, about the same
 * centre (STAL, ultralytics 8.4.90 tal.py select_candidates_in_gts).
 */
final class InsideBoxRule implements CandidateRule {
    private final UnitGrid grid;
    private final float margin;
    private final SmallSides small;
    private final CellRects rects;
    private final HoldingGts holding;
    /** Sides between which a unit point is a candidate: the GTs', or those that replace them. */
    private float[] lowX = new float[0];

    private float[] lowY = lowX;
    private float[] highX = lowX;
    private float[] highY = lowX;

    InsideBoxRule(UnitGrid grid, Candidates.InsideBox rule) {
        this.grid = grid;
        this.margin = rule.margin();
        this.small = new SmallSides(rule, grid);
        this.rects = new CellRects(grid);
        this.holding = new HoldingGts(rects);
    }

    @Override
    public void prepare(ImageGts t) {
        if (small.isOn()) {
            lowX = Lanes.grow(lowX, t.size);
            lowY = Lanes.grow(lowY, t.size);
            highX = Lanes.grow(highX, t.size);
            highY = Lanes.grow(highY, t.size);
            for (int g = 0; g < t.size; g++) {
                float w = t.x2[g] - t.x1[g];
                float h = t.y2[g] - t.y1[g];
                float halfW = small.side(w) / 2;
                float halfH = small.side(h) / 2;
                lowX[g] = t.cx[g] - halfW;
                highX[g] = t.cx[g] + halfW;
                lowY[g] = t.cy[g] - halfH;
                highY[g] = t.cy[g] + halfH;
            }
        } else {
            lowX = t.x1;
            lowY = t.y1;
            highX = t.x2;
            highY = t.y2;
        }
        rects.reserve(t.size);
        for (int l = 0; l < grid.levels(); l++) {
            rects.between(l, lowX, lowY, highX, highY, margin, t.size);
        }
        holding.start(t.size);
    }

    @Override
    public void candidates(ImageGts t, int g, Runs out) {
        out.clear();
        for (int l = 0; l < grid.levels(); l++) {
            int x0 = rects.x0[l][g];
            int x1 = rects.x1[l][g];
            if (x0 <= x1) {
                out.rectangle(grid, l, x0, x1, rects.y0[l][g], rects.y1[l][g]);
            }
        }
    }

    @Override
    public boolean contains(ImageGts t, int g, int unit) {
        int l = grid.level(unit);
        float px = grid.point(l, grid.column(l, unit));
        float py = grid.point(l, grid.row(l, unit));
        return px - lowX[g] > margin && py - lowY[g] > margin && highX[g] - px > margin && highY[g] - py > margin;
    }

    @Override
    public int claimants(ImageGts t, int unit, int[] out) {
        int l = grid.level(unit);
        int n = holding.of(l, grid.column(l, unit), grid.row(l, unit), out);
        int kept = 0;
        for (int i = 0; i < n; i++) {
            out[kept] = out[i];
            kept += t.isValid(out[i]) ? 1 : 0;
        }
        return kept;
    }
}
