package dev.duet.assign.yolox;

import dev.duet.assign.workbench.UnitSet;
import dev.duet.lanes.memory.Lanes;

/**
 * The fallback of a GT that wants more columns than are free for it: the cheapest of the other GTs' columns. Rare, so class sums are
 * taken one by one, and only where the overlap alone does not make a column too dear. Grows only.
 */
final class PenalisedColumns {
    private final SpatialPrior prior;
    private final UnitSet columns;
    private final PairCosts costs;
    private final LowestCosts lowest = new LowestCosts();
    private float[] overlap = new float[Lanes.padded(256)];

    PenalisedColumns(SpatialPrior prior, UnitSet columns, PairCosts costs) {
        this.prior = prior;
        this.columns = columns;
        this.costs = costs;
    }

    /** The <em>units</em> of the {@code k} cheapest columns that are not free for a GT; ties to the lowest unit. */
    LowestCosts select(int g, int k) {
        columns.index();
        overlap = Lanes.grow(overlap, columns.size);
        costs.overlaps(g, columns.size, overlap);
        lowest.start(k);
        offer(g, true);
        offer(g, false);
        return lowest;
    }

    /** Offers the columns that touch the GT, or those that do not; the former are cheaper as a rule and make the limit tight. */
    private void offer(int g, boolean touching) {
        for (int column = 0; column < columns.size; column++) {
            if (overlap[column] > 0 == touching
                    && costs.atLeast(g, column, overlap[column]) <= lowest.limit()
                    && !prior.isFree(g, columns.unit[column])) {
                lowest.offer(costs.pair(g, column), columns.unit[column]);
            }
        }
    }
}
