package dev.duet.assign.transport;

import dev.duet.assign.Candidates;
import dev.duet.assign.Overlap;
import dev.duet.assign.Preparation;
import dev.duet.assign.Recipe;
import dev.duet.assign.Recipe.Need;
import dev.duet.assign.Resolve;
import dev.duet.assign.Score;
import dev.duet.assign.Select;
import dev.duet.assign.Strategy;
import dev.duet.assign.Target;
import dev.duet.assign.UnitGrid;
import java.util.List;

/** Binds the recipes that look for a best assignment of the whole image: transport plans and exact one-to-one matchings. */
public final class TransportStrategies {
    private static final Strategy OTA = Strategy.named("ota", (recipe, grid, classes) -> transport(recipe, grid))
            .takes(Candidates.InsideAndCentre.class)
            .takes(Score.Cost.class)
            .only(Score.Cost.class, s -> s.kind() == Score.CostKind.OTA, "cost of kind ota")
            .only(Score.Cost.class, s -> s.classWeight() == 1, "cost with class_weight 1")
            .takes(Select.Transport.class)
            .takes(Resolve.Never.class)
            .takes(Target.MatchedOverlap.class)
            .only(
                    Target.MatchedOverlap.class,
                    t -> t.overlap() == Overlap.IOU_MAX_EPSILON,
                    "matched-overlap with overlap iou-max-epsilon")
            .takes(Preparation.None.class)
            .reads(Need.BOXES, Need.SCORES)
            .holds(8);

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
    public static final List<Strategy> ALL = List.of(OTA, QUERIES);

    private TransportStrategies() {}

    private static TransportAssigner transport(Recipe recipe, UnitGrid grid) {
        return new TransportAssigner(
                grid, (Candidates.InsideAndCentre) recipe.candidates(), (Score.Cost) recipe.score(), (Select.Transport)
                        recipe.select());
    }
}
