package dev.duet.assign.simota;

import dev.duet.assign.Candidates;
import dev.duet.assign.Overlap;
import dev.duet.assign.Preparation;
import dev.duet.assign.Recipe.Need;
import dev.duet.assign.Resolve;
import dev.duet.assign.Score;
import dev.duet.assign.Select;
import dev.duet.assign.Strategy;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.Target;

/** Binds RTMDet's recipes. */
final class SoftLabelStrategies {
    static final Strategy RTMDET = Strategy.named(
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
                    t -> t.overlap() == Overlap.IOU_MAX_1E6,
                    "matched-overlap with overlap iou-max-1e6")
            .takes(Preparation.None.class)
            .reads(Need.BOXES, Need.SCORES)
            .inputs(Input.CENTRES)
            .onOneSlot()
            .holds(16);

    private SoftLabelStrategies() {}
}
