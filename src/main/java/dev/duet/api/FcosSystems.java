package dev.duet.api;

import static dev.duet.api.Row.stages;

import dev.duet.api.Change.Option;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates.CentreCellInRange;
import dev.duet.assign.stage.Candidates.CentreRadiusInRange;
import dev.duet.assign.stage.Candidates.InsideBoxInRange;
import dev.duet.assign.stage.Resolve.SmallestGt;
import dev.duet.assign.stage.Score.GtArea;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target.Centerness;
import dev.duet.assign.stage.Target.Hard;

/** Locations by geometry alone, where the smallest GT wins: FCOS, and YOLOX without transport. */
interface FcosSystems {
    /** FCOS: locations inside the box, the smallest box wins. */
    DetectionSystem FCOS = Row.of("fcos")
            .says("locations inside the box, levels by size range, smallest box wins, centerness")
            .source(
                    "tianzhi0549/FCOS fcos_core/modeling/rpn/fcos/loss.py prepare_targets; configs/fcos/fcos_R_50_FPN_1x.yaml"
                            + " (fcos_imprv_*: center_sampling_radius 1.5, norm_reg_targets true)")
            .ties("area: lower GT")
            .kept(
                    "areas count pixels, (w+1)(h+1), a habit of maskrcnn-benchmark; other implementations use w h",
                    "ranges include both ends, so a location may answer on two levels",
                    "a GT of 1e8 square pixels or more never gets a location")
            .strides(8, 16, 32, 64, 128)
            .points(PointRule.FLOOR_HALF)
            .stages(stages(
                    new InsideBoxInRange(0, new float[] {-1, 64, 64, 128, 128, 256, 256, 512, 512, 1e8f}),
                    new GtArea(),
                    new Select.All(),
                    new SmallestGt(),
                    new Centerness()))
            .setting("center_sampling_radius", "candidates.radius")
            .setting("norm_reg_targets", "target.normalised", "distances in strides, not pixels")
            .levels(
                    "regress_ranges",
                    "candidates.ranges",
                    "-1:64 64:128 128:256 256:512 512:1e8",
                    "least and most of a location's largest distance to a side, per level, in pixels")
            .on("area_plus_one", "score.plus_one", "area as (w+1)(h+1), not w h")
            .done();

    /** YOLOX's centre cells, without transport. */
    DetectionSystem YOLOX_CENTER = Row.of("yolox-center")
            .says("YOLOX without transport: the centre 3x3 cells (or the centre cell) on the levels whose range fits")
            .source(
                    "paper arXiv 2107.08430, section 2.1; no code was published, the definition is ours, the region that of"
                            + " Megvii-BaseDetection/YOLOX yolox/models/yolo_head.py get_geometry_constraint @6ddff48")
            .ties("area: lower GT")
            .kept(
                    "cells outside the GT count too, unlike FCOS centre sampling",
                    "a centre on a cell border has two cells on that axis",
                    "a GT without area wins against all")
            .strides(8, 16, 32)
            .stages(stages(
                    new CentreRadiusInRange(1.5f, new float[] {-1, 64, 64, 128, 128, 1e8f}),
                    new GtArea(),
                    new Select.All(),
                    new SmallestGt(),
                    new Hard()))
            .choice(
                    "positives",
                    "the centre region, or the centre cell alone",
                    Option.of("3x3"),
                    Option.of("1", Change.to("candidates", new CentreCellInRange(new float[0]))))
            .setting("center_radius", "candidates.radius")
            .levelsOrNone(
                    "scale_ranges",
                    "candidates.ranges",
                    "-1:64 64:128 128:1e8",
                    "least and most of a cell's largest distance to a side, per level, in pixels; none: every level")
            .done();
}
