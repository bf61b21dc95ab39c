package dev.duet.assign.rtmdet;

import dev.duet.lanes.cost.SoftLabel;
import dev.duet.lanes.memory.Lanes;

/** The columns that some GTs look at, GT by GT, and the first bound of what each would cost. Grows only. */
final class SoftLabelList {
    int size;
    int[] column = new int[0];
    float[] overlap = new float[0];
    float[] stride = new float[0];
    float[] overlapCost = new float[0];
    /** Squared distance in pixels, then what the distance costs. */
    float[] prior = new float[0];
    /** Minus the first bound, because selection looks for the largest. */
    float[] bound = new float[0];

    void reserve(int n) {
        if (column.length < Lanes.padded(n)) {
            column = Lanes.grow(column, n);
            overlap = Lanes.grow(overlap, n);
            stride = Lanes.grow(stride, n);
            overlapCost = Lanes.grow(overlapCost, n);
            prior = Lanes.grow(prior, n);
            bound = Lanes.grow(bound, n);
        }
    }

    /** Computes the first bound of all that is listed: overlap and distance. */
    void price(float overlapWeight, float radius) {
        reserve(1);
        SoftLabel.overlapCost(overlap, size, overlapWeight, overlapCost);
        SoftLabel.logPrior(prior, stride, size, radius);
        SoftLabel.prior(prior, size);
        SoftLabel.negatedSum(overlapCost, prior, size, bound);
    }
}
