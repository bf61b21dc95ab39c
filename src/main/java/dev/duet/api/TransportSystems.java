package dev.duet.api;

import dev.duet.api.DetectionSystem.About;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
import java.util.List;

/** Systems that look for a best assignment of the whole image: optimal transport and exact one-to-one matching. */
final class TransportSystems {
    static final DetectionSystem OTA = new DetectionSystem(
            "ota",
            new About(
                    "transport plan between GTs, background and units, supply by dynamic k",
                    "arXiv 2103.14259; Megvii-BaseDetection/OTA playground/detection/coco/ota.res50.fpn.coco.800size.1x/fcos.py @2c85b4d",
                    "plan: lower GT, then background",
                    List.of(
                            "a GT gets about k units, not exactly k: rows are divided by their maximum, which is no rounding of the plan",
                            "the centre radius is 2.5 strides; the configuration's 1.5 is never read",
                            "a GT without a free unit still takes units, by cost, anywhere in the image",
                            "if GTs ask for more units than there are, the background supplies none and all wishes shrink in proportion")),
            UnitGeometry.of(8, 16, 32, 64, 128),
            Settings.NONE
                    .and("topk", 20, Select.Transport.class, "q")
                    .and("radius", 2.5f, Candidates.InsideAndCentre.class, "radius")
                    .and("iou_weight", 1.5f, Score.Cost.class, "overlapWeight", "weight of -ln(IoU)")
                    .and("epsilon", 0.1f, Select.Transport.class, "epsilon")
                    .and("iterations", 50, Select.Transport.class, "iterations"),
            s -> SystemRecipe.of(transport(s)),
            80);

    static final DetectionSystem HUNGARIAN = new DetectionSystem(
            "hungarian",
            new About(
                    "exact one-to-one matching of queries at least total cost",
                    "facebookresearch/detr models/matcher.py; open-mmlab/mmdetection hungarian_assigner.py, match_cost.py @19bceba",
                    "any optimum, the same one every time; equal costs: GT i takes query i",
                    List.of(
                            "detr reads one score column more than there are classes, the last being no object",
                            "with more GTs than queries every query is matched and some GTs are not")),
            UnitGeometry.of(),
            Settings.NONE
                    .andChoice(
                            "flavour", List.of("deformable-detr", "detr"), "class term: focal of sigmoid, or softmax")
                    .and(
                            "cls_weight",
                            -1f,
                            Interval.of(Score.QueryCost.class, "classWeight").or(-1),
                            "weight of the class term; -1: the flavour's own, 2 or 1")
                    .and("l1_weight", 5f, Score.QueryCost.class, "distanceWeight")
                    .and("giou_weight", 2f, Score.QueryCost.class, "overlapWeight"),
            s -> SystemRecipe.of(queries(s)),
            80);

    static final DetectionSystem RTMDET = new DetectionSystem(
            "rtmdet",
            new About(
                    "dynamic soft labels: k cheapest of the units inside any GT",
                    "open-mmlab/mmdetection mmdet/models/task_modules/assigners/dynamic_soft_label_assigner.py @18cd2b4;"
                            + " open-mmlab/mmyolo batch_dsl_assigner.py @8c4d9dc",
                    "cost: lower unit; contested unit: lower GT",
                    List.of(
                            "a GT may take units that lie in other GTs only, however far; a GT without a unit inside always does",
                            "mmyolo sums the overlaps of all units for k, and only the GT's own class into the cost",
                            "mmyolo's units outside all GTs, there at cost 10^8, are never taken here")),
            UnitGeometry.of(8, 16, 32),
            Settings.NONE
                    .andChoice("flavour", List.of("mmdet", "mmyolo"), "whose class term, and which units count for k")
                    .and("topk", 13, Select.DynamicK.class, "q")
                    .and("iou_weight", 3f, Score.SoftLabelCost.class, "overlapWeight")
                    .and("radius", 3f, Score.SoftLabelCost.class, "radius"),
            s -> SystemRecipe.of(softLabels(s)),
            80);

    static final DetectionSystem SIMOTA_ONE2ONE = new DetectionSystem(
            "simota-one2one",
            new About(
                    "the exact one-to-one optimum under YOLOX's cost, what simOTA's greedy choice is measured by",
                    "no published system; cost of YOLOX yolox/models/yolo_head.py (since 14c62a7), all units of the grid, exact minimum",
                    "any optimum, the same one every time",
                    List.of(
                            "a unit outside the centre region costs a million more",
                            "objectness counts as 1 where there is none")),
            UnitGeometry.of(8, 16, 32),
            Settings.NONE
                    .and("radius", 1.5f, Candidates.CentreRadius.class, "radius")
                    .and("cls_weight", 1f, Score.Cost.class, "classWeight")
                    .and("iou_weight", 3f, Score.Cost.class, "overlapWeight"),
            s -> SystemRecipe.of(oneToOne(s)),
            80);

    static final List<DetectionSystem> ALL = List.of(RTMDET, OTA, HUNGARIAN, SIMOTA_ONE2ONE);

    private TransportSystems() {}

    private static Recipe softLabels(Settings s) {
        return new Recipe(
                new Candidates.InsideAny(),
                new Score.SoftLabelCost(s.word("flavour").equals("mmdet"), s.number("iou_weight"), s.number("radius")),
                new Select.DynamicK(s.integer("topk")),
                new Resolve.LowestCost(),
                new Target.MatchedOverlap(Overlap.IOU_MAX_1E6),
                PointRule.CORNER,
                Recipe.boxesAndScores(),
                new Preparation.None());
    }

    private static Recipe transport(Settings s) {
        return new Recipe(
                new Candidates.InsideAndCentre(s.number("radius"), 0.01f),
                new Score.Cost(Score.CostKind.OTA, 1, s.number("iou_weight")),
                new Select.Transport(s.integer("topk"), s.number("epsilon"), s.integer("iterations")),
                new Resolve.Never(),
                new Target.MatchedOverlap(Overlap.IOU_MAX_EPSILON),
                PointRule.CORNER,
                Recipe.boxesAndScores(),
                new Preparation.None());
    }

    private static Recipe oneToOne(Settings s) {
        return new Recipe(
                new Candidates.CentreRadius(s.number("radius")),
                new Score.Cost(Score.CostKind.YOLOX, s.number("cls_weight"), s.number("iou_weight")),
                new Select.OneToOne(),
                new Resolve.Never(),
                new Target.MatchedOverlap(Overlap.IOU),
                Recipe.boxesAndScores());
    }

    private static Recipe queries(Settings s) {
        boolean softmax = s.word("flavour").equals("detr");
        float own = softmax ? 1 : 2;
        return new Recipe(
                new Candidates.All(),
                new Score.QueryCost(
                        softmax,
                        s.number("cls_weight") < 0 ? own : s.number("cls_weight"),
                        s.number("l1_weight"),
                        s.number("giou_weight")),
                new Select.OneToOne(),
                new Resolve.Never(),
                new Target.Hard(),
                Recipe.boxesAndScores());
    }
}
