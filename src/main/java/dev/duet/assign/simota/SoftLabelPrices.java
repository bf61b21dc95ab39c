package dev.duet.assign.simota;

import dev.duet.assign.ClassValues;
import dev.duet.assign.GtBatch;
import dev.duet.assign.Score;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.ColumnBlocks;
import dev.duet.lanes.Lanes;
import dev.duet.lanes.SoftLabel;
import java.util.Arrays;

/**
 * What a GT pays for a column, in three steps that bound the cost ever closer from below: overlap and distance; with the term of the
 * GT's class; with the terms of all classes, which is the cost. Bounds are kept negated, because selection looks for the largest. Grows
 * only.
 */
final class SoftLabelPrices {
    /** No sum of class terms is negative. */
    private static final float UNKNOWN = -1;

    private final Score.SoftLabelCost score;
    private final SoftLabelColumns columns;
    private ScoreTensor scores;
    private int image;

    /** Per measured column: cost of the overlap, of the distance, and minus their sum (negative infinity: not selectable). */
    private float[] overlapCost = new float[0];

    private float[] prior = new float[0];
    float[] bound = new float[0];

    /** Columns picked for a closer look, and minus what they cost at least, own class included. */
    int[] pick = new int[0];

    float[] closerBound = new float[0];
    private int[] unit = new int[0];
    private float[] value = new float[0];
    private float[] overlap = new float[0];
    private float[] pickOverlapCost = new float[0];
    private float[] pickPrior = new float[0];
    private float[] own = new float[0];
    private float[] other = new float[0];

    /** Per column: sum of the terms of all classes towards 0. */
    private float[] others = new float[0];

    private float[] row = new float[0];
    private final float[] part = new float[16];

    SoftLabelPrices(Score.SoftLabelCost score, SoftLabelColumns columns) {
        this.score = score;
        this.columns = columns;
        reservePicks(64);
    }

    /** Begins an image, its columns being loaded. */
    void start(ScoreTensor tensor, int imageOfBatch) {
        scores = tensor;
        image = imageOfBatch;
        int n = columns.size();
        if (others.length < n) {
            others = new float[n + (n >> 1)];
        }
        Arrays.fill(others, 0, n, UNKNOWN);
        row = Lanes.grow(row, tensor.classes);
        Arrays.fill(row, tensor.classes, row.length, tensor.logits ? SoftLabel.SILENT_LOGIT : 0);
    }

    /** What the overlap costs where there is none. */
    float costWithoutOverlap() {
        return SoftLabel.overlapCost(0, score.overlapWeight());
    }

    /** Step 1 for all measured columns: writes {@link #bound}. */
    void measure(GtBatch gts, int gt) {
        int n = columns.measured();
        overlapCost = Lanes.grow(overlapCost, n);
        prior = Lanes.grow(prior, n);
        bound = Lanes.grow(bound, n);
        SoftLabel.overlapCost(columns.overlap, n, score.overlapWeight(), overlapCost);
        float cx = (gts.x1[gt] + gts.x2[gt]) / 2;
        float cy = (gts.y1[gt] + gts.y2[gt]) / 2;
        for (int b = 0; b < columns.blockCount(); b++) {
            SoftLabel.prior(
                    columns.x,
                    columns.y,
                    columns.stride,
                    columns.firstOf(b),
                    ColumnBlocks.BLOCK,
                    cx,
                    cy,
                    score.radius(),
                    prior,
                    b * ColumnBlocks.BLOCK);
        }
        SoftLabel.negatedSum(overlapCost, prior, n, bound);
    }

    /** Step 2 for {@code n} places of the measured list: writes {@link #pick} and {@link #closerBound}. */
    void look(int[] place, int n, int label) {
        if (pick.length < n) {
            reservePicks(n);
        }
        for (int j = 0; j < n; j++) {
            int p = place[j];
            pick[j] = columns.column(p);
            unit[j] = columns.unit(pick[j]);
            overlap[j] = columns.overlap[p];
            pickOverlapCost[j] = overlapCost[p];
            pickPrior[j] = prior[p];
        }
        closer(n, label);
    }

    private void closer(int n, int label) {
        ClassValues.read(scores, image, label, unit, n, value);
        SoftLabel.own(value, scores.logits, overlap, n, own, other);
        SoftLabel.negatedSum(own, pickOverlapCost, pickPrior, n, closerBound);
    }

    /** Step 3: the cost of pick {@code j}. */
    float cost(int j) {
        float classes = own[j];
        if (score.allClasses()) {
            classes += others(pick[j]) - other[j];
        }
        return classes + pickOverlapCost[j] + pickPrior[j];
    }

    private float others(int column) {
        if (others[column] == UNKNOWN) {
            ClassValues.readAll(scores, image, columns.unit(column), row);
            others[column] = SoftLabel.others(row, scores.classes, scores.logits, part);
        }
        return others[column];
    }

    /** Cost of any selectable column for a GT, infinite if it is certainly more than {@code limit}; overwrites the picks. */
    float cost(int column, GtBatch gts, int gt, float limit) {
        float o = columns.overlap(column, gts, gt);
        float costOfOverlap = SoftLabel.overlapCost(o, score.overlapWeight());
        if (costOfOverlap > limit) {
            return Float.POSITIVE_INFINITY;
        }
        float cx = (gts.x1[gt] + gts.x2[gt]) / 2;
        float cy = (gts.y1[gt] + gts.y2[gt]) / 2;
        float costOfDistance =
                SoftLabel.prior(columns.x[column], columns.y[column], columns.stride[column], cx, cy, score.radius());
        if (costOfOverlap + costOfDistance > limit) {
            return Float.POSITIVE_INFINITY;
        }
        pick[0] = column;
        unit[0] = columns.unit(column);
        overlap[0] = o;
        pickOverlapCost[0] = costOfOverlap;
        pickPrior[0] = costOfDistance;
        closer(1, gts.label[gt]);
        return cost(0);
    }

    private void reservePicks(int n) {
        pick = Lanes.grow(pick, n);
        closerBound = Lanes.grow(closerBound, n);
        unit = Lanes.grow(unit, n);
        value = Lanes.grow(value, n);
        overlap = Lanes.grow(overlap, n);
        pickOverlapCost = Lanes.grow(pickOverlapCost, n);
        pickPrior = Lanes.grow(pickPrior, n);
        own = Lanes.grow(own, n);
        other = Lanes.grow(other, n);
    }
}
