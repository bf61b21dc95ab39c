package dev.duet.assign.match;

import dev.duet.assign.Assigner;
import dev.duet.assign.Recipe;
import dev.duet.assign.UnitGrid;

/** Strategies whose units may belong to many GTs: match lists of anchors. */
public final class MatchStrategies {
    private MatchStrategies() {}

    /** The assigner of a match list, or null where the recipe is none. */
    public static Assigner bindOrNull(Recipe recipe, UnitGrid grid) {
        return AnchorMatch.carriesOut(recipe) ? new AnchorMatch(recipe, grid) : null;
    }
}
