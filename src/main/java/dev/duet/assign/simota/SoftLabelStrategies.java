package dev.duet.assign.simota;

import dev.duet.assign.Assigner;
import dev.duet.assign.Candidates;
import dev.duet.assign.Recipe;
import dev.duet.assign.Resolve;
import dev.duet.assign.Score;
import dev.duet.assign.Select;
import dev.duet.assign.UnitGrid;

/** Binds RTMDet's recipes. */
final class SoftLabelStrategies {
    private SoftLabelStrategies() {}

    /** An assigner for a recipe of this kind, or null if it is of another. */
    static Assigner bindOrNull(Recipe recipe, UnitGrid grid) {
        if (recipe.candidates() instanceof Candidates.InsideAny
                && recipe.score() instanceof Score.SoftLabelCost cost
                && recipe.select() instanceof Select.DynamicK dynamicK
                && recipe.resolve() instanceof Resolve.LowestCost
                && grid.slots == 1
                && grid.levels() > 0) {
            return new SoftLabelAssigner(grid, cost, Math.min(dynamicK.q(), grid.units));
        }
        return null;
    }
}
