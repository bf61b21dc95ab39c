package dev.duet.assign.tal;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;

/**
 * STAL, small-target-aware candidates of YOLO26 (ultralytics 8.4.90 tal.py): for the candidate test only, a GT side shorter than the
 * first stride counts as long as the second.
 */
final class SmallSides {
    private final float minimum;
    private final float replacement;

    SmallSides(Candidates.InsideBox rule, UnitGrid grid) {
        minimum = rule.minimumSide() < 0 ? grid.stride[0] : rule.minimumSide();
        replacement = rule.replacementSide() < 0 ? grid.stride[Math.min(1, grid.levels() - 1)] : rule.replacementSide();
    }

    /** True where sides may be replaced; every GT's edges are then made anew from its centre and sides, as in the original. */
    boolean isOn() {
        return minimum > 0;
    }

    /** The side that counts. */
    float side(float side) {
        return side < minimum ? replacement : side;
    }
}
