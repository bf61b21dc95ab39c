package dev.duet.assign.align;

import dev.duet.assign.Assigner;
import dev.duet.assign.Candidates;
import dev.duet.assign.Overlap;
import dev.duet.assign.Recipe;
import dev.duet.assign.Resolve;
import dev.duet.assign.Score;
import dev.duet.assign.Select;
import dev.duet.assign.Target;
import dev.duet.assign.UnitGrid;

/** Binds the recipes of the task-aligned family. */
public final class AlignedStrategies {
    private AlignedStrategies() {}

    /** An assigner for a recipe of this family, or null if it is of another. */
    public static Assigner bindOrNull(Recipe recipe, UnitGrid grid) {
        if (recipe.score() instanceof Score.Alignment alignment
                && (recipe.select() instanceof Select.TopK
                        || recipe.select() instanceof Select.TopKThenFilter
                                && alignment.overlap() == Overlap.IOU_MAX_1E6)
                && recipe.resolve() instanceof Resolve.HighestOverlap
                && recipe.target() instanceof Target.NormalisedAlignment) {
            CandidateRule candidates = candidates(recipe.candidates(), grid, alignment.overlap() == Overlap.PROB_IOU);
            OverlapRule overlap = overlap(alignment.overlap());
            if (candidates != null && overlap != null) {
                return new AlignedAssigner(recipe, grid, candidates, overlap);
            }
        }
        return null;
    }

    private static CandidateRule candidates(Candidates rule, UnitGrid grid, boolean rotated) {
        if (rule instanceof Candidates.InsideBox inside) {
            return rotated ? new RotatedBoxRule(grid, inside) : new InsideBoxRule(grid, inside);
        }
        if (rule instanceof Candidates.CentreDistance distance) {
            return new CentreDistanceRule(grid, distance.cells());
        }
        if (rule instanceof Candidates.CentreRadius centre) {
            return new CentreRadiusRule(grid, centre.radius());
        }
        return null;
    }

    private static OverlapRule overlap(Overlap overlap) {
        return switch (overlap) {
            case CIOU -> new CompleteIouRule();
            case IOU_PLUS_1E9 -> PlainIouRule.plus(1e-9f);
            case IOU_PLUS_1E10 -> PlainIouRule.plus(1e-10f);
            case IOU_MAX_1E6 -> PlainIouRule.floored(1e-6f);
            case PROB_IOU -> new ProbIouRule();
            default -> null;
        };
    }
}
