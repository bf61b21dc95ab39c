package dev.duet.assign.rtmdet;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Score;
import dev.duet.assign.workbench.Claims;
import dev.duet.assign.workbench.DynamicK;
import dev.duet.assign.workbench.ImageGts;

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
final class SoftLabelAssigner implements Assigner, Claims.Costs {
    /** GTs that take each step of the selection together. */
    private static final int BLOCK = 32;
    /** Few GTs have a k-th column that costs more than this. */
    private static final float CLOSE_COST = 7f;
    /** Guards comparisons with that cost against rounding. */
    private static final float SLACK = 1.001f;

    private final ImageGts gts;
    private final SoftLabelColumns columns;
    private final SoftLabelTerms terms;
    private final SoftLabelSelection close;
    private final SoftLabelSelection all;
    private final DynamicK dynamicK;
    /** Columns farther than this, or overlapping less, cost more than {@link #CLOSE_COST}. */
    private final float closeReach;

    private final float closeOverlap;
    private final Claims claims = new Claims();

    SoftLabelAssigner(UnitGrid grid, Score.SoftLabelCost score, int q) {
        this.gts = new ImageGts(grid);
        this.columns = new SoftLabelColumns(grid, !score.allClasses());
        this.terms = new SoftLabelTerms(score, columns);
        this.close = new SoftLabelSelection(terms);
        this.all = new SoftLabelSelection(terms);
        this.dynamicK = new DynamicK(q);
        this.closeReach = score.radius() + (float) Math.log10(CLOSE_COST * SLACK);
        this.closeOverlap = (float) Math.exp(-CLOSE_COST * SLACK / score.overlapWeight());
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        gts.load(batch, image);
        int count = gts.size;
        if (count == 0) {
            return;
        }
        gts.recentre();
        columns.load(gts, predictions.boxes, image);
        terms.start(predictions.scores, image);
        claims.start(columns.size());
        if (columns.selectable() > 0) {
            for (int g = 0; g < count; g += BLOCK) {
                select(g, Math.min(count, g + BLOCK), out);
            }
        }
        claims.resolve(this);
        emit(out);
    }

    private void select(int from, int to, DuetTable out) {
        close.start();
        for (int g = from; g < to; g++) {
            columns.near(gts, g);
            gts.wanted[g] = dynamicK.of(columns.overlap, columns.measured(), columns.selectable());
            close.add(gts, g, gts.wanted[g], closeReach, closeOverlap);
        }
        close.run();
        for (int g = from; g < to; g++) {
            SoftLabelSelection found = close.cheapest(g - from) < CLOSE_COST ? close : beyond(g);
            for (int i = 0; i < gts.wanted[g]; i++) {
                int column = found.column(i);
                claims.claim(column, g, 0, 0);
                out.claim(columns.unit(column), g);
            }
        }
    }

    /** Looks for the cheapest columns of a GT among all that overlap it; if that is not enough, among all. */
    private SoftLabelSelection beyond(int g) {
        columns.near(gts, g);
        if (allMeasured(g) >= terms.costWithoutOverlap() && columns.far(gts, g)) {
            allMeasured(g);
        }
        return all;
    }

    private float allMeasured(int g) {
        all.start();
        all.add(gts, g, gts.wanted[g], Float.POSITIVE_INFINITY, -1);
        all.run();
        return all.cheapest(0);
    }

    @Override
    public int cheapestGt(int column) {
        int cheapest = -1;
        float least = Float.POSITIVE_INFINITY;
        for (int g = 0; g < gts.size; g++) {
            float cost = terms.cost(column, gts, g, least);
            if (cost < least) {
                least = cost;
                cheapest = g;
            }
        }
        return cheapest;
    }

    private void emit(DuetTable out) {
        for (int i = 0; i < claims.size; i++) {
            if (claims.isFirst(i)) {
                int column = claims.unit[i];
                int g = claims.owner(column);
                float overlap = columns.overlap(column, gts, g);
                out.duet(columns.unit(column), g, overlap, overlap);
                gts.kept[g]++;
            }
        }
        for (int g = 0; g < gts.size; g++) {
            gts.candidates[g] = columns.inside(g);
            gts.selected[g] = gts.wanted[g];
        }
        gts.report(out);
    }
}
