package dev.duet.api;

import dev.duet.api.DetectionSystem.About;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
import java.util.List;
import java.util.Set;

/** Systems that take the cells about a GT's centre, by geometry alone. */
final class CentreCellSystems {
    static final DetectionSystem YOLOX_CENTER = new DetectionSystem(
            "yolox-center",
            new About(
                    "YOLOX without transport: the centre 3x3 cells (or the centre cell) on the levels whose range fits",
                    "paper arXiv 2107.08430, section 2.1; no code was published, the definition is ours, the region that of"
                            + " Megvii-BaseDetection/YOLOX yolox/models/yolo_head.py get_geometry_constraint @6ddff48",
                    "area: lower GT",
                    List.of(
                            "cells outside the GT count too, unlike FCOS centre sampling",
                            "a centre on a cell border has two cells on that axis",
                            "a GT without area wins against all")),
            UnitGeometry.of(8, 16, 32),
            Settings.NONE
                    .andChoice("positives", List.of("3x3", "1"), "the centre region, or the centre cell alone")
                    .and("center_radius", 1.5f, Candidates.CentreRadiusInRange.class, "radius")
                    .andLevels(
                            "scale_ranges",
                            "-1:64 64:128 128:1e8",
                            "least and most of a cell's largest distance to a side, per level, in pixels; none: every level"),
            s -> SystemRecipe.of(new Recipe(
                    candidates(s),
                    new Score.GtArea(false),
                    new Select.All(),
                    new Resolve.SmallestGt(),
                    new Target.Hard(),
                    Set.of())),
            80);

    static final List<DetectionSystem> ALL = List.of(YOLOX_CENTER);

    private CentreCellSystems() {}

    private static Candidates candidates(Settings s) {
        float[] ranges = s.word("scale_ranges").equals("none") ? new float[0] : DenseSystems.ranges(s, "scale_ranges");
        if (s.word("positives").equals("1")) {
            return new Candidates.CentreCellInRange(ranges);
        }
        return new Candidates.CentreRadiusInRange(s.number("center_radius"), ranges);
    }
}
