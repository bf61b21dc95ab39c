package dev.duet.assign.detr;

import dev.duet.assign.Strategy;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.List;

/** Binds the recipes that match queries and GTs one to one. */
public final class DetrStrategies {
    private static final Strategy QUERIES = Strategy.named(
                    "hungarian",
                    (recipe, grid, classes) -> new HungarianAssigner(grid, (Score.QueryCost) recipe.score()))
            .takes(Candidates.All.class)
            .takes(Score.QueryCost.class)
            .takes(Select.OneToOne.class)
            .takes(Resolve.Never.class)
            .takes(Target.Hard.class)
            .takes(Preparation.None.class)
            .withoutPoints()
            .reads(Need.BOXES, Need.SCORES)
            .onQueries()
            .holds(28);

    /** The strategies of this family. */
    public static final List<Strategy> ALL = List.of(QUERIES);

    private DetrStrategies() {}
}
