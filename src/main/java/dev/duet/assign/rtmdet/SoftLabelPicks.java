package dev.duet.assign.rtmdet;

import dev.duet.assign.ScoreTensor;
import dev.duet.assign.workbench.ClassValues;
import dev.duet.lanes.cost.SoftLabel;
import dev.duet.lanes.math.Logistic;
import dev.duet.lanes.memory.Lanes;

/**
 * Entries of a {@link SoftLabelList} picked for a closer look, GT by GT, and the second bound of what each would cost: with the term of
 * the GT's class. Grows only.
 */
final class SoftLabelPicks {
    private final SoftLabelColumns columns;
    /** Entries of the list. */
    int[] pick = new int[0];
    /** Minus the second bound. */
    float[] bound = new float[0];

    int[] column = new int[0];
    int[] unit = new int[0];
    private float[] value = new float[0];
    private float[] overlap = new float[0];
    private float[] overlapCost = new float[0];
    private float[] prior = new float[0];
    private float[] own = new float[0];
    private float[] other = new float[0];
    private final Logistic scores = new Logistic();

    SoftLabelPicks(SoftLabelColumns columns) {
        this.columns = columns;
        reserve(64);
    }

    void reserve(int n) {
        if (pick.length < Lanes.padded(n)) {
            pick = Lanes.grow(pick, n);
            bound = Lanes.grow(bound, n);
            column = Lanes.grow(column, n);
            unit = Lanes.grow(unit, n);
            value = Lanes.grow(value, n);
            overlap = Lanes.grow(overlap, n);
            overlapCost = Lanes.grow(overlapCost, n);
            prior = Lanes.grow(prior, n);
            own = Lanes.grow(own, n);
            other = Lanes.grow(other, n);
        }
    }

    /** Takes picks {@code from .. to}, all of one GT, and reads their scores. */
    void take(SoftLabelList list, int from, int to, ScoreTensor tensor, int image, int label) {
        for (int j = from; j < to; j++) {
            int i = pick[j];
            int c = list.column[i];
            column[j] = c;
            unit[j] = columns.unit(c);
            overlap[j] = list.overlap[i];
            overlapCost[j] = list.overlapCost[i];
            prior[j] = list.prior[i];
        }
        ClassValues.pick(tensor, image, label, unit, from, to - from, value);
    }

    /** Takes one column as the only pick. */
    void take(
            int any, float itsOverlap, float itsOverlapCost, float itsPrior, ScoreTensor tensor, int image, int label) {
        column[0] = any;
        unit[0] = columns.unit(any);
        overlap[0] = itsOverlap;
        overlapCost[0] = itsOverlapCost;
        prior[0] = itsPrior;
        ClassValues.pick(tensor, image, label, unit, 0, 1, value);
    }

    /** Computes the second bound of the first {@code n} picks, all of them taken. */
    void price(int n, ScoreTensor tensor, int image) {
        ClassValues.check(tensor, image, unit, n, value);
        scores.of(value, tensor.logits, n);
        SoftLabel.own(scores, overlap, n, own, other);
        SoftLabel.negatedSum(own, overlapCost, prior, n, bound);
    }

    /** Asks for the class terms of a pick. */
    void want(int j, OtherClasses others) {
        others.want(column[j], unit[j]);
    }

    /** The cost of a pick, its class terms known; without them if {@code others} is null. */
    float cost(int j, OtherClasses others) {
        float classes = own[j];
        if (others != null) {
            classes += others.of(column[j]) - other[j];
        }
        return classes + overlapCost[j] + prior[j];
    }
}
