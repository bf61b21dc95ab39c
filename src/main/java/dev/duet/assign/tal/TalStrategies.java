package dev.duet.assign.tal;

import dev.duet.assign.Strategy;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Overlap.Guard;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.List;

/** Binds the recipes of the task-aligned family. */
public final class TalStrategies {
    /** The strategies of this family. */
    public static final List<Strategy> ALL = List.of(Strategy.named(
                    "task-aligned", (recipe, grid, classes) -> bind(recipe, grid))
            .takes(Candidates.InsideBox.class, Candidates.CentreDistance.class, Candidates.CentreRadius.class)
            .only(
                    Candidates.InsideBox.class,
                    c -> c.minimumSide() != 0
                            || c.replacementSide() == 0
                            || c.replacementSide() == Candidates.InsideBox.FROM_STRIDES,
                    "no replacement_side while minimum_side is 0")
            .takes(Score.Alignment.class)
            .only(
                    Score.Alignment.class,
                    s -> hasRule(s.overlap()),
                    "alignment with overlap ciou, prob-iou, or iou with a guard")
            .only(
                    r -> !r.rotated() || r.candidates() instanceof Candidates.InsideBox inside && inside.margin() == 0,
                    "inside-box with margin 0 beside prob-iou")
            .takes(Select.TopK.class, Select.TopKThenFilter.class)
            .only(
                    r -> !(r.select() instanceof Select.TopKThenFilter)
                            || r.score() instanceof Score.Alignment a
                                    && a.overlap().guard() == Guard.FLOOR,
                    "top-k-then-filter beside overlap iou with guard floor only")
            .takes(Resolve.HighestOverlap.class)
            .takes(Target.NormalisedAlignment.class)
            .takes(Preparation.None.class, Preparation.PositiveSum.class)
            .reads(Need.BOXES, Need.SCORES)
            .holds(8));

    private TalStrategies() {}

    private static AlignedAssigner bind(Recipe recipe, UnitGrid grid) {
        return new AlignedAssigner(
                recipe,
                grid,
                candidates(recipe.candidates(), grid, recipe.rotated()),
                overlap(((Score.Alignment) recipe.score()).overlap()));
    }

    private static CandidateRule candidates(Candidates rule, UnitGrid grid, boolean rotated) {
        return switch (rule) {
            case Candidates.InsideBox inside ->
                rotated ? new RotatedBoxRule(grid, inside) : new InsideBoxRule(grid, inside);
            case Candidates.CentreDistance distance -> new NearCentreRule(grid, distance);
            case Candidates.CentreRadius centre -> new NearCentreRule(grid, centre);
            default -> throw new AssertionError(rule);
        };
    }

    private static boolean hasRule(Overlap overlap) {
        return switch (overlap.kind()) {
            case CIOU, PROB_IOU -> true;
            case IOU -> overlap.guard() != Guard.NONE;
            default -> false;
        };
    }

    private static OverlapRule overlap(Overlap overlap) {
        return switch (overlap.kind()) {
            case CIOU -> new CompleteIouRule();
            case IOU ->
                overlap.guard() == Guard.FLOOR ? PlainIouRule.floored(overlap.eps()) : PlainIouRule.plus(overlap.eps());
            case PROB_IOU -> new ProbIouRule();
            default -> throw new AssertionError(overlap);
        };
    }
}
