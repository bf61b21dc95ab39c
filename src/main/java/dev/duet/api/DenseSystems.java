package dev.duet.api;

import dev.duet.api.DetectionSystem.About;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
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
                    .and("center_sampling_radius", 0f, Candidates.InsideBoxInRange.class, "radius")
                    .and("norm_reg_targets", false, "distances in strides, not pixels")
                    .andLevels(
                            "regress_ranges",
                            "-1:64 64:128 128:256 256:512 512:1e8",
                            "least and most of a location's largest distance to a side, per level, in pixels")
                    .and("area_plus_one", true, "area as (w+1)(h+1), not w h"),
            s -> SystemRecipe.of(new Recipe(
                    new Candidates.InsideBoxInRange(s.number("center_sampling_radius"), ranges(s, "regress_ranges")),
                    new Score.GtArea(s.flag("area_plus_one")),
                    new Select.All(),
                    new Resolve.SmallestGt(),
                    new Target.Centerness(s.flag("norm_reg_targets")),
                    PointRule.FLOOR_HALF,
                    EnumSet.noneOf(Need.class),
                    new Preparation.None())),
            80);

    private static final int[] RETINA_STRIDES = {8, 16, 32, 64, 128};
    private static final float[] YOLOV3_ANCHORS = {
        116, 90, 156, 198, 373, 326, 30, 61, 62, 45, 59, 119, 10, 13, 16, 30, 33, 23
    };

    static final DetectionSystem MAX_IOU = new DetectionSystem(
            "max-iou",
            new About(
                    "anchors by highest IoU between two thresholds, and every GT's best anchors",
                    "mmdetection mmdet/core/bbox/assigners/max_iou_assigner.py; configs/_base_/models/retinanet_r50_fpn.py"
                            + " (RPN: pos_iou_thr .7, neg_iou_thr .3, min_pos_iou .3; SSD: neg_iou_thr .5, gt_max_assign_all false)",
                    "overlap: lower GT; a GT's equal best anchors all, or the lowest; then the later GT",
                    List.of(
                            "with min_pos_iou 0 a GT that overlaps no anchor claims all anchors (strict_low_quality true: none)",
                            "a GT's best anchors leave the GT they overlap more")),
            new UnitGeometry(RETINA_STRIDES, 9, BaseAnchors.octaves(RETINA_STRIDES, 4, 3, .5f, 1, 2), false),
            thresholds(.5f, .4f)
                    .and("match_low_quality", true, "GTs take the anchors they overlap most")
                    .and("gt_max_assign_all", true, "all anchors equal to a GT's best, not only the first")
                    .and("strict_low_quality", false, "a GT's best overlap must be over min_pos_iou, not equal")
                    .and("ignore_iof_thr", -1f, Score.OverlapScore.class, "ignoreThreshold")
                    .and(
                            "ignore_wrt_candidates",
                            true,
                            "the share of an anchor in the region counts; false: that of the region in the anchor"),
            s -> SystemRecipe.of(overlapping(
                    new Candidates.All(),
                    new Select.Thresholds(
                            s.number("pos_iou_thr"),
                            s.number("neg_iou_thr"),
                            s.number("neg_iou_thr_low"),
                            minimum(s),
                            false,
                            s.flag("strict_low_quality"),
                            s.flag("gt_max_assign_all")),
                    s.number("ignore_iof_thr"),
                    !s.flag("ignore_wrt_candidates"),
                    PointRule.CORNER,
                    s)),
            80);

    static final DetectionSystem GRID = new DetectionSystem(
            "grid",
            new About(
                    "YOLOv3 in mmdetection: anchors of cells that hold a GT centre, by highest IoU",
                    "mmdetection mmdet/core/bbox/assigners/grid_assigner.py; configs/yolo/yolov3_d53_mstrain-608_273e_coco.py",
                    "overlap: lower GT; a GT's equal best anchors all; then the later GT",
                    List.of(
                            "an anchor of a GT's cell may go to another GT that overlaps it more",
                            "thresholds are strict, other than those of max-iou, also the low end of a pair of neg_iou_thr")),
            new UnitGeometry(new int[] {32, 16, 8}, 3, YOLOV3_ANCHORS, false),
            thresholds(.5f, .5f).and("gt_max_assign_all", true, "all anchors equal to a GT's best, not only the first"),
            s -> SystemRecipe.of(overlapping(
                    new Candidates.CentreCell(),
                    new Select.Thresholds(
                            s.number("pos_iou_thr"),
                            s.number("neg_iou_thr"),
                            s.number("neg_iou_thr_low"),
                            s.number("min_pos_iou"),
                            true,
                            false,
                            s.flag("gt_max_assign_all")),
                    -1,
                    false,
                    PointRule.CENTRE,
                    s)),
            80);

    static final List<DetectionSystem> ALL = List.of(FCOS, MAX_IOU, GRID);

    private DenseSystems() {}

    private static Settings thresholds(float positive, float negative) {
        return Settings.NONE
                .and("pos_iou_thr", positive, Select.Thresholds.class, "positive")
                .and(
                        "neg_iou_thr",
                        negative,
                        Select.Thresholds.class,
                        "negative",
                        "overlap under which an anchor is background; low:high sets neg_iou_thr_low too")
                .and("neg_iou_thr_low", -1f, Select.Thresholds.class, "background")
                .and("min_pos_iou", 0f, Interval.closed(0, 1), "least best overlap of a GT that takes its best anchors")
                .and("max_iou", false, "also a dense map of every anchor's highest overlap");
    }

    /** Read and set aside where GTs take no best anchors, as original configurations have it. */
    private static float minimum(Settings s) {
        float minimum = s.number("min_pos_iou");
        return s.flag("match_low_quality") ? minimum : Float.POSITIVE_INFINITY;
    }

    private static Recipe overlapping(
            Candidates candidates,
            Select.Thresholds select,
            float ignoreThreshold,
            boolean ofRegion,
            PointRule point,
            Settings s) {
        return new Recipe(
                candidates,
                new Score.OverlapScore(Overlap.IOU_MAX_1E6, ignoreThreshold, ofRegion),
                select,
                new Resolve.HighestOverlap(Resolve.Among.ALL),
                new Target.AnchorOverlap(s.flag("max_iou")),
                point,
                EnumSet.noneOf(Need.class),
                new Preparation.None());
    }

    /** Low and high per level from "low:high low:high ...". */
    static float[] ranges(Settings settings, String key) {
        String text = settings.word(key);
        String[] levels = text.trim().split("[ ,]+");
        float[] ranges = new float[2 * levels.length];
        for (int l = 0; l < levels.length; l++) {
            String[] ends = levels[l].split(":", -1);
            try {
                ranges[2 * l] = Float.parseFloat(ends[0]);
                ranges[2 * l + 1] = Float.parseFloat(ends.length == 2 ? ends[1] : "");
            } catch (NumberFormatException e) {
                throw new RecipeException(key + "=" + text + ": expected low:high of every level, in pixels", e);
            }
        }
        return ranges;
    }
}
