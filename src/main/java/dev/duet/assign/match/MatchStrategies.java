package dev.duet.assign.match;

import dev.duet.assign.Candidates;
import dev.duet.assign.Preparation;
import dev.duet.assign.Recipe.Need;
import dev.duet.assign.Resolve;
import dev.duet.assign.Score;
import dev.duet.assign.Select;
import dev.duet.assign.Strategy;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.Target;
import java.util.List;

/** Strategies whose units may belong to many GTs: match lists of anchors. */
public final class MatchStrategies {
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

    private MatchStrategies() {}
}
