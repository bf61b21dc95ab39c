package dev.duet.assign.reference;

import dev.duet.assign.Strategy;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Score.CostKind;
import dev.duet.assign.stage.Target;
import java.util.EnumSet;
import java.util.Set;

/** The reference among the strategies: it takes every recipe, and refuses those without a meaning when it sees the grid. */
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
        needs.addAll(Reading.of(recipe, true));
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
        Set<Input> inputs = EnumSet.of(Input.ANCHORS, Input.ANCHOR_ORDER);
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
}
