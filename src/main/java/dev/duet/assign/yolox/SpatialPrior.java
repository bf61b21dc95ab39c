package dev.duet.assign.yolox;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.workbench.CellRects;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.UnitSet;
import dev.duet.lanes.memory.Lanes;

/**
 * Stage 1 of anchor-free simOTA: which units are candidate columns, and which of them are free for a GT, that is, carry no penalty.
 * With a centre radius alone (YOLOX since 2023) both are the units nearer than the radius; with "inside or centre" (YOLOX 2021, mmdet,
 * PaddleDetection) the candidates are inside the GT or near its centre, the free ones both.
 */
final class SpatialPrior {
    private final UnitGrid grid;
    private final float radius;
    private final boolean insideToo;
    private final CellRects centre;
    private final CellRects inside;
    private final CellRects both;
    private final float[][] edge = new float[4][Lanes.padded(64)];

    /** Of the columns collected, those free for GT g: {@code first[g] .. first[g + 1]}, which it added. */
    int[] first = new int[65];
    /** And those it found there: {@code shared[sharedFirst[g] .. sharedFirst[g + 1]]} of the set. */
    int[] sharedFirst = new int[65];

    SpatialPrior(UnitGrid grid, Candidates rule) {
        this.grid = grid;
        this.insideToo = rule instanceof Candidates.InsideOrCentre;
        this.radius =
                insideToo ? ((Candidates.InsideOrCentre) rule).radius() : ((Candidates.CentreRadius) rule).radius();
        centre = new CellRects(grid);
        inside = insideToo ? new CellRects(grid) : null;
        both = insideToo ? new CellRects(grid) : centre;
    }

    /** Finds the rectangles of the GTs of one image. */
    void load(ImageGts gts) {
        int n = gts.size;
        reserve(n);
        for (int l = 0; l < grid.levels(); l++) {
            float reach = radius * grid.stride[l];
            for (int g = 0; g < n; g++) {
                edge[0][g] = gts.cx[g] - reach;
                edge[1][g] = gts.cy[g] - reach;
                edge[2][g] = gts.cx[g] + reach;
                edge[3][g] = gts.cy[g] + reach;
            }
            centre.between(l, edge[0], edge[1], edge[2], edge[3], 0, n);
        }
        if (insideToo) {
            for (int l = 0; l < grid.levels(); l++) {
                inside.between(l, gts.x1, gts.y1, gts.x2, gts.y2, 0, n);
            }
            both.intersect(centre, inside, n);
        }
    }

    private void reserve(int n) {
        for (int k = 0; k < edge.length; k++) {
            edge[k] = Lanes.grow(edge[k], n);
        }
        centre.reserve(n);
        if (insideToo) {
            inside.reserve(n);
            both.reserve(n);
        }
    }

    /** Collects the candidate columns of an image of {@code n} GTs: first those that are free for some GT, GT by GT. */
    void collect(UnitSet columns, int n) {
        columns.clear();
        if (first.length <= n) {
            first = new int[n + (n >> 1) + 1];
            sharedFirst = new int[first.length];
        }
        for (int g = 0; g < n; g++) {
            first[g] = columns.size;
            sharedFirst[g] = columns.sharedSize;
            columns.add(both, g);
        }
        first[n] = columns.size;
        sharedFirst[n] = columns.sharedSize;
        for (int g = 0; insideToo && g < n; g++) {
            columns.mark(centre, g);
            columns.mark(inside, g);
        }
        if (insideToo) {
            columns.addMarked();
        }
    }

    /** Rectangles of the free units. */
    CellRects free() {
        return both;
    }

    /** True if a unit is free for a GT. */
    boolean isFree(int gt, int unit) {
        int level = grid.level(unit);
        return both.has(level, gt, grid.column(level, unit), grid.row(level, unit));
    }

    /** Units that passed the prior of a GT, free or not. */
    int candidates(int gt) {
        return insideToo ? centre.cells(gt) + inside.cells(gt) - both.cells(gt) : centre.cells(gt);
    }
}
