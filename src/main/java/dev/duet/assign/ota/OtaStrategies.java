package dev.duet.assign.ota;

import dev.duet.assign.Strategy;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.List;

/** Binds the recipes whose pairs are a transport plan. */
public final class OtaStrategies {
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
                    t -> t.overlap().equals(Overlap.iouFloor(Math.ulp(1f))),
                    "matched-overlap with overlap iou, guard floor and eps 1.1920929e-7")
            .takes(Preparation.None.class)
            .reads(Need.BOXES, Need.SCORES)
            .holds(8);

    /** The strategies of this family. */
    public static final List<Strategy> ALL = List.of(OTA);

    private OtaStrategies() {}

    private static TransportAssigner transport(Recipe recipe, UnitGrid grid) {
        return new TransportAssigner(
                grid, (Candidates.InsideAndCentre) recipe.candidates(), (Score.Cost) recipe.score(), (Select.Transport)
                        recipe.select());
    }
}
