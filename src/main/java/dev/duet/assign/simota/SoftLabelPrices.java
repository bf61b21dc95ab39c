package dev.duet.assign.simota;

import dev.duet.assign.ClassValues;
import dev.duet.assign.Score;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.Lanes;
import dev.duet.lanes.Logistic;
import dev.duet.lanes.SoftLabel;

/**
 * What a GT pays for the columns of a list, in three steps that bound the cost ever closer from below: overlap and distance; with the
 * term of the GT's class; with the terms of all classes, which is the cost. Bounds are kept negated, because selection looks for the
 * largest. Grows only.
 */
final class SoftLabelPrices {
    private final Score.SoftLabelCost score;
    private final SoftLabelColumns columns;
    private final OtherClasses others = new OtherClasses();
    private ScoreTensor scores;
    private int image;

    /** The list: its columns with what the first bound is made of. */
    int[] column = new int[0];

    private float[] overlap = new float[0];
    private float[] x = new float[0];
    private float[] y = new float[0];
    private float[] stride = new float[0];
    private float[] overlapCost = new float[0];
    private float[] prior = new float[0];
    /** Minus the first bound. */
    float[] bound = new float[0];

    /** Places in the list picked for a closer look, and minus the second bound of each. */
    int[] pick = new int[0];

    float[] closerBound = new float[0];
    private int[] unit = new int[0];
    private float[] value = new float[0];
    private float[] pickOverlap = new float[0];
    private float[] pickOverlapCost = new float[0];
    private float[] pickPrior = new float[0];
    private float[] own = new float[0];
    private float[] other = new float[0];
    private final Logistic ownScores = new Logistic();

    SoftLabelPrices(Score.SoftLabelCost score, SoftLabelColumns columns) {
        this.score = score;
        this.columns = columns;
        reserve(64);
        reservePicks(64);
    }

    /** Begins an image, its columns being loaded. */
    void start(ScoreTensor tensor, int imageOfBatch) {
        scores = tensor;
        image = imageOfBatch;
        others.start(tensor, imageOfBatch, columns.size());
    }

    /** What the overlap costs where there is none. */
    float costWithoutOverlap() {
        return SoftLabel.overlapCost(0, score.overlapWeight());
    }

    /** Step 1: lists the columns at {@code n} measured places and writes {@link #bound}. */
    void list(int[] place, int n, GtBoxes gts, int g) {
        reserve(n);
        for (int i = 0; i < n; i++) {
            int c = columns.column(place[i]);
            column[i] = c;
            overlap[i] = columns.overlap[place[i]];
            x[i] = columns.x[c];
            y[i] = columns.y[c];
            stride[i] = columns.stride[c];
        }
        SoftLabel.overlapCost(overlap, n, score.overlapWeight(), overlapCost);
        SoftLabel.logPrior(x, y, stride, n, gts.cx[g], gts.cy[g], score.radius(), prior);
        SoftLabel.prior(prior, n);
        SoftLabel.negatedSum(overlapCost, prior, n, bound);
    }

    /** Step 2 for the first {@code n} picks: writes {@link #closerBound}. */
    void look(int n, int label) {
        for (int j = 0; j < n; j++) {
            int i = pick[j];
            unit[j] = columns.unit(column[i]);
            pickOverlap[j] = overlap[i];
            pickOverlapCost[j] = overlapCost[i];
            pickPrior[j] = prior[i];
        }
        closer(n, label);
    }

    private void closer(int n, int label) {
        ClassValues.read(scores, image, label, unit, n, value);
        ownScores.of(value, scores.logits, n);
        SoftLabel.own(ownScores, pickOverlap, n, own, other);
        SoftLabel.negatedSum(own, pickOverlapCost, pickPrior, n, closerBound);
    }

    /** Step 3: offers the units of the looked-at picks whose negated second bound is at least {@code floor} and under {@code ceiling}. */
    void offer(int n, float floor, float ceiling, LowestCosts lowest) {
        if (score.allClasses()) {
            for (int j = 0; j < n; j++) {
                if (closerBound[j] >= floor && closerBound[j] < ceiling) {
                    others.want(column[pick[j]], unit[j]);
                }
            }
            others.fetch();
        }
        for (int j = 0; j < n; j++) {
            if (closerBound[j] >= floor && closerBound[j] < ceiling) {
                lowest.offer(cost(j, column[pick[j]]), unit[j]);
            }
        }
    }

    private float cost(int j, int columnOfPick) {
        float classes = own[j];
        if (score.allClasses()) {
            classes += others.of(columnOfPick) - other[j];
        }
        return classes + pickOverlapCost[j] + pickPrior[j];
    }

    /** Cost of any selectable column for a GT, infinite if it is certainly more than {@code limit}; overwrites the picks. */
    float cost(int any, GtBoxes gts, int g, float limit) {
        float o = columns.overlap(any, gts, g);
        float costOfOverlap = SoftLabel.overlapCost(o, score.overlapWeight());
        if (costOfOverlap > limit) {
            return Float.POSITIVE_INFINITY;
        }
        float costOfDistance = SoftLabel.prior(
                columns.x[any], columns.y[any], columns.stride[any], gts.cx[g], gts.cy[g], score.radius());
        if (costOfOverlap + costOfDistance > limit) {
            return Float.POSITIVE_INFINITY;
        }
        unit[0] = columns.unit(any);
        pickOverlap[0] = o;
        pickOverlapCost[0] = costOfOverlap;
        pickPrior[0] = costOfDistance;
        closer(1, gts.label[g]);
        if (score.allClasses()) {
            others.want(any, unit[0]);
            others.fetch();
        }
        return cost(0, any);
    }

    private void reserve(int n) {
        if (column.length < Lanes.padded(n)) {
            column = Lanes.grow(column, n);
            overlap = Lanes.grow(overlap, n);
            x = Lanes.grow(x, n);
            y = Lanes.grow(y, n);
            stride = Lanes.grow(stride, n);
            overlapCost = Lanes.grow(overlapCost, n);
            prior = Lanes.grow(prior, n);
            bound = Lanes.grow(bound, n);
            reservePicks(n);
        }
    }

    private void reservePicks(int n) {
        pick = Lanes.grow(pick, n);
        closerBound = Lanes.grow(closerBound, n);
        unit = Lanes.grow(unit, n);
        value = Lanes.grow(value, n);
        pickOverlap = Lanes.grow(pickOverlap, n);
        pickOverlapCost = Lanes.grow(pickOverlapCost, n);
        pickPrior = Lanes.grow(pickPrior, n);
        own = Lanes.grow(own, n);
        other = Lanes.grow(other, n);
    }
}
