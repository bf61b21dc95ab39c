package dev.duet.assign;

import dev.duet.assign.align.AlignedStrategies;
import dev.duet.assign.anchor.AnchorStrategies;
import dev.duet.assign.atss.AtssStrategies;
import dev.duet.assign.dense.DenseStrategies;
import dev.duet.assign.match.MatchStrategies;
import dev.duet.assign.simota.SimOtaStrategies;
import dev.duet.assign.transport.TransportStrategies;
import java.util.List;

/** Finds the strategy that carries out a recipe. */
public final class Strategies {
    /** Binds a recipe to a grid, or returns null if the recipe is of another family. */
    private interface Family {
        Assigner bindOrNull(Recipe recipe, UnitGrid grid, int classes);
    }

    private static final List<Family> FAMILIES = List.of(
            (recipe, grid, classes) -> AlignedStrategies.bindOrNull(recipe, grid),
            (recipe, grid, classes) -> AtssStrategies.bindOrNull(recipe, grid),
            AnchorStrategies::bindOrNull,
            (recipe, grid, classes) -> MatchStrategies.bindOrNull(recipe, grid),
            (recipe, grid, classes) -> DenseStrategies.bindOrNull(recipe, grid),
            SimOtaStrategies::bindOrNull,
            (recipe, grid, classes) -> TransportStrategies.bindOrNull(recipe, grid));

    private Strategies() {}

    /**
     * Binds a recipe to a grid. Allocates the workspace of one worker.
     *
     * @param classes number of classes C; labels are 0 .. C-1
     * @throws IllegalArgumentException if no strategy combines the recipe's stages, naming them
     */
    public static Assigner bind(Recipe recipe, UnitGrid grid, int classes) {
        for (Family family : FAMILIES) {
            Assigner assigner = family.bindOrNull(recipe, grid, classes);
            if (assigner != null) {
                return assigner;
            }
        }
        throw new IllegalArgumentException("no strategy combines " + recipe.candidates() + ", " + recipe.score() + ", "
                + recipe.select() + ", " + recipe.resolve() + " and " + recipe.target());
    }
}
