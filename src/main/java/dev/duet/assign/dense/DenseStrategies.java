package dev.duet.assign.dense;

import dev.duet.assign.Candidates;
import dev.duet.assign.Overlap;
import dev.duet.assign.Preparation;
import dev.duet.assign.Recipe;
import dev.duet.assign.Resolve;
import dev.duet.assign.Score;
import dev.duet.assign.Select;
import dev.duet.assign.Strategy;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.Target;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Strategies that label every location or anchor from ground truth alone. */
public final class DenseStrategies {
    private static final Strategy FCOS = Strategy.named(
                    "fcos", (recipe, grid, classes) -> new SmallestBox(recipe, grid))
            .takes(Candidates.InsideBoxInRange.class)
            .takes(Score.GtArea.class)
            .takes(Select.All.class)
            .takes(Resolve.SmallestGt.class)
            .takes(Target.Centerness.class)
            .takes(Preparation.None.class)
            .onOneSlot();

    private static final Strategy MAX_IOU = overlaps(
                    Strategy.named("max-iou", (recipe, grid, classes) -> new MaxOverlap(recipe, grid)))
            .takes(Candidates.All.class)
            .inputs(DenseStrategies::ignoring)
            .holds(12);

    private static final Strategy CENTRES = Strategy.named(
                    "centre cells", (recipe, grid, classes) -> new SmallestCentre(recipe, grid))
            .takes(Candidates.CentreRadiusInRange.class, Candidates.CentreCellInRange.class)
            .takes(Score.GtArea.class)
            .only(Score.GtArea.class, s -> !s.plusOne(), "gt-area without plus_one")
            .takes(Select.All.class)
            .takes(Resolve.SmallestGt.class)
            .takes(Target.Hard.class)
            .takes(Preparation.None.class)
            .onOneSlot();

    private static final Strategy GRID = overlaps(
                    Strategy.named("grid", (recipe, grid, classes) -> new ResponsibleCell(recipe, grid)))
            .takes(Candidates.CentreCell.class)
            .only(Score.OverlapScore.class, s -> s.ignoreThreshold() <= 0, "overlap-score without an ignore_threshold")
            .inputs(Input.ANCHORS, Input.ANCHOR_BOXES)
            .holds(12);

    /** The strategies of this family. */
    public static final List<Strategy> ALL = List.of(FCOS, MAX_IOU, CENTRES, GRID);

    private DenseStrategies() {}

    private static Strategy overlaps(Strategy strategy) {
        return strategy.takes(Score.OverlapScore.class)
                .only(
                        Score.OverlapScore.class,
                        s -> s.overlap() == Overlap.IOU_MAX_1E6,
                        "overlap-score with overlap iou-max-1e6")
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
