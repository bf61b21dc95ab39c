package dev.duet.assign.yolox;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.Claims;
import dev.duet.assign.workbench.ClassColumns;
import dev.duet.assign.workbench.DynamicK;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.UnitSet;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.select.LowestRanks;

/**
 * simOTA of one image (YOLOX paper, arXiv 2107.08430, section 2.1; YOLOX yolo_head.py get_assignments and its descendants): every GT
 * takes the k candidate columns of lowest cost, k from its overlaps; contested columns go to the cheapest of all GTs.
 *
 * <p>A candidate that is not free for a GT carries a penalty in the originals, so large that it is dearer than any free one. Here that is
 * an order, not a number: free columns first, then the others, each by the cost without penalty (float32 would round that cost to
 * multiples of 0.008 to 8).
 */
final class SimOtaAssigner implements Assigner {
    private final UnitGrid grid;
    private final SpatialPrior prior;
    private final ClassColumns classes;
    private final PairCosts costs;
    private final DynamicK dynamicK;
    private final UnitSet columns;
    private final boolean throughCentre;
    private final ImageGts gts;
    private final Boxes boxes;
    private final OwnColumns own;
    private final LowestRanks lowest = new LowestRanks();
    private final PenalisedColumns penalised;
    private final Claims claims = new Claims();
    private final Claims.Costs cheapest = this::cheapestGt;

    private int[] picked = new int[Lanes.padded(128)];
    private float[] overlap = new float[Lanes.padded(256)];

    SimOtaAssigner(
            UnitGrid grid, SpatialPrior prior, ClassColumns classes, PairCosts costs, int q, boolean throughCentre) {
        this.grid = grid;
        this.prior = prior;
        this.classes = classes;
        this.costs = costs;
        this.dynamicK = new DynamicK(q);
        this.throughCentre = throughCentre;
        gts = new ImageGts(grid);
        boxes = new Boxes();
        columns = new UnitSet(grid.units);
        own = new OwnColumns();
        penalised = new PenalisedColumns(prior, columns, costs);
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        gts.load(batch, image);
        if (gts.size == 0) {
            return;
        }
        if (throughCentre) {
            gts.throughCentre();
        }
        prior.load(gts);
        prior.collect(columns, gts.size);
        claims.start(columns.size);
        if (columns.size > 0) {
            boxes.load(columns.runs, predictions.boxes, image);
            if (throughCentre) {
                boxes.throughCentre();
            }
            classes.load(columns.unit, columns.size, predictions, image);
            costs.load(gts, boxes, classes);
            // Those of columns that are free for nobody are taken only if somebody falls back on them.
            classes.sumFirst(prior.first[gts.size]);
            overlap = Lanes.grow(overlap, columns.size);
            for (int g = 0; g < gts.size; g++) {
                select(g, out);
            }
            claims.resolve(cheapest);
        }
        report(out);
    }

    private void select(int g, DuetTable out) {
        int touching = costs.touching(g, columns.size, overlap);
        int k = dynamicK.of(overlap, touching, columns.size);
        gts.wanted[g] = k;
        own.load(prior, g, columns, boxes, classes);
        costs.row(g, own);
        picked = Lanes.grow(picked, own.size);
        int n = lowest.select(own.cost, own.unit, own.size, k, picked);
        for (int i = 0; i < n; i++) {
            claim(g, own.column[picked[i]], out);
        }
        if (k > n) {
            LowestCosts more = penalised.select(g, k - n);
            for (int i = 0; i < more.size(); i++) {
                claim(g, columns.column(more.column(i)), out);
            }
        }
    }

    private void claim(int g, int column, DuetTable out) {
        claims.claim(column, g, 0, 0);
        out.claim(columns.unit[column], g);
        gts.selected[g]++;
    }

    /** Free GTs come before penalised ones; among equals the lowest cost, then the lowest GT. */
    private int cheapestGt(int column) {
        int free = cheapest(column, true);
        return free < 0 ? Math.max(0, cheapest(column, false)) : free;
    }

    private int cheapest(int column, boolean freeOnly) {
        int winner = -1;
        float least = Float.POSITIVE_INFINITY;
        for (int g = 0; g < gts.size; g++) {
            if (!freeOnly || prior.isFree(g, columns.unit[column])) {
                float cost = costs.pair(g, column);
                if (cost < least) {
                    least = cost;
                    winner = g;
                }
            }
        }
        return winner;
    }

    private void report(DuetTable out) {
        for (int i = 0; i < claims.size; i++) {
            if (claims.isFirst(i)) {
                int column = claims.unit[i];
                int g = claims.owner(column);
                float iou = costs.overlap(g, column);
                out.duet(columns.unit[column], g, iou, iou);
                gts.kept[g]++;
            }
        }
        for (int g = 0; g < gts.size; g++) {
            gts.candidates[g] = prior.candidates(g);
        }
        gts.report(out);
    }
}
