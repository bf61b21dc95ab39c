package dev.duet.assign.reference;

import dev.duet.assign.Strategy;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.stage.*;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Score.CostKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * The reference among the strategies: it takes every recipe, and refuses those without a meaning when it sees the grid. What the stages of
 * a recipe read follows from their rules.
 */
public final class ReferenceStrategy {
    /** Reads what the stages read, and whatever else a recipe says it does. */
    public static final Strategy REFERENCE = Strategy.named(
                    "reference", (recipe, grid, classes) -> Reference.of(recipe, grid))
            .reads(ReferenceStrategy::needs)
            .readsIfGiven(ReferenceStrategy::ifGiven)
            .inputs(ReferenceStrategy::inputs)
            .onQueries();

    private ReferenceStrategy() {}

    private static Set<Need> needs(Recipe recipe) {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        needs.addAll(reads(recipe, true));
        if (recipe.needs().contains(Need.ANY_BOXES)) {
            needs.remove(Need.BOXES);
        }
        needs.addAll(recipe.needs());
        return needs;
    }

    private static Set<Need> ifGiven(Recipe recipe) {
        boolean joint = recipe.score() instanceof Score.Cost cost && Costs.readsObjectness(cost.kind());
        return joint ? EnumSet.of(Need.OBJECTNESS) : Set.of();
    }

    private static Set<Input> inputs(Recipe recipe) {
        Set<Input> inputs = EnumSet.noneOf(Input.class);
        boolean coded = Preparing.codesSides(recipe.target()) && !(recipe.target() instanceof Target.CellObjectness);
        boolean listed = coded || recipe.score() instanceof Score.AnchorShape;
        boolean decoded = recipe.needs().contains(Need.ANY_BOXES)
                || recipe.needs().contains(Need.RAW_BOXES_IF_GIVEN)
                || recipe.target() instanceof Target.PredictedObjectness;
        boolean compared = recipe.score() instanceof Score.AnchorRatio
                || recipe.score() instanceof Score.OverlapScore
                || recipe.candidates() instanceof Candidates.FittingNeighbourCells;
        addIf(listed, Input.ANCHOR_ORDER, inputs);
        addIf(listed || decoded || compared || !recipe.ownStages().isEmpty(), Input.ANCHORS, inputs);
        boolean regions = recipe.score() instanceof Score.OverlapScore overlap && overlap.ignoreThreshold() > 0
                || recipe.score() instanceof Score.AnchorDistance distance && distance.ignoreThreshold() > 0;
        addIf(regions, Input.REGIONS_TO_IGNORE, inputs);
        addIf(recipe.target() instanceof Target.WeightedObjectness, Input.WEIGHTS, inputs);
        boolean fromShares = recipe.score() instanceof Score.AnchorRatio
                || recipe.target() instanceof Target.PredictedObjectness
                || CandidateStage.nominates(recipe.candidates())
                || recipe.score() instanceof Score.Cost cost
                        && Set.of(CostKind.YOLOV7, CostKind.YOLOV7_HEIGHT, CostKind.YOLOV7_MMYOLO)
                                .contains(cost.kind());
        addIf(fromShares && !(recipe.preparation() instanceof Preparation.Darknet), Input.SHARES, inputs);
        addIf(recipe.score() instanceof Score.SoftLabelCost, Input.CENTRES, inputs);
        boolean anchors = recipe.score() instanceof Score.OverlapScore
                || !recipe.ownStages().isEmpty();
        addIf(anchors, Input.ANCHOR_BOXES, inputs);
        return inputs;
    }

    private static void addIf(boolean read, Input input, Set<Input> inputs) {
        if (read) {
            inputs.add(input);
        }
    }

    /**
     * Parts of a prediction that the stages read; a recipe must name them.
     *
     * @param anchors the grid has anchors: an overlap score is then taken with these and not with predictions
     */
    public static Set<Need> reads(Recipe recipe, boolean anchors) {
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
    static boolean namesBoxes(Recipe recipe) {
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
