package dev.duet.assign.dense;

import dev.duet.assign.Assigner;
import dev.duet.assign.Recipe;
import dev.duet.assign.UnitGrid;

/** Strategies that label every location or anchor from ground truth alone. */
public final class DenseStrategies {
    private DenseStrategies() {}

    /** The assigner of FCOS, of YOLOX's centre cells, of two overlap thresholds, or of these within centre cells; null where the recipe is none of them. */
    public static Assigner bindOrNull(Recipe recipe, UnitGrid grid) {
        if (SmallestBox.carriesOut(recipe)) {
            return new SmallestBox(recipe, grid);
        }
        if (MaxOverlap.carriesOut(recipe)) {
            return new MaxOverlap(recipe, grid);
        }
        if (SmallestCentre.carriesOut(recipe)) {
            return new SmallestCentre(recipe, grid);
        }
        return ResponsibleCell.carriesOut(recipe) ? new ResponsibleCell(recipe, grid) : null;
    }
}
