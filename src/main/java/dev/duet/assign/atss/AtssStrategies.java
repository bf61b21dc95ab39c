package dev.duet.assign.atss;

import dev.duet.assign.Assigner;
import dev.duet.assign.Candidates;
import dev.duet.assign.Recipe;
import dev.duet.assign.Resolve;
import dev.duet.assign.Score;
import dev.duet.assign.Select;
import dev.duet.assign.Target;
import dev.duet.assign.UnitGrid;

/** Binds the recipes of the ATSS family. */
public final class AtssStrategies {
    private AtssStrategies() {}

    /** An assigner for a recipe of this family, or null if it is of another. */
    public static Assigner bindOrNull(Recipe recipe, UnitGrid grid) {
        boolean fits = recipe.candidates() instanceof Candidates.NearestPerLevel
                && recipe.score() instanceof Score.AnchorDistance
                && recipe.select() instanceof Select.MeanPlusDeviation
                && recipe.resolve() instanceof Resolve.HighestOverlap
                && (recipe.target() instanceof Target.Hard || recipe.target() instanceof Target.MatchedOverlap);
        return fits ? new AtssAssigner(recipe, grid) : null;
    }
}
