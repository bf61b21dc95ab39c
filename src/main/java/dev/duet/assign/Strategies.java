package dev.duet.assign;

import dev.duet.assign.align.AlignedStrategies;
import dev.duet.assign.atss.AtssStrategies;
import dev.duet.assign.simota.SimOtaStrategies;
import dev.duet.assign.transport.TransportStrategies;

/** Finds the strategy that carries out a recipe. */
public final class Strategies {
    private Strategies() {}

    /**
     * Binds a recipe to a grid. Allocates the workspace of one worker.
     *
     * @param classes number of classes C; labels are 0 .. C-1
     * @throws IllegalArgumentException if no strategy combines the recipe's stages, naming them
     */
    public static Assigner bind(Recipe recipe, UnitGrid grid, int classes) {
        Assigner assigner = AlignedStrategies.bindOrNull(recipe, grid);
        if (assigner == null) {
            assigner = AtssStrategies.bindOrNull(recipe, grid);
        }
        if (assigner == null) {
            assigner = SimOtaStrategies.bindOrNull(recipe, grid, classes);
        }
        if (assigner == null) {
            assigner = TransportStrategies.bindOrNull(recipe, grid);
        }
        if (assigner != null) {
            return assigner;
        }
        throw new IllegalArgumentException("no strategy combines " + recipe.candidates() + ", " + recipe.score() + ", "
                + recipe.select() + ", " + recipe.resolve() + " and " + recipe.target());
    }
}
