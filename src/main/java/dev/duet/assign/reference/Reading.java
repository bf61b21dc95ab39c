package dev.duet.assign.reference;

import dev.duet.assign.*;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.EnumSet;
import java.util.Set;

/** What the stages of a recipe read of a prediction, and of how many units. */
public final class Reading {
    private Reading() {}

    /**
     * Parts of a prediction that the stages read; a recipe must name them.
     *
     * @param anchors the grid has anchors: an overlap score is then taken with these and not with predictions
     */
    public static Set<Need> of(Recipe recipe, boolean anchors) {
        Set<Need> needs = switch (recipe.score()) {
            case Score.Alignment score -> Recipe.boxesAndScores();
            case Score.Cost score -> Recipe.boxesAndScores();
            case Score.QueryCost score -> Recipe.boxesAndScores();
            case Score.SoftLabelCost score -> Recipe.boxesAndScores();
            case Score.PredictedShape score -> EnumSet.of(Need.BOXES);
            case Score.OverlapOrDistance score -> EnumSet.of(Need.BOXES);
            case Score.OverlapScore score -> anchors ? EnumSet.noneOf(Need.class) : EnumSet.of(Need.BOXES);
            default -> EnumSet.noneOf(Need.class);
        };
        boolean boxes = switch (recipe.target()) {
            case Target.CellObjectness target -> target.rescore();
            case Target.Objectness target -> target.rescore();
            case Target.PredictedObjectness target -> !anchors;
            default -> recipe.target() instanceof Target.MatchedOverlap || Preparing.codesSides(recipe.target());
        };
        if (boxes) {
            needs.add(Need.BOXES);
        }
        if (recipe.target() instanceof Target.LayerObjectness target && target.classGate() > 0) {
            needs.add(Need.SCORES);
        }
        recipe.ownStages().forEach(own -> needs.addAll(own.reads()));
        return needs;
    }

    /** True if a recipe names predicted boxes, decoded or either. */
    static boolean boxes(Recipe recipe) {
        return recipe.needs().contains(Need.BOXES) || recipe.needs().contains(Need.ANY_BOXES);
    }

    /** True where pairs count that are no GT's candidates: then all predictions are read. */
    static boolean looksAtEverything(Recipe recipe) {
        boolean bySelection = switch (recipe.select()) {
            case Select.TopKThenFilter rule -> true;
            case Select.Transport rule -> true;
            case Select.OneToOne rule -> true;
            case Select.Thresholds rule -> true;
            case Select.MeanPlusDeviation rule -> rule.forceMatch();
            case Select.DynamicK rule -> recipe.score() instanceof Score.SoftLabelCost cost && !cost.allClasses();
            default -> false;
        };
        boolean byTarget = recipe.target() instanceof Target.AnchorOverlap target && target.mapped();
        return bySelection || byTarget || recipe.candidates() instanceof Candidates.All;
    }
}
