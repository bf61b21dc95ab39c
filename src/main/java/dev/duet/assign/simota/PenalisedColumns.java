package dev.duet.assign.simota;

import dev.duet.lanes.Lanes;

/**
 * The fallback of a GT that wants more columns than are free for it: the cheapest of the other GTs' columns. Rare, so class sums are
 * taken one by one, and only where the overlap alone does not make a column too dear. Grows only.
 */
final class PenalisedColumns {
    private final PairCosts costs;
    private final LowestCosts lowest = new LowestCosts();
    private float[] overlap = new float[Lanes.padded(256)];

    PenalisedColumns(PairCosts costs) {
        this.costs = costs;
    }

    /**
     * The {@code k} cheapest of the columns that are not among a GT's own.
     *
     * @param columns columns of the image
     * @param own the GT's free columns, rising, {@code n} of them
     */
    LowestCosts select(int g, int columns, int[] own, int n, int k) {
        overlap = Lanes.grow(overlap, columns);
        costs.overlaps(g, columns, overlap);
        lowest.start(Math.min(k, columns - n));
        offer(g, columns, own, n, true);
        offer(g, columns, own, n, false);
        return lowest;
    }

    /** Offers the columns that touch the GT, or those that do not; the former are cheaper as a rule and make the limit tight. */
    private void offer(int g, int columns, int[] own, int n, boolean touching) {
        int next = 0;
        for (int column = 0; column < columns; column++) {
            if (next < n && own[next] == column) {
                next++;
            } else if (overlap[column] > 0 == touching && costs.atLeast(g, column, overlap[column]) <= lowest.limit()) {
                lowest.offer(costs.pair(g, column), column);
            }
        }
    }
}
