package dev.duet.assign.anchor;

import dev.duet.assign.Assigner;
import dev.duet.assign.Candidates;
import dev.duet.assign.Overlap;
import dev.duet.assign.Preparation;
import dev.duet.assign.Recipe;
import dev.duet.assign.Resolve;
import dev.duet.assign.Score;
import dev.duet.assign.Select;
import dev.duet.assign.Target;
import dev.duet.assign.UnitGrid;

/** Binds the recipes that give a GT slots of its centre's cell: YOLOv1 to YOLOv4 and PPYOLO. */
public final class AnchorStrategies {
    private AnchorStrategies() {}

    /** An assigner for a recipe of this family, or null if it is of another. */
    public static Assigner bindOrNull(Recipe recipe, UnitGrid grid, int classes) {
        if (!(recipe.candidates() instanceof Candidates.CentreCell)) {
            return null;
        }
        boolean darknet =
                recipe.preparation() instanceof Preparation.Darknet || recipe.preparation() instanceof Preparation.None;
        boolean best = recipe.select() instanceof Select.Best;
        boolean some = best || recipe.select() instanceof Select.BestAndAbove;
        boolean lastWritten = recipe.resolve() instanceof Resolve.LastWritten;
        boolean byShape = recipe.score() instanceof Score.AnchorShape;
        if (recipe.target() instanceof Target.CellObjectness
                && darknet
                && best
                && isByOverlap(recipe.score())
                && recipe.resolve() instanceof Resolve.FirstWritten) {
            return new CellBoxes(recipe, grid);
        }
        if (recipe.target() instanceof Target.RegionObjectness
                && darknet
                && best
                && lastWritten
                && (byShape || recipe.score() instanceof Score.PredictedShape)) {
            return new RegionLayer(recipe, grid);
        }
        if (recipe.target() instanceof Target.LayerObjectness
                && darknet
                && some
                && byShape
                && (lastWritten || recipe.resolve() instanceof Resolve.KeepAll)) {
            return new DarknetLayers(recipe, grid, classes);
        }
        boolean paddle = recipe.preparation() instanceof Preparation.FirstRows
                || recipe.preparation() instanceof Preparation.None;
        if (recipe.target() instanceof Target.WeightedObjectness && paddle && some && byShape && lastWritten) {
            return new PaddleLayers(recipe, grid);
        }
        return null;
    }

    private static boolean isByOverlap(Score score) {
        return score instanceof Score.OverlapOrDistance by && by.overlap() == Overlap.IOU_OF_CENTRES;
    }
}
