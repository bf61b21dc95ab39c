package dev.duet.assign.fcos;

import dev.duet.assign.Strategy;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.List;

/** Binds the recipes that give a location to the smallest GT it lies in: from ground truth alone. */
public final class FcosStrategies {
    private static final Strategy FCOS = Strategy.named(
                    "fcos", (recipe, grid, classes) -> new SmallestBox(recipe, grid))
            .takes(Candidates.InsideBoxInRange.class)
            .takes(Score.GtArea.class)
            .takes(Select.All.class)
            .takes(Resolve.SmallestGt.class)
            .takes(Target.Centerness.class)
            .takes(Preparation.None.class)
            .onOneSlot();

    private static final Strategy CENTRES = Strategy.named(
                    "centre cells", (recipe, grid, classes) -> new SmallestBox(recipe, grid))
            .takes(Candidates.CentreRadiusInRange.class, Candidates.CentreCellInRange.class)
            .takes(Score.GtArea.class)
            .only(Score.GtArea.class, s -> !s.plusOne(), "gt-area without plus_one")
            .takes(Select.All.class)
            .takes(Resolve.SmallestGt.class)
            .takes(Target.Hard.class)
            .takes(Preparation.None.class)
            .onOneSlot();

    /** The strategies of this family. */
    public static final List<Strategy> ALL = List.of(FCOS, CENTRES);

    private FcosStrategies() {}
}
