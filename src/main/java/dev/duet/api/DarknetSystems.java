package dev.duet.api;

import static dev.duet.api.Row.stages;

import dev.duet.api.Change.Option;
import dev.duet.assign.stage.Candidates.CentreCell;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Preparation.Darknet;
import dev.duet.assign.stage.Resolve.FirstWritten;
import dev.duet.assign.stage.Resolve.KeepAll;
import dev.duet.assign.stage.Resolve.LastWritten;
import dev.duet.assign.stage.Score.AnchorShape;
import dev.duet.assign.stage.Score.OverlapOrDistance;
import dev.duet.assign.stage.Score.PredictedShape;
import dev.duet.assign.stage.Select.Best;
import dev.duet.assign.stage.Select.BestAndAbove;
import dev.duet.assign.stage.Target.CellObjectness;
import dev.duet.assign.stage.Target.LayerObjectness;
import dev.duet.assign.stage.Target.RegionObjectness;
import dev.duet.assign.stage.Target.Smoothing;
import dev.duet.assign.stage.Target.WeightedObjectness;

/** Slots of the cell of a GT's centre: YOLOv1 to YOLOv4 of darknet, and PPYOLO. */
interface DarknetSystems {
    /** YOLOv1: the cell of a GT's centre. */
    DetectionSystem YOLOV1 = Row.of("yolov1")
            .says("YOLOv1: the cell of a GT's centre, of its boxes the one that overlaps the GT most")
            .source(
                    "paper arXiv 1506.02640, section 2.2; pjreddie/darknet src/detection_layer.c forward_detection_layer @f6afaabc")
            .ties("cell: first GT; overlap and distance: first box")
            .kept(
                    "a second GT centred in a cell vanishes",
                    "where no box of the cell overlaps the GT, the nearest in centre and sides answers, unless it is 20 image"
                            + " sizes away: then the first")
            .strides(64)
            .slots(2)
            .classes(20)
            .prepares(Darknet.shares(.005, 0))
            .stages(stages(
                    new CentreCell(),
                    new OverlapOrDistance(Overlap.IOU_OF_CENTRES),
                    new Best(),
                    new FirstWritten(),
                    new CellObjectness()))
            .on("rescore", "target.rescore", "objectness target is the overlap, not 1")
            .on("sqrt", "target.square_roots", "box target holds the square roots of the sides")
            .with(row -> prepared(row, 1, "as a share of the image"))
            .done();

    /** YOLOv2: anchors, an ignored state. */
    DetectionSystem YOLOV2 = Row.of("yolov2")
            .says("YOLOv2: the cell of a GT's centre, of its anchors the one of the most similar shape")
            .source(
                    "paper arXiv 1612.08242, section 2; pjreddie/darknet src/region_layer.c forward_region_layer, cfg/yolov2.cfg @f6afaabc")
            .ties("shape: first anchor; overlap: first GT; slot: last GT")
            .kept(
                    "the class of the last GT on a slot replaces the others' (softmax true), or all bits stay (false)",
                    "for the first 12800 samples (seen) every unit is also drawn to its own anchor",
                    Kept.ALL_BOXES_FINITE)
            .strides(32)
            .anchorsInCells(
                    .57273f, .677385f, 1.87446f, 2.06253f, 3.33843f, 5.47434f, 7.88282f, 3.52778f, 9.77052f, 9.16828f)
            .prepares(Darknet.shares(.001, 30))
            .stages(stages(
                    new CentreCell(),
                    new AnchorShape(Overlap.IOU),
                    new Best(),
                    new LastWritten(),
                    new RegionObjectness(.6f, 1)))
            .setting("thresh", "target.ignore_over")
            .flag(
                    "bias_match",
                    true,
                    "shapes of anchors are compared with the GT's, not predicted ones",
                    Change.to("score", new PredictedShape()))
            .on("rescore", "target.rescore", "objectness target is the overlap, not 1")
            .on("softmax", "target.last_class_only", "one class per unit, not a bit for each")
            .setting("coord_scale", "target.coordinate_scale")
            .setting(
                    "seen",
                    12800,
                    Interval.closed(0, Integer.MAX_VALUE),
                    "samples trained on so far; under 12800 the prior holds",
                    (draft, samples) -> draft.set("target.prior", samples < 12800))
            .with(row -> prepared(row, 1, "as a share of the image"))
            .done();

    /** YOLOv3 of darknet: the best anchor of three levels. */
    DetectionSystem YOLOV3 = Row.of("yolov3")
            .says("YOLOv3: the anchor of the most similar shape of all levels, in the cell of the GT's centre")
            .source(
                    "paper arXiv 1804.02767, section 2; pjreddie/darknet src/yolo_layer.c forward_yolo_layer, cfg/yolov3.cfg @f6afaabc")
            .ties("shape: first anchor of the list; overlap: first GT; slot: last GT")
            .kept(
                    Kept.LAST_GT,
                    "the paper ignores anchors that overlap a GT by more than .5, the code predictions by more than .7",
                    Kept.OVER_ONE,
                    "the overlap of a duet is that of the shapes",
                    Kept.ALL_BOXES_FINITE)
            .strides(8, 16, 32)
            .anchors(10, 13, 16, 30, 33, 23, 30, 61, 62, 45, 59, 119, 116, 90, 156, 198, 373, 326)
            .prepares(Darknet.shares(.001, 90))
            .stages(stages(
                    new CentreCell(),
                    new AnchorShape(Overlap.IOU),
                    new Best(),
                    new LastWritten(),
                    new LayerObjectness(.7f, 1, 0, Smoothing.OFF)))
            .with(DarknetSystems::layers)
            .with(row -> prepared(row, 1, "as a share of the image"))
            .done();

    /** YOLOv4: several anchors per GT. */
    DetectionSystem YOLOV4 = Row.of("yolov4")
            .says(
                    "YOLOv4: the anchor of the most similar shape and all others over iou_thresh, in the cells of the GT's centre")
            .source(
                    "paper arXiv 2004.10934, section 3.4; AlexeyAB/darknet src/yolo_layer.c process_batch, cfg/yolov4.cfg @59596d78")
            .ties("shape: first anchor of the list; overlap: first GT; slot index: last match")
            .kept(
                    "matches are listed level by level, units positive by overlap first; box gradients of a unit's matches add up"
                            + " and are divided by box_divisor, its number of classes",
                    "only units with a class probability over class_gate are ignored",
                    "objectness_smooth trains ignored units towards their overlap and, as the code stands (reference), leaves"
                            + " ordinary positives at 0 or there; corrected gives them 1",
                    Kept.OVER_ONE,
                    "the overlap of a duet is that of the shapes, but for matches by overlap (match_kind 0)",
                    Kept.ALL_BOXES_FINITE)
            .strides(8, 16, 32)
            .anchors(12, 16, 19, 36, 40, 28, 36, 75, 76, 55, 72, 146, 142, 110, 192, 243, 459, 401)
            .prepares(Darknet.pixels(1, 200))
            .stages(stages(
                    new CentreCell(),
                    new AnchorShape(Overlap.IOU),
                    new BestAndAbove(.213f),
                    new KeepAll(),
                    new LayerObjectness(.7f, 1, .25f, Smoothing.OFF)))
            .with(DarknetSystems::layers)
            .with(row -> above(row, .213f, Interval.meaning(BestAndAbove.class, "threshold")))
            .choice(
                    "iou_thresh_kind",
                    "which shape overlap",
                    Option.of("iou"),
                    Option.of("giou", Change.to("score.others", Overlap.GIOU)),
                    Option.of("diou", Change.to("score.others", Overlap.DIOU)),
                    Option.of("ciou", Change.to("score.others", Overlap.CIOU)))
            .setting("class_gate", "target.class_gate")
            .setting(
                    "objectness_smooth",
                    "target.smoothing",
                    "overlaps as objectness targets of ignored units, and what positives get")
            .with(row -> prepared(row, 1e6, "in pixels"))
            .done();

    /** PPYOLO: weighted GTs, IoU-aware target. */
    DetectionSystem PPYOLO = Row.of("ppyolo")
            .with(row -> paddle(row, "PPYOLO", "configs/ppyolo/_base_/ppyolo_r50vd_dcn.yml", 50))
            .done();

    /** PPYOLOv2. */
    DetectionSystem PPYOLOV2 = Row.of("ppyolov2")
            .with(row -> paddle(row, "PPYOLOv2", "configs/ppyolo/_base_/ppyolov2_r50vd_dcn.yml", 100))
            .done();

    /** PaddleDetection's YOLOv3. */
    DetectionSystem PPYOLO_YOLOV3 = Row.of("ppyolo-yolov3")
            .with(row -> paddle(
                    row,
                    "YOLOv3 of PaddleDetection",
                    "configs/yolov3/_base_/yolov3_darknet53.yml (yolov3_darknet53_original: iou_thresh .5, ignore_thresh .5)",
                    50))
            .done();

    private static void paddle(Row row, String title, String config, int mostBoxes) {
        row.says(
                        title
                                + ": the anchor of the most similar shape of all levels, and free slots of others over iou_thresh")
                .source("PaddleDetection ppdet/data/transform/batch_operators.py Gt2YoloTarget,"
                        + " ppdet/modeling/losses/yolo_loss.py YOLOv3Loss, "
                        + config
                        + " @666f597f")
                .ties("shape: first anchor of the list; overlap: first GT; slot: last GT by best anchor, else first")
                .kept(
                        Kept.LAST_GT,
                        "cells come from a product in double, as numpy before 2 computes it",
                        "GTs of weight 0 own no unit, but units that overlap them are ignored",
                        "the overlap of a duet, of prediction and GT, is the target of the IoU-aware branch",
                        Kept.ALL_BOXES_FINITE)
                .strides(32, 16, 8)
                .anchors(116, 90, 156, 198, 373, 326, 30, 61, 62, 45, 59, 119, 10, 13, 16, 30, 33, 23)
                .prepares(new Preparation.FirstRows(mostBoxes))
                .stages(stages(
                        new CentreCell(),
                        new AnchorShape(Overlap.IOU),
                        new Best(),
                        new LastWritten(),
                        new WeightedObjectness(.7f)))
                .with(r -> above(r, 1, "shape IoU over which anchors match in free slots; 1 for none (mbv3: .25)"))
                .setting("ignore_thresh", "target.ignore_over")
                .setting("num_max_boxes", "preparation.maximum_rows");
    }

    private static void layers(Row row) {
        row.setting(
                        "ignore_thresh",
                        "target.ignore_over",
                        "a unit that overlaps a GT by more is ignored (yolov3-voc: .5)")
                .setting("truth_thresh", "target.positive_over");
    }

    /** Further anchors over a threshold; at 1 there are none. */
    private static void above(Row row, float official, String meaning) {
        row.setting(
                "iou_thresh",
                official,
                Interval.of(BestAndAbove.class, "threshold"),
                meaning,
                (draft, threshold) -> draft.set("select", threshold < 1 ? new BestAndAbove(threshold) : new Best()));
    }

    /** The settings of darknet's GT preparation behind a system's own. */
    private static void prepared(Row row, double mostSide, String unit) {
        row.flag(
                        "prepare",
                        true,
                        "clip GTs to the image, drop small ones and those over the cap",
                        Change.to("preparation", new Preparation.None()))
                .setting(
                        "min_side",
                        "preparation.minimum_side",
                        own -> own.upTo(mostSide),
                        "least side of a GT, " + unit + ", after clipping")
                .setting("max_boxes", "preparation.maximum_rows");
    }
}
