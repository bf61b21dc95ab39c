package dev.duet.assign.rtmdet;

import dev.duet.assign.workbench.ClassValues;
import dev.duet.assign.workbench.Sane;
import dev.duet.lanes.cost.SoftLabel;
import dev.duet.lanes.math.Logistic;
import dev.duet.lanes.memory.Lanes;

/**
 * Entries of a {@link SoftLabelList} picked for a closer look, GT by GT, and the second bound of what each would cost: with the term of
 * the GT's class. Grows only.
 */
final class SoftLabelPicks {
    private final SoftLabelTerms terms;
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

    SoftLabelPicks(SoftLabelTerms terms) {
        this.terms = terms;
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
    void take(SoftLabelList list, int from, int to, int label) {
        for (int j = from; j < to; j++) {
            int i = pick[j];
            set(j, list.column[i], list.overlap[i], list.overlapCost[i], list.prior[i]);
        }
        read(from, to - from, label);
    }

    void set(int j, int columnOfPick, float itsOverlap, float itsOverlapCost, float itsPrior) {
        column[j] = columnOfPick;
        unit[j] = terms.columns.unit(columnOfPick);
        overlap[j] = itsOverlap;
        overlapCost[j] = itsOverlapCost;
        prior[j] = itsPrior;
    }

    /** Reads the scores of {@code n} picks of a GT from {@code from} on. */
    void read(int from, int n, int label) {
        ClassValues.pick(terms.scores, terms.image, label, unit, from, n, value);
    }

    /** Computes the second bound of the first {@code n} picks, their scores being read. */
    void price(int n) {
        Sane.values(terms.scores, terms.image, unit, n, value);
        scores.of(value, terms.scores.logits, n);
        SoftLabel.own(scores, overlap, n, own, other);
        SoftLabel.negatedSum(own, overlapCost, prior, n, bound);
    }

    /** Asks for the class terms of a pick, where classes other than the GT's count. */
    void want(int j) {
        if (terms.score.allClasses()) {
            terms.others.want(column[j], unit[j]);
        }
    }

    /** The cost of a pick, its class terms having been fetched. */
    float cost(int j) {
        float classes = own[j];
        if (terms.score.allClasses()) {
            classes += terms.others.of(column[j]) - other[j];
        }
        return classes + overlapCost[j] + prior[j];
    }
}
