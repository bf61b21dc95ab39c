package dev.duet.api;

import dev.duet.api.DetectionSystem.About;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.assign.Candidates;
import dev.duet.assign.Preparation;
import dev.duet.assign.Recipe;
import dev.duet.assign.Recipe.Need;
import dev.duet.assign.Resolve;
import dev.duet.assign.Score;
import dev.duet.assign.Select;
import dev.duet.assign.SystemRecipe;
import dev.duet.assign.Target;
import dev.duet.assign.UnitGrid.PointRule;
import java.util.EnumSet;
import java.util.List;

/** Systems that label every location or anchor from ground truth alone. */
final class DenseSystems {
    static final DetectionSystem FCOS = new DetectionSystem(
            "fcos",
            new About(
                    "locations inside the box, levels by size range, smallest box wins, centerness",
                    "tianzhi0549/FCOS fcos_core/modeling/rpn/fcos/loss.py prepare_targets; configs/fcos/fcos_R_50_FPN_1x.yaml"
                            + " (fcos_imprv_*: center_sampling_radius 1.5, norm_reg_targets true)",
                    "area: lower GT",
                    List.of(
                            "areas count pixels, (w+1)(h+1), a habit of maskrcnn-benchmark; other implementations use w h",
                            "ranges include both ends, so a location may answer on two levels",
                            "a GT of 1e8 square pixels or more never gets a location")),
            UnitGeometry.of(8, 16, 32, 64, 128),
            Settings.NONE
                    .and("center_sampling_radius", 0f, "half side of the centre box in strides; 0 for the whole GT")
                    .and("norm_reg_targets", false, "distances in strides, not pixels")
                    .and(
                            "regress_ranges",
                            "-1:64 64:128 128:256 256:512 512:1e8",
                            "least and most of a location's largest distance to a side, per level, in pixels")
                    .and("area_plus_one", true, "area as (w+1)(h+1), not w h"),
            s -> SystemRecipe.of(new Recipe(
                    new Candidates.InsideBoxInRange(
                            s.number("center_sampling_radius"), ranges(s.word("regress_ranges"))),
                    new Score.GtArea(s.flag("area_plus_one")),
                    new Select.All(),
                    new Resolve.SmallestGt(),
                    new Target.Centerness(s.flag("norm_reg_targets")),
                    PointRule.FLOOR_HALF,
                    EnumSet.noneOf(Need.class),
                    new Preparation.None())),
            80);

    static final List<DetectionSystem> ALL = List.of(FCOS);

    private DenseSystems() {}

    /** Low and high per level from "low:high low:high ...". */
    private static float[] ranges(String text) {
        String[] levels = text.trim().split("[ ,]+");
        float[] ranges = new float[2 * levels.length];
        for (int l = 0; l < levels.length; l++) {
            String[] ends = levels[l].split(":");
            try {
                ranges[2 * l] = Float.parseFloat(ends[0]);
                ranges[2 * l + 1] = Float.parseFloat(ends[1]);
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "regress_ranges=" + text + ": expected low:high for every level, in pixels", e);
            }
        }
        return ranges;
    }
}
