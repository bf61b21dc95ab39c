package dev.duet.assign.simota;

import dev.duet.assign.Assigner;
import dev.duet.assign.Candidates;
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

/** Binds the recipes of YOLOv7's OTA losses. */
final class NominationStrategies {
    private static final float EPS = 1e-8f;
    private static final float MMDET_FLOOR = 1e-6f;

    private NominationStrategies() {}

    /** An assigner for a recipe of this family, or null if it is of another. */
    static Assigner bindOrNull(Recipe recipe, UnitGrid grid, int classes) {
        if (!(recipe.candidates() instanceof Candidates.FittingNeighbourCells cells)
                || !(recipe.score() instanceof Score.Cost score)
                || !(recipe.select() instanceof Select.DynamicK select)
                || !(recipe.resolve() instanceof Resolve.LowestCost)
                || !(recipe.target() instanceof Target.PredictedObjectness target)
                || grid.slotOrder != UnitGrid.SlotOrder.INNERMOST) {
            return null;
        }
        CostKind kind = score.kind();
        if (kind != CostKind.YOLOV7 && kind != CostKind.YOLOV7_HEIGHT && kind != CostKind.YOLOV7_MMYOLO) {
            return null;
        }
        NominationCosts costs = new NominationCosts(
                new SquareRootCost(false, score.classWeight(), score.overlapWeight(), EPS),
                new SquareRootCost(true, score.classWeight(), score.overlapWeight(), EPS),
                kind == CostKind.YOLOV7_MMYOLO ? MMDET_FLOOR : TouchingIou.NO_FLOOR);
        return new NominationAssigner(
                grid,
                new Nominations(grid, cells.reach(), cells.ratioLimit()),
                new ClassColumns(new ClassSums(false, classes), new ClassSums(true, classes), classes),
                costs,
                select.q(),
                kind == CostKind.YOLOV7_HEIGHT,
                target);
    }
}
