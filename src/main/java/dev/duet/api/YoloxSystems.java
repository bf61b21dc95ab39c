package dev.duet.api;

import static dev.duet.api.Row.stages;

import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Candidates.CentreRadius;
import dev.duet.assign.stage.Candidates.InsideOrCentre;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve.LowestCost;
import dev.duet.assign.stage.Resolve.Never;
import dev.duet.assign.stage.Score.Cost;
import dev.duet.assign.stage.Score.CostKind;
import dev.duet.assign.stage.Select.DynamicK;
import dev.duet.assign.stage.Select.OneToOne;
import dev.duet.assign.stage.Target.MatchedOverlap;

/** simOTA: YOLOX and its relatives. */
interface YoloxSystems {
    /** YOLOX: simOTA with the 3x3 centre region. */
    DetectionSystem YOLOX = Row.of("yolox")
            .says("simOTA: 3x3 cells around the centre, dynamic k from the 10 largest IoUs")
            .source("YOLOX yolox/models/yolo_head.py get_assignments, get_geometry_constraint, simota_matching (since"
                    + " 14c62a7, 2023)")
            .kept(Kept.ALL_GTS_COMPETE, Kept.PENALTY, Kept.NO_OBJECTNESS)
            .strides(8, 16, 32)
            .stages(simOta(new CentreRadius(1.5f), CostKind.YOLOX, 3, Overlap.IOU))
            .with(YoloxSystems::dynamic)
            .done();

    /** YOLOX before 2023: inside the box or the 5x5 centre region. */
    DetectionSystem YOLOX_2021 = Row.of("yolox-2021")
            .says("simOTA: inside the box or 5x5 cells, both preferred, dynamic k from the 10 largest IoUs")
            .source("YOLOX yolox/models/yolo_head.py get_in_boxes_info, dynamic_k_matching (a4152a5, before 2023)")
            .kept(Kept.ALL_GTS_COMPETE, Kept.PENALTY, Kept.NO_CENTRE, Kept.NO_OBJECTNESS)
            .strides(8, 16, 32)
            .stages(simOta(new InsideOrCentre(2.5f), CostKind.YOLOX, 3, Overlap.IOU))
            .with(YoloxSystems::dynamic)
            .done();

    /** YOLOv6 0.1: YOLOX's simOTA of 2021. */
    DetectionSystem YOLOV6_0_1 = Row.alias(
                    "yolov6-0.1", YOLOX_2021, "its loss takes over YOLOX's assignment of that time")
            .says("YOLOX's simOTA of 2021; later YOLOv6 releases use ATSS and task-aligned assignment")
            .source("YOLOv6 yolov6/models/loss.py ComputeLoss (tag 0.1.0)")
            .done();

    /** simOTA of mmdetection. */
    DetectionSystem SIMOTA = Row.of("simota")
            .says("simOTA as mmdetection has it: YOLOX's of 2021 with mmdetection's IoU")
            .source("mmdetection mmdet/models/task_modules/assigners/sim_ota_assigner.py (be627c2)")
            .kept(Kept.ALL_GTS_COMPETE, Kept.PENALTY, Kept.NO_CENTRE, Kept.NO_OBJECTNESS)
            .strides(8, 16, 32)
            .stages(simOta(new InsideOrCentre(2.5f), CostKind.MMDET, 3, Overlap.iouFloor(1e-6f)))
            .with(YoloxSystems::dynamic)
            .done();

    /** YOLOX of PaddleDetection. */
    DetectionSystem PPYOLOX = Row.alias("ppyolox", SIMOTA, "without varifocal cost its formula is mmdetection's")
            .says("simOTA as PaddleDetection has it for YOLOX")
            .source("PaddleDetection ppdet/modeling/assigners/simota_assigner.py, use_vfl False (666f597)")
            .done();

    /** PicoDet before its second version. */
    DetectionSystem PICODET = Row.of("picodet")
            .says("simOTA with varifocal class cost and GIoU (PicoDet before its second version)")
            .source("PaddleDetection ppdet/modeling/assigners/simota_assigner.py, use_vfl True;"
                    + " losses/varifocal_loss.py (666f597)")
            .kept(Kept.ALL_GTS_COMPETE, Kept.PENALTY, Kept.NO_CENTRE)
            .strides(8, 16, 32, 64)
            .stages(simOta(new InsideOrCentre(2.5f), CostKind.PICODET, 6, Overlap.iouFloor(1e-6f)))
            .with(YoloxSystems::dynamic)
            .done();

    /** The exact optimum that simOTA's greedy choice is measured by. */
    DetectionSystem SIMOTA_ONE2ONE = Row.of("simota-one2one")
            .says("the exact one-to-one optimum under YOLOX's cost, what simOTA's greedy choice is measured by")
            .source("no published system; cost of YOLOX yolox/models/yolo_head.py (since 14c62a7), all units of the"
                    + " grid, exact minimum")
            .ties("any optimum, the same one every time")
            .kept("a unit outside the centre region costs a million more", "objectness counts as 1 where there is none")
            .strides(8, 16, 32)
            .stages(stages(
                    new CentreRadius(1.5f),
                    new Cost(CostKind.YOLOX, 1, 3),
                    new OneToOne(),
                    new Never(),
                    new MatchedOverlap(Overlap.IOU)))
            .setting("radius", "candidates.radius")
            .with(YoloxSystems::weights)
            .done();

    private static Recipe simOta(Candidates region, CostKind kind, float overlapWeight, Overlap overlap) {
        return stages(
                region,
                new Cost(kind, 1, overlapWeight),
                new DynamicK(10),
                new LowestCost(),
                new MatchedOverlap(overlap));
    }

    private static void dynamic(Row row) {
        row.ties(Kept.BY_COST)
                .setting("radius", "candidates.radius")
                .setting("topk", "select.q")
                .with(YoloxSystems::weights);
    }

    private static void weights(Row row) {
        row.setting("cls_weight", "score.class_weight").setting("iou_weight", "score.overlap_weight");
    }
}
