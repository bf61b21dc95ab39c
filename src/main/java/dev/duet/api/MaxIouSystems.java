package dev.duet.api;

import static dev.duet.api.Row.stages;

import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve.Among;
import dev.duet.assign.stage.Resolve.HighestOverlap;
import dev.duet.assign.stage.Score.OverlapScore;
import dev.duet.assign.stage.Select.Thresholds;
import dev.duet.assign.stage.Target.AnchorOverlap;

/** Anchors by their highest overlap, as mmdetection has them: RetinaNet, RPN, SSD, and its YOLOv3. */
interface MaxIouSystems {
    /** mmdetection's MaxIoU rule with RetinaNet's anchors. */
    DetectionSystem MAX_IOU = Row.of("max-iou")
            .says("anchors by highest IoU between two thresholds, and every GT's best anchors")
            .source("mmdetection mmdet/core/bbox/assigners/max_iou_assigner.py;"
                    + " configs/_base_/models/retinanet_r50_fpn.py (RPN: pos_iou_thr .7, neg_iou_thr .3,"
                    + " min_pos_iou .3; SSD: neg_iou_thr .5, gt_max_assign_all false)")
            .ties("overlap: lower GT; a GT's equal best anchors all, or the lowest; then the later GT")
            .kept(
                    "with min_pos_iou 0 a GT that overlaps no anchor claims all anchors (strict_low_quality true:"
                            + " none)",
                    "a GT's best anchors leave the GT they overlap more")
            .strides(8, 16, 32, 64, 128)
            .anchors(BaseAnchors.octaves(new int[] {8, 16, 32, 64, 128}, 4, 3, .5f, 1, 2))
            .points(PointRule.CORNER)
            .stages(overlapping(new Candidates.All(), new Thresholds(.5f, .4f)))
            .with(MaxIouSystems::thresholds)
            // Where GTs take no best anchors, min_pos_iou is read and set aside, as original configurations have it.
            .flag(
                    "match_low_quality",
                    true,
                    "GTs take the anchors they overlap most",
                    Change.to("select.minimum", Float.POSITIVE_INFINITY))
            .on("gt_max_assign_all", "select.all_best", Kept.ALL_BEST)
            .setting(
                    "strict_low_quality",
                    "select.strict_minimum",
                    "a GT's best overlap must be over min_pos_iou, not equal")
            .setting("ignore_iof_thr", "score.ignore_threshold")
            .unless(
                    "ignore_wrt_candidates",
                    "score.of_region",
                    "the share of an anchor in the region counts; false: that of the region in the anchor")
            .done();

    /** mmdetection's grid rule (YOLOv3). */
    DetectionSystem GRID = Row.of("grid")
            .says("YOLOv3 in mmdetection: anchors of cells that hold a GT centre, by highest IoU")
            .source("mmdetection mmdet/core/bbox/assigners/grid_assigner.py;"
                    + " configs/yolo/yolov3_d53_mstrain-608_273e_coco.py")
            .ties("overlap: lower GT; a GT's equal best anchors all; then the later GT")
            .kept(
                    "an anchor of a GT's cell may go to another GT that overlaps it more",
                    "thresholds are strict, other than those of max-iou, also the low end of a pair of neg_iou_thr")
            .strides(32, 16, 8)
            .anchors(116, 90, 156, 198, 373, 326, 30, 61, 62, 45, 59, 119, 10, 13, 16, 30, 33, 23)
            .stages(overlapping(new Candidates.CentreCell(), Thresholds.strictly(.5f, .5f)))
            .with(MaxIouSystems::thresholds)
            .on("gt_max_assign_all", "select.all_best", Kept.ALL_BEST)
            .done();

    private static Recipe overlapping(Candidates candidates, Thresholds select) {
        return stages(
                candidates,
                new OverlapScore(Overlap.iouFloor(1e-6f)),
                select,
                new HighestOverlap(Among.ALL),
                new AnchorOverlap());
    }

    private static void thresholds(Row row) {
        row.setting("pos_iou_thr", "select.positive")
                .setting(
                        "neg_iou_thr",
                        "select.negative",
                        "overlap under which an anchor is background; low:high sets neg_iou_thr_low too")
                .setting("neg_iou_thr_low", "select.background")
                .setting(
                        "min_pos_iou",
                        "select.minimum",
                        own -> Interval.closed(own.least(), own.most()),
                        "least best overlap of a GT that takes its best anchors")
                .setting("max_iou", "target.mapped", "also a dense map of every anchor's highest overlap");
    }
}
