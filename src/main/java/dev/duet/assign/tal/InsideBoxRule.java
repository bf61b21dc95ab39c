package dev.duet.assign.tal;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.workbench.CellRects;
import dev.duet.assign.workbench.GtTable;
import dev.duet.assign.workbench.Runs;

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

    InsideBoxRule(UnitGrid grid, Candidates.InsideBox rule) {
        this.grid = grid;
        this.margin = rule.margin();
        this.small = new SmallSides(rule, grid);
        this.rects = new CellRects(grid);
        this.holding = new HoldingGts(rects);
    }

    @Override
    public void prepare(GtTable t) {
        System.arraycopy(t.x1, 0, t.lowX, 0, t.size);
        System.arraycopy(t.x2, 0, t.highX, 0, t.size);
        System.arraycopy(t.y1, 0, t.lowY, 0, t.size);
        System.arraycopy(t.y2, 0, t.highY, 0, t.size);
        if (small.isOn()) {
            for (int g = 0; g < t.size; g++) {
                float w = t.x2[g] - t.x1[g];
                float h = t.y2[g] - t.y1[g];
                float cx = (t.x1[g] + t.x2[g]) / 2;
                float cy = (t.y1[g] + t.y2[g]) / 2;
                float halfW = small.side(w) / 2;
                float halfH = small.side(h) / 2;
                t.lowX[g] = cx - halfW;
                t.highX[g] = cx + halfW;
                t.lowY[g] = cy - halfH;
                t.highY[g] = cy + halfH;
            }
        }
        rects.reserve(t.size);
        for (int l = 0; l < grid.levels(); l++) {
            rects.between(l, t.lowX, t.lowY, t.highX, t.highY, margin, t.size);
        }
        holding.start(t.size);
    }

    @Override
    public void candidates(GtTable t, int g, Runs out) {
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
    public boolean contains(GtTable t, int g, int unit) {
        int l = grid.level(unit);
        float px = grid.point(l, grid.column(l, unit));
        float py = grid.point(l, grid.row(l, unit));
        return px - t.lowX[g] > margin
                && py - t.lowY[g] > margin
                && t.highX[g] - px > margin
                && t.highY[g] - py > margin;
    }

    @Override
    public int claimants(GtTable t, int unit, int[] out) {
        int l = grid.level(unit);
        int n = holding.of(l, grid.column(l, unit), grid.row(l, unit), out);
        int kept = 0;
        for (int i = 0; i < n; i++) {
            out[kept] = out[i];
            kept += t.valid[out[i]] ? 1 : 0;
        }
        return kept;
    }
}
