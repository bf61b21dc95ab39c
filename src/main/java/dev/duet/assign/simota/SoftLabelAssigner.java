package dev.duet.assign.simota;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetSink;
import dev.duet.assign.GtBatch;
import dev.duet.assign.Outcomes;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.Score;
import dev.duet.assign.UnitGrid;
import dev.duet.lanes.Lanes;
import dev.duet.lanes.TopK;

/**
 * RTMDet's dynamic soft label assignment (mmdet dynamic_soft_label_assigner.py @18cd2b4; mmyolo batch_dsl_assigner.py @8c4d9dc). The
 * columns are the units whose point lies inside any GT; every GT takes its k cheapest of them, inside it or not, and a contested
 * column goes to the cheapest GT of all.
 *
 * <p>Few columns are priced. Overlap and distance alone bound the cost from below, and only where a predicted box overlaps the GT at
 * all can the cost be under 48; class scores are read for columns that this bound does not rule out, and the sum over all
 * classes is taken for those that the own class does not rule out either.
 *
 * <p>Where the originals leave the order undefined: equal costs go to the lower unit; 10^(distance - 3) stops at the largest
 * float; in the mmyolo flavour a GT takes units inside GTs only, also where the original would rather take one outside at its
 * constant cost of 10^8, and padding rows do not compete.
 */
final class SoftLabelAssigner implements Assigner, ColumnClaims.Costs {
    private static final float ANY = Float.NEGATIVE_INFINITY;
    /** Few GTs have a k-th column that costs more than this. */
    private static final float CLOSE_COST = 7f;
    /** Guards comparisons with that cost against rounding. */
    private static final float SLACK = 1.001f;

    private final UnitGrid grid;
    private final GtBoxes gts = new GtBoxes(false);
    private final SoftLabelColumns columns;
    private final SoftLabelPrices prices;
    private final DynamicK dynamicK;
    /** Columns farther than this, or overlapping less, cost more than {@link #CLOSE_COST}. */
    private final float closeReach;

    private final float closeOverlap;
    private final TopK topK = new TopK();
    private final LowestCosts lowest = new LowestCosts();
    private final ColumnClaims claims = new ColumnClaims();
    private int[] place = new int[0];
    private int[] wanted = new int[16];
    private int[] kept = new int[16];

    SoftLabelAssigner(UnitGrid grid, Score.SoftLabelCost score, int q) {
        this.grid = grid;
        this.columns = new SoftLabelColumns(grid, !score.allClasses());
        this.prices = new SoftLabelPrices(score, columns);
        this.dynamicK = new DynamicK(q);
        this.closeReach = score.radius() + (float) Math.log10(CLOSE_COST * SLACK);
        this.closeOverlap = (float) Math.exp(-CLOSE_COST * SLACK / score.overlapWeight());
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetSink out) {
        int first = batch.offset[image];
        int count = batch.offset[image + 1] - first;
        if (count == 0) {
            return;
        }
        if (wanted.length < count) {
            wanted = new int[count + (count >> 1)];
            kept = new int[wanted.length];
        }
        gts.load(batch, image);
        columns.load(gts, predictions.boxes, image);
        prices.start(predictions.scores, image);
        claims.start(grid.units);
        for (int g = 0; g < count; g++) {
            kept[g] = 0;
            wanted[g] = columns.selectable() == 0 ? 0 : select(g);
            for (int i = 0; i < wanted[g]; i++) {
                claims.claim(lowest.column(i), g);
                out.claim(lowest.column(i), g);
            }
        }
        claims.resolve(this);
        emit(batch, first, out);
    }

    /** Leaves the units of the GT's k cheapest columns in {@link #lowest}; returns k. */
    private int select(int g) {
        columns.near(gts, g);
        place = Lanes.grow(place, columns.measured());
        int k = dynamicK.of(columns.overlap, columns.measured(), columns.selectable());
        cheapest(g, k, columns.close(gts, g, closeReach, closeOverlap, place));
        if (lowest.limit() < CLOSE_COST) {
            return k;
        }
        cheapest(g, k, columns.selectable(place));
        if (lowest.limit() >= prices.costWithoutOverlap() && columns.far(gts, g)) {
            place = Lanes.grow(place, columns.measured());
            cheapest(g, k, columns.selectable(place));
        }
        return k;
    }

    /**
     * The k cheapest columns of those at {@code n} places. The k lowest first bounds lead to k second bounds; no column whose first bound
     * is behind the last of those can be among the k lowest second bounds, which lead to k costs in the same way.
     */
    private void cheapest(int g, int k, int n) {
        int label = gts.label[g];
        prices.list(place, n, gts, g);
        int some = TopK.atLeast(prices.bound, n, topK.lowerBound(prices.bound, n, k), ANY, prices.pick);
        prices.look(some, label);
        float far = topK.lowerBound(prices.closerBound, some, k);
        int most = TopK.atLeast(prices.bound, n, far, ANY, prices.pick);
        prices.look(most, label);
        float floor = topK.lowerBound(prices.closerBound, most, k);
        lowest.start(k);
        prices.offer(most, floor, Float.POSITIVE_INFINITY, lowest);
        prices.offer(most, -lowest.limit(), floor, lowest);
        offerBehind(far, n, label);
    }

    /** Prices what was not looked at, its first bound being behind {@code far}, and yet may cost less than the k-th so far. */
    private void offerBehind(float far, int n, int label) {
        if (-lowest.limit() >= far) {
            return;
        }
        int found = TopK.atLeast(prices.bound, n, -lowest.limit(), ANY, prices.pick);
        int left = 0;
        for (int j = 0; j < found; j++) {
            if (prices.bound[prices.pick[j]] < far) {
                prices.pick[left++] = prices.pick[j];
            }
        }
        prices.look(left, label);
        prices.offer(left, -lowest.limit(), Float.POSITIVE_INFINITY, lowest);
    }

    @Override
    public int cheapestGt(int unit) {
        int column = columns.columnOf(unit);
        int cheapest = -1;
        float least = Float.POSITIVE_INFINITY;
        for (int g = 0; g < gts.size; g++) {
            float cost = prices.cost(column, gts, g, least);
            if (cost < least) {
                least = cost;
                cheapest = g;
            }
        }
        return cheapest;
    }

    private void emit(GtBatch batch, int first, DuetSink out) {
        for (int i = 0; i < claims.size(); i++) {
            int unit = claims.column(i);
            int g = claims.owner(unit);
            float overlap = columns.overlap(columns.columnOf(unit), gts, g);
            out.duet(unit, g, overlap, overlap);
            kept[g]++;
        }
        for (int g = 0; g < gts.size; g++) {
            int row = first + g;
            int candidates = columns.inside(g);
            out.gt(
                    row,
                    Outcomes.of(batch, row, grid, true, candidates, wanted[g], kept[g]),
                    candidates,
                    wanted[g],
                    wanted[g]);
        }
    }
}
