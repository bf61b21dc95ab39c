package dev.duet.api;

import dev.duet.api.DetectionSystem.About;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.assign.BoxDecoding;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
import java.util.EnumSet;
import java.util.List;

/** The anchor match lists of the YOLOv5 line. */
final class AnchorMatchSystems {
    private static final String TIES = "none: every match stays";
    private static final List<String> QUIRKS = List.of(
            "a GT centre exactly on a cell border lists the centre cell twice, and the loss counts it twice",
            "cells come from boxes normalised by the image size in float32, so integer-pixel boxes may fall on either side of a border",
            "GTs centred outside the image are clamped into the border cells",
            "a unit matched several times keeps the objectness target of its last match");

    private static final float[] COCO_ANCHORS = {
        10, 13, 16, 30, 33, 23, 30, 61, 62, 45, 59, 119, 116, 90, 156, 198, 373, 326
    };
    private static final float[] YOLOV7_ANCHORS = {
        12, 16, 19, 36, 40, 28, 36, 75, 76, 55, 72, 146, 142, 110, 192, 243, 459, 401
    };
    /** No head of the repository has sizes for this loss; these are two strides. */
    private static final float[] TWO_STRIDES = {16, 16, 32, 32, 64, 64};

    static final DetectionSystem YOLOV5 = new DetectionSystem(
            "yolov5",
            new About(
                    "neighbour cells, anchor side ratio under 4, every match kept",
                    "ultralytics/yolov5 utils/loss.py ComputeLoss.build_targets, __call__; data/hyps/hyp.scratch-low.yaml",
                    TIES,
                    QUIRKS),
            new UnitGeometry(new int[] {8, 16, 32}, 3, COCO_ANCHORS, false),
            matching(4f, .5f),
            s -> SystemRecipe.of(matched(s, BoxDecoding.YOLOV5)),
            80);

    static final DetectionSystem YOLOV3_ULTRALYTICS = new DetectionSystem(
            "yolov3-ultralytics",
            new About(
                    "current ultralytics/yolov3: the rule of yolov5",
                    "ultralytics/yolov3 utils/loss.py ComputeLoss.build_targets, __call__",
                    TIES,
                    QUIRKS),
            YOLOV5.geometry(),
            matching(4f, .5f),
            s -> SystemRecipe.of(matched(s, BoxDecoding.YOLOV5)),
            80);

    static final DetectionSystem YOLOV7_ANCHOR = new DetectionSystem(
            "yolov7-anchor",
            new About(
                    "YOLOv7 without OTA (loss_ota 0): the rule of yolov5 with YOLOv7's anchors",
                    "WongKinYiu/yolov7 utils/loss.py ComputeLoss",
                    TIES,
                    QUIRKS),
            new UnitGeometry(new int[] {8, 16, 32}, 3, YOLOV7_ANCHORS, false),
            matching(4f, .5f),
            s -> SystemRecipe.of(matched(s, BoxDecoding.YOLOV5)),
            80);

    static final DetectionSystem YOLOV9_ANCHOR = new DetectionSystem(
            "yolov9-anchor",
            new About(
                    "YOLOv9's unused anchor loss: one size per level, side ratio under 5, neighbours nearer than 0.3 cells",
                    "WongKinYiu/yolov9 utils/loss.py ComputeLoss; data/hyps/hyp.scratch-high.yaml",
                    TIES,
                    QUIRKS),
            new UnitGeometry(new int[] {8, 16, 32}, 1, TWO_STRIDES, false),
            matching(5f, .3f),
            s -> SystemRecipe.of(matched(s, BoxDecoding.YOLOV9)),
            80);

    static final List<DetectionSystem> ALL = List.of(YOLOV5, YOLOV3_ULTRALYTICS, YOLOV7_ANCHOR, YOLOV9_ANCHOR);

    private AnchorMatchSystems() {}

    private static Settings matching(float anchorT, float reach) {
        return Settings.NONE
                .and("anchor_t", anchorT, Select.Under.class, "threshold")
                .and("reach", reach, Candidates.NeighbourCells.class, "reach")
                .and("gr", 1f, Target.PredictedObjectness.class, "share")
                .and(
                        "sort_obj_iou",
                        false,
                        "a unit matched several times is trained towards its highest overlap, not its last");
    }

    private static Recipe matched(Settings s, BoxDecoding decoding) {
        return new Recipe(
                new Candidates.NeighbourCells(s.number("reach")),
                new Score.AnchorRatio(),
                new Select.Under(s.number("anchor_t")),
                new Resolve.KeepAll(),
                new Target.PredictedObjectness(decoding, s.number("gr"), s.flag("sort_obj_iou")),
                PointRule.CENTRE,
                EnumSet.of(Need.RAW_BOXES_IF_GIVEN),
                new Preparation.None());
    }
}
