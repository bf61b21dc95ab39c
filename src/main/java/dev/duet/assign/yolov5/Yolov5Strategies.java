package dev.duet.assign.yolov5;

import dev.duet.assign.Strategy;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.List;

/** Strategies whose units may belong to many GTs: match lists of anchors. */
public final class Yolov5Strategies {
    /** The strategies of this family. */
    public static final List<Strategy> ALL =
            List.of(Strategy.named("match list", (recipe, grid, classes) -> new AnchorMatch(recipe, grid))
                    .takes(Candidates.NeighbourCells.class)
                    .takes(Score.AnchorRatio.class)
                    .takes(Select.Under.class)
                    .takes(Resolve.KeepAll.class)
                    .takes(Target.PredictedObjectness.class)
                    .takes(Preparation.None.class)
                    .withoutPoints()
                    .readsIfGiven(Need.RAW_BOXES_IF_GIVEN)
                    .inputs(Input.ANCHORS, Input.SHARES)
                    .holds(0));

    private Yolov5Strategies() {}
}
