package dev.duet.assign.yolov7;

import dev.duet.assign.Assigner;
import dev.duet.assign.BoxDecoding;
import dev.duet.assign.Strategy;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
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
import dev.duet.lanes.overlap.TouchingIou;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Binds the recipes of YOLOv7's OTA losses. */
public final class Yolov7Strategies {
    private static final Set<CostKind> KINDS =
            EnumSet.of(CostKind.YOLOV7, CostKind.YOLOV7_HEIGHT, CostKind.YOLOV7_MMYOLO);
    private static final float EPS = 1e-8f;
    private static final float MMDET_FLOOR = 1e-6f;

    private static final Strategy YOLOV7 = Strategy.named("yolov7", Yolov7Strategies::bind)
            .takes(Candidates.FittingNeighbourCells.class)
            .takes(Score.Cost.class)
            .only(
                    Score.Cost.class,
                    s -> KINDS.contains(s.kind()),
                    "cost of kind yolov7, yolov7-height or yolov7-mmyolo")
            .takes(Select.DynamicK.class)
            .takes(Resolve.LowestCost.class)
            .takes(Target.PredictedObjectness.class)
            .only(
                    Target.PredictedObjectness.class,
                    t -> t.decoding() == BoxDecoding.YOLOV5 && !t.highestWins(),
                    "predicted-objectness with decoding yolov5 and without highest_wins")
            .takes(Preparation.None.class)
            .withoutPoints()
            .reads(Need.ANY_BOXES, Need.SCORES)
            .readsIfGiven(Need.OBJECTNESS)
            .inputs(Input.ANCHORS, Input.SHARES)
            .on(grid -> grid.slotOrder == UnitGrid.SlotOrder.INNERMOST);

    /** The strategies of this family. */
    public static final List<Strategy> ALL = List.of(YOLOV7);

    private Yolov7Strategies() {}

    private static Assigner bind(Recipe recipe, UnitGrid grid, int classes) {
        Candidates.FittingNeighbourCells cells = (Candidates.FittingNeighbourCells) recipe.candidates();
        Score.Cost score = (Score.Cost) recipe.score();
        CostKind kind = score.kind();
        NominationCosts costs = new NominationCosts(
                new SquareRootCost(false, score.classWeight(), score.overlapWeight(), EPS),
                new SquareRootCost(true, score.classWeight(), score.overlapWeight(), EPS),
                kind == CostKind.YOLOV7_MMYOLO ? MMDET_FLOOR : TouchingIou.NO_FLOOR);
        return new NominationAssigner(
                grid,
                new Nominations(grid, cells.reach(), cells.ratioLimit()),
                new ClassColumns(new ClassSums(false, classes), new ClassSums(true, classes), classes),
                costs,
                ((Select.DynamicK) recipe.select()).q(),
                kind == CostKind.YOLOV7_HEIGHT,
                (Target.PredictedObjectness) recipe.target());
    }
}
