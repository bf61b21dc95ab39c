package dev.duet.assign.rtmdet;

import dev.duet.assign.Strategy;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.List;

/** Binds RTMDet's recipes. */
public final class RtmdetStrategies {
    private static final Strategy RTMDET = Strategy.named(
                    "rtmdet",
                    (recipe, grid, classes) -> new SoftLabelAssigner(
                            grid,
                            (Score.SoftLabelCost) recipe.score(),
                            Math.min(((Select.DynamicK) recipe.select()).q(), grid.units)))
            .takes(Candidates.InsideAny.class)
            .takes(Score.SoftLabelCost.class)
            .takes(Select.DynamicK.class)
            .takes(Resolve.LowestCost.class)
            .takes(Target.MatchedOverlap.class)
            .only(
                    Target.MatchedOverlap.class,
                    t -> t.overlap().equals(Overlap.iouFloor(1e-6f)),
                    "matched-overlap with overlap iou, guard floor and eps 1e-6")
            .takes(Preparation.None.class)
            .reads(Need.BOXES, Need.SCORES)
            .inputs(Input.CENTRES)
            .onOneSlot()
            .holds(16);

    /** The strategies of this family. */
    public static final List<Strategy> ALL = List.of(RTMDET);

    private RtmdetStrategies() {}
}
