package dev.duet.assign.simota;

import dev.duet.assign.Assigner;
import dev.duet.assign.Candidates;
import dev.duet.assign.Overlap;
import dev.duet.assign.Recipe;
import dev.duet.assign.Resolve;
import dev.duet.assign.Score;
import dev.duet.assign.Score.CostKind;
import dev.duet.assign.Select;
import dev.duet.assign.Target;
import dev.duet.assign.UnitGrid;
import dev.duet.lanes.ClassSums;
import dev.duet.lanes.SquareRootCost;
import dev.duet.lanes.TouchingIou;
import dev.duet.lanes.VarifocalCost;
import dev.duet.lanes.VarifocalSums;

/** Binds the recipes of the simOTA family. */
public final class SimOtaStrategies {
    /** Least union of mmdetection's and PaddleDetection's IoU. */
    private static final float UNION_FLOOR = 1e-6f;

    private static final float VARIFOCAL_ALPHA = 0.75f;

    private SimOtaStrategies() {}

    /** An assigner for a recipe of this family, or null if it is of another. */
    public static Assigner bindOrNull(Recipe recipe, UnitGrid grid, int classes) {
        Assigner softLabels = SoftLabelStrategies.bindOrNull(recipe, grid);
        if (softLabels != null) {
            return softLabels;
        }
        Assigner nominations = NominationStrategies.bindOrNull(recipe, grid, classes);
        if (nominations != null) {
            return nominations;
        }
        if (!(recipe.score() instanceof Score.Cost score)
                || !(recipe.target() instanceof Target.MatchedOverlap target)
                || grid.slots != 1
                || grid.levels() == 0) {
            return null;
        }
        if (!(recipe.candidates() instanceof Candidates.CentreRadius)
                && !(recipe.candidates() instanceof Candidates.InsideOrCentre)) {
            return null;
        }
        PairCosts costs = costs(score, target.overlap());
        if (costs == null) {
            return null;
        }
        SpatialPrior prior = new SpatialPrior(grid, recipe.candidates());
        ClassColumns columns = classColumns(score, classes);
        if (recipe.select() instanceof Select.DynamicK select && recipe.resolve() instanceof Resolve.LowestCost) {
            return new SimOtaAssigner(
                    grid, prior, columns, costs, Math.min(select.q(), grid.units), score.kind() == CostKind.YOLOX);
        }
        if (recipe.select() instanceof Select.OneToOne
                && recipe.candidates() instanceof Candidates.CentreRadius
                && score.kind() == CostKind.YOLOX) {
            return new SimOtaOneToOneAssigner(grid, prior, columns, costs);
        }
        return null;
    }

    /** Class terms of a cost, or null if it is of another family. */
    static ClassColumns classColumns(Score.Cost score, int classes) {
        if (score.kind() == CostKind.PICODET) {
            return new ClassColumns(
                    new VarifocalSums(false, classes, VARIFOCAL_ALPHA),
                    new VarifocalSums(true, classes, VARIFOCAL_ALPHA),
                    classes);
        }
        return new ClassColumns(new ClassSums(false, classes), new ClassSums(true, classes), classes);
    }

    /** Pair costs of a recipe, or null if the cost is of another family. */
    private static PairCosts costs(Score.Cost score, Overlap overlap) {
        float floor = overlap == Overlap.IOU_MAX_1E6 ? UNION_FLOOR : TouchingIou.NO_FLOOR;
        float cls = score.classWeight();
        float loc = score.overlapWeight();
        return switch (score.kind()) {
            case YOLOX -> squareRoot(cls, loc, 1e-8f, floor);
            case MMDET -> squareRoot(cls, loc, 1e-7f, floor);
            case PICODET ->
                new PairCosts(
                        new VarifocalCost(false, cls, loc, VARIFOCAL_ALPHA),
                        new VarifocalCost(true, cls, loc, VARIFOCAL_ALPHA),
                        floor);
            default -> null;
        };
    }

    private static PairCosts squareRoot(float cls, float loc, float eps, float floor) {
        return new PairCosts(new SquareRootCost(false, cls, loc, eps), new SquareRootCost(true, cls, loc, eps), floor);
    }
}
