package dev.duet.assign.maxiou;

import dev.duet.assign.Strategy;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Binds the recipes that label anchors by their overlaps with GTs: from ground truth alone. */
public final class MaxIouStrategies {
    private static final Strategy MAX_IOU = overlaps(
                    Strategy.named("max-iou", (recipe, grid, classes) -> new MaxOverlap(recipe, grid)))
            .takes(Candidates.All.class)
            .inputs(MaxIouStrategies::ignoring)
            .holds(12);

    private static final Strategy GRID = overlaps(
                    Strategy.named("grid", (recipe, grid, classes) -> new ResponsibleCell(recipe, grid)))
            .takes(Candidates.CentreCell.class)
            .only(Score.OverlapScore.class, s -> s.ignoreThreshold() <= 0, "overlap-score without an ignore_threshold")
            .inputs(Input.ANCHORS, Input.ANCHOR_BOXES)
            .holds(12);

    /** The strategies of this family. */
    public static final List<Strategy> ALL = List.of(MAX_IOU, GRID);

    private MaxIouStrategies() {}

    private static Strategy overlaps(Strategy strategy) {
        return strategy.takes(Score.OverlapScore.class)
                .only(
                        Score.OverlapScore.class,
                        s -> s.overlap().equals(Overlap.iouFloor(1e-6f)),
                        "overlap-score with overlap iou, guard floor and eps 1e-6")
                .takes(Select.Thresholds.class)
                .takes(Resolve.HighestOverlap.class)
                .only(Resolve.HighestOverlap.class, r -> r.among() == Resolve.Among.ALL, "highest-overlap among all")
                .takes(Target.AnchorOverlap.class)
                .takes(Preparation.None.class);
    }

    private static Set<Input> ignoring(Recipe recipe) {
        boolean ignores = recipe.score() instanceof Score.OverlapScore s && s.ignoreThreshold() > 0;
        return ignores
                ? EnumSet.of(Input.ANCHORS, Input.ANCHOR_BOXES, Input.REGIONS_TO_IGNORE)
                : EnumSet.of(Input.ANCHORS, Input.ANCHOR_BOXES);
    }
}
