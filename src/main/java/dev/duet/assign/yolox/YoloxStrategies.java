package dev.duet.assign.yolox;

import dev.duet.assign.Assigner;
import dev.duet.assign.Strategy;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Score.CostKind;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.ClassColumns;
import dev.duet.lanes.cost.ClassSums;
import dev.duet.lanes.cost.SquareRootCost;
import dev.duet.lanes.cost.VarifocalCost;
import dev.duet.lanes.cost.VarifocalSums;
import dev.duet.lanes.overlap.TouchingIou;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Binds the recipes of the simOTA family. */
public final class YoloxStrategies {
    private static final Set<CostKind> KINDS = EnumSet.of(CostKind.YOLOX, CostKind.MMDET, CostKind.PICODET);

    /** Least union of mmdetection's and PaddleDetection's IoU. */
    private static final float UNION_FLOOR = 1e-6f;

    private static final float VARIFOCAL_ALPHA = 0.75f;

    private static final Strategy GREEDY = columns(Strategy.named("simota", YoloxStrategies::greedy))
            .takes(Candidates.CentreRadius.class, Candidates.InsideOrCentre.class)
            .only(Score.Cost.class, s -> KINDS.contains(s.kind()), "cost of kind yolox, mmdet or picodet")
            .takes(Select.DynamicK.class)
            .takes(Resolve.LowestCost.class);

    private static final Strategy EXACT = columns(Strategy.named("simota-one2one", YoloxStrategies::exact))
            .takes(Candidates.CentreRadius.class)
            .only(Score.Cost.class, s -> s.kind() == CostKind.YOLOX, "cost of kind yolox")
            .takes(Select.OneToOne.class)
            .takes(Resolve.Never.class)
            .holds(32);

    /** The strategies of this family. */
    public static final List<Strategy> ALL = List.of(GREEDY, EXACT);

    private YoloxStrategies() {}

    private static Strategy columns(Strategy strategy) {
        return strategy.takes(Score.Cost.class)
                .takes(Target.MatchedOverlap.class)
                .only(
                        Target.MatchedOverlap.class,
                        t -> t.overlap().equals(Overlap.IOU) || t.overlap().equals(Overlap.iouFloor(UNION_FLOOR)),
                        "matched-overlap with overlap iou, without a guard or with guard floor and eps 1e-6")
                .takes(Preparation.None.class)
                .reads(Need.BOXES, Need.SCORES)
                .readsIfGiven(Need.OBJECTNESS)
                .onOneSlot();
    }

    private static Assigner greedy(Recipe recipe, UnitGrid grid, int classes) {
        Score.Cost score = (Score.Cost) recipe.score();
        return new SimOtaAssigner(
                grid,
                new SpatialPrior(grid, recipe.candidates()),
                classColumns(score, classes),
                costs(score, ((Target.MatchedOverlap) recipe.target()).overlap()),
                Math.min(((Select.DynamicK) recipe.select()).q(), grid.units),
                score.kind() == CostKind.YOLOX);
    }

    private static Assigner exact(Recipe recipe, UnitGrid grid, int classes) {
        Score.Cost score = (Score.Cost) recipe.score();
        return new SimOtaOneToOneAssigner(
                grid,
                new SpatialPrior(grid, recipe.candidates()),
                classColumns(score, classes),
                costs(score, ((Target.MatchedOverlap) recipe.target()).overlap()));
    }

    /** Class terms of a cost. */
    static ClassColumns classColumns(Score.Cost score, int classes) {
        if (score.kind() == CostKind.PICODET) {
            return new ClassColumns(
                    new VarifocalSums(false, classes, VARIFOCAL_ALPHA),
                    new VarifocalSums(true, classes, VARIFOCAL_ALPHA),
                    classes);
        }
        return new ClassColumns(new ClassSums(false, classes), new ClassSums(true, classes), classes);
    }

    /** Pair costs of a recipe. */
    private static PairCosts costs(Score.Cost score, Overlap overlap) {
        float floor = overlap.guard() == Overlap.Guard.FLOOR ? UNION_FLOOR : TouchingIou.NO_FLOOR;
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
            default -> throw new AssertionError(score.kind());
        };
    }

    private static PairCosts squareRoot(float cls, float loc, float eps, float floor) {
        return new PairCosts(new SquareRootCost(false, cls, loc, eps), new SquareRootCost(true, cls, loc, eps), floor);
    }
}
