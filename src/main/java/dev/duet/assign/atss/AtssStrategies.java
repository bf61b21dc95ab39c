package dev.duet.assign.atss;

import dev.duet.assign.Strategy;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Binds the recipes of the ATSS family. */
public final class AtssStrategies {
    /** The strategies of this family. */
    public static final List<Strategy> ALL =
            List.of(Strategy.named("atss", (recipe, grid, classes) -> new AtssAssigner(recipe, grid))
                    .takes(Candidates.NearestPerLevel.class)
                    .takes(Score.AnchorDistance.class)
                    .only(
                            Score.AnchorDistance.class,
                            s -> s.overlap().guard() != Overlap.Guard.NONE,
                            "anchor-distance with overlap iou with a guard")
                    .takes(Select.MeanPlusDeviation.class)
                    .takes(Resolve.HighestOverlap.class)
                    .only(
                            Resolve.HighestOverlap.class,
                            r -> r.among() != Resolve.Among.CANDIDATES,
                            "highest-overlap among all or claimants")
                    .takes(Target.Hard.class, Target.MatchedOverlap.class)
                    .only(
                            Target.MatchedOverlap.class,
                            t -> t.overlap().equals(Overlap.iouPlus(1e-9f)),
                            "matched-overlap with overlap iou, guard plus and eps 1e-9")
                    .takes(Preparation.None.class, Preparation.PositiveSum.class)
                    .reads(AtssStrategies::needs)
                    .inputs(AtssStrategies::inputs)
                    .onOneSlot()
                    .holds(5));

    private AtssStrategies() {}

    private static Set<Need> needs(Recipe recipe) {
        return recipe.target() instanceof Target.MatchedOverlap ? EnumSet.of(Need.BOXES) : Set.of();
    }

    private static Set<Input> inputs(Recipe recipe) {
        boolean ignores = recipe.score() instanceof Score.AnchorDistance s && s.ignoreThreshold() > 0;
        return ignores ? EnumSet.of(Input.REGIONS_TO_IGNORE) : Set.of();
    }
}
