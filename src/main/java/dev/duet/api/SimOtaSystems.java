package dev.duet.api;

import dev.duet.api.DetectionSystem.About;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score.Cost;
import dev.duet.assign.stage.Score.CostKind;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
import java.util.List;

/** Systems of the simOTA family: YOLOX and its relatives. */
final class SimOtaSystems {
    private static final String TIES = "cost: lower unit; contested unit: lower GT";
    private static final String ALL_GTS_COMPETE =
            "a contested unit goes to the GT of lowest cost over all GTs, even one that did not select it; losers get nothing instead";
    private static final String PENALTY =
            "the penalty of units outside the region is an order (free units first), not a number that rounds the cost";
    private static final String NO_OBJECTNESS = "objectness counts as 1 where the predictions have none";
    private static final String NO_CENTRE =
            "a GT that holds no cell centre still takes one unit of another GT's region unless that GT takes it too";

    static final DetectionSystem YOLOX = system(
            "yolox",
            "simOTA: 3x3 cells around the centre, dynamic k from the 10 largest IoUs",
            "YOLOX yolox/models/yolo_head.py get_assignments, get_geometry_constraint, simota_matching (since 14c62a7, 2023)",
            List.of(ALL_GTS_COMPETE, PENALTY, NO_OBJECTNESS),
            current(),
            CostKind.YOLOX,
            Overlap.IOU,
            8,
            16,
            32);

    static final DetectionSystem YOLOX_2021 = system(
            "yolox-2021",
            "simOTA: inside the box or 5x5 cells, both preferred, dynamic k from the 10 largest IoUs",
            "YOLOX yolox/models/yolo_head.py get_in_boxes_info, dynamic_k_matching (a4152a5, before 2023)",
            List.of(ALL_GTS_COMPETE, PENALTY, NO_CENTRE, NO_OBJECTNESS),
            wide(3f),
            CostKind.YOLOX,
            Overlap.IOU,
            8,
            16,
            32);

    static final DetectionSystem YOLOV6_0_1 = system(
            "yolov6-0.1",
            "YOLOX's simOTA of 2021; later YOLOv6 releases use ATSS and task-aligned assignment",
            "YOLOv6 yolov6/models/loss.py ComputeLoss (tag 0.1.0)",
            List.of(ALL_GTS_COMPETE, PENALTY, NO_CENTRE, NO_OBJECTNESS),
            wide(3f),
            CostKind.YOLOX,
            Overlap.IOU,
            8,
            16,
            32);

    static final DetectionSystem SIMOTA = system(
            "simota",
            "simOTA as mmdetection has it: YOLOX's of 2021 with mmdetection's IoU",
            "mmdetection mmdet/models/task_modules/assigners/sim_ota_assigner.py (be627c2)",
            List.of(ALL_GTS_COMPETE, PENALTY, NO_CENTRE, NO_OBJECTNESS),
            wide(3f),
            CostKind.MMDET,
            Overlap.IOU_MAX_1E6,
            8,
            16,
            32);

    static final DetectionSystem PPYOLOX = system(
            "ppyolox",
            "simOTA as PaddleDetection has it for YOLOX",
            "PaddleDetection ppdet/modeling/assigners/simota_assigner.py, use_vfl False (666f597)",
            List.of(ALL_GTS_COMPETE, PENALTY, NO_CENTRE, NO_OBJECTNESS),
            wide(3f),
            CostKind.MMDET,
            Overlap.IOU_MAX_1E6,
            8,
            16,
            32);

    static final DetectionSystem PICODET = system(
            "picodet",
            "simOTA with varifocal class cost and GIoU (PicoDet before its second version)",
            "PaddleDetection ppdet/modeling/assigners/simota_assigner.py, use_vfl True; losses/varifocal_loss.py (666f597)",
            List.of(ALL_GTS_COMPETE, PENALTY, NO_CENTRE),
            wide(6f),
            CostKind.PICODET,
            Overlap.IOU_MAX_1E6,
            8,
            16,
            32,
            64);

    static final List<DetectionSystem> ALL = List.of(YOLOX, YOLOX_2021, YOLOV6_0_1, SIMOTA, PPYOLOX, PICODET);

    private SimOtaSystems() {}

    private static Settings current() {
        return costs(Settings.NONE.and("radius", 1.5f, Candidates.CentreRadius.class, "radius"), 3f);
    }

    private static Settings wide(float overlapWeight) {
        return costs(Settings.NONE.and("radius", 2.5f, Candidates.InsideOrCentre.class, "radius"), overlapWeight);
    }

    private static Settings costs(Settings settings, float overlapWeight) {
        return settings.and("topk", 10, Select.DynamicK.class, "q")
                .and("cls_weight", 1f, Cost.class, "classWeight")
                .and("iou_weight", overlapWeight, Cost.class, "overlapWeight");
    }

    private static DetectionSystem system(
            String name,
            String summary,
            String source,
            List<String> quirks,
            Settings settings,
            CostKind cost,
            Overlap overlap,
            int... strides) {
        return new DetectionSystem(
                name,
                new About(summary, source, TIES, quirks),
                UnitGeometry.of(strides),
                settings,
                s -> SystemRecipe.of(recipe(s, name.equals("yolox"), cost, overlap)),
                80);
    }

    private static Recipe recipe(Settings s, boolean centreOnly, CostKind cost, Overlap overlap) {
        float radius = s.number("radius");
        return new Recipe(
                centreOnly ? new Candidates.CentreRadius(radius) : new Candidates.InsideOrCentre(radius),
                new Cost(cost, s.number("cls_weight"), s.number("iou_weight")),
                new Select.DynamicK(s.integer("topk")),
                new Resolve.LowestCost(),
                new Target.MatchedOverlap(overlap),
                Recipe.boxesAndScores());
    }
}
