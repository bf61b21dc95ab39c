package dev.duet.api;

import static dev.duet.api.Row.stages;

import dev.duet.assign.BoxDecoding;
import dev.duet.assign.stage.Candidates.NeighbourCells;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve.KeepAll;
import dev.duet.assign.stage.Score.AnchorRatio;
import dev.duet.assign.stage.Select.Under;
import dev.duet.assign.stage.Target.PredictedObjectness;

/** The anchor match lists of the YOLOv5 line. */
interface Yolov5Systems {
    /** YOLOv5 by Ultralytics: neighbour cells and anchor side ratios, every match kept. */
    DetectionSystem YOLOV5 = Row.of("yolov5")
            .says("neighbour cells, anchor side ratio under 4, every match kept")
            .source(
                    "ultralytics/yolov5 utils/loss.py ComputeLoss.build_targets, __call__; data/hyps/hyp.scratch-low.yaml")
            .strides(8, 16, 32)
            .anchors(10, 13, 16, 30, 33, 23, 30, 61, 62, 45, 59, 119, 116, 90, 156, 198, 373, 326)
            .stages(matches(.5f, 4, BoxDecoding.YOLOV5))
            .with(Yolov5Systems::matching)
            .done();

    /** Current ultralytics/yolov3: the rule of YOLOv5. */
    DetectionSystem YOLOV3_ULTRALYTICS = Row.alias(
                    "yolov3-ultralytics", YOLOV5, "its loss and its anchors are those of yolov5")
            .says("current ultralytics/yolov3: the rule of yolov5")
            .source("ultralytics/yolov3 utils/loss.py ComputeLoss.build_targets, __call__")
            .done();

    /** YOLOv7 without OTA. */
    DetectionSystem YOLOV7_ANCHOR = Row.of("yolov7-anchor")
            .says("YOLOv7 without OTA (loss_ota 0): the rule of yolov5 with YOLOv7's anchors")
            .source("WongKinYiu/yolov7 utils/loss.py ComputeLoss")
            .strides(8, 16, 32)
            .anchors(12, 16, 19, 36, 40, 28, 36, 75, 76, 55, 72, 146, 142, 110, 192, 243, 459, 401)
            .stages(matches(.5f, 4, BoxDecoding.YOLOV5))
            .with(Yolov5Systems::matching)
            .done();

    /** YOLOv9's unused anchor loss. */
    DetectionSystem YOLOV9_ANCHOR = Row.of("yolov9-anchor")
            .says(
                    "YOLOv9's unused anchor loss: one size per level, side ratio under 5, neighbours nearer than 0.3 cells")
            .source("WongKinYiu/yolov9 utils/loss.py ComputeLoss; data/hyps/hyp.scratch-high.yaml")
            .strides(8, 16, 32)
            .anchors(16, 16, 32, 32, 64, 64) // two strides: no head of the repository has sizes for this loss
            .stages(matches(.3f, 5, BoxDecoding.YOLOV9))
            .with(Yolov5Systems::matching)
            .done();

    private static Recipe matches(float reach, float anchorT, BoxDecoding decoding) {
        return stages(
                new NeighbourCells(reach),
                new AnchorRatio(),
                new Under(anchorT),
                new KeepAll(),
                new PredictedObjectness(decoding, 1));
    }

    private static void matching(Row row) {
        row.ties("none: every match stays")
                .kept(
                        "a GT centre exactly on a cell border lists the centre cell twice, and the loss counts it twice",
                        "cells come from boxes normalised by the image size in float32, so integer-pixel boxes may fall on either side of a border",
                        "GTs centred outside the image are clamped into the border cells",
                        "a unit matched several times keeps the objectness target of its last match")
                .setting("anchor_t", "select.threshold")
                .setting("reach", "candidates.reach")
                .setting("gr", "target.share")
                .setting(
                        "sort_obj_iou",
                        "target.highest_wins",
                        "a unit matched several times is trained towards its highest overlap, not its last");
    }
}
