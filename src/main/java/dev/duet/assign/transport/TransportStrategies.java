package dev.duet.assign.transport;

import dev.duet.assign.Assigner;
import dev.duet.assign.Candidates;
import dev.duet.assign.Recipe;
import dev.duet.assign.Score;
import dev.duet.assign.Select;
import dev.duet.assign.UnitGrid;

/** Binds the recipes that look for a best assignment of the whole image: transport plans and exact one-to-one matchings. */
public final class TransportStrategies {
    private TransportStrategies() {}

    /** An assigner for a recipe of this family, or null if it is of another. */
    public static Assigner bindOrNull(Recipe recipe, UnitGrid grid) {
        if (recipe.select() instanceof Select.Transport transport
                && recipe.candidates() instanceof Candidates.InsideAndCentre candidates
                && recipe.score() instanceof Score.Cost cost
                && cost.kind() == Score.CostKind.OTA) {
            return new TransportAssigner(grid, candidates, cost, transport);
        }
        if (recipe.select() instanceof Select.OneToOne
                && recipe.candidates() instanceof Candidates.All
                && recipe.score() instanceof Score.QueryCost cost) {
            return new HungarianAssigner(grid, cost);
        }
        return null;
    }
}
