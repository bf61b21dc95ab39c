package dev.duet.api;

import dev.duet.api.DetectionSystem.About;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.assign.BoxDecoding;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score.Cost;
import dev.duet.assign.stage.Score.CostKind;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
import java.util.EnumSet;
import java.util.List;

/** YOLOv7's OTA losses: simOTA's matching over anchors that GTs nominate. */
final class OtaLossSystems {
    private static final String TIES = "cost: earlier nomination; contested nomination: lower GT";
    private static final float AUXILIARY_REACH = 2;
    private static final Interval REACH = Interval.of(Candidates.FittingNeighbourCells.class, "reach");
    private static final List<String> QUIRKS = List.of(
            "a GT may take anchors nominated by another GT, however far away",
            "a unit nominated twice counts twice in the dynamic k and may be matched twice",
            "a contested nomination goes to the GT of lowest cost over all GTs, even one that did not select it",
            "GTs are normalised by the image size in float32 and scaled back; the original scales both axes by the height (scaling=height)",
            "objectness counts as 1 where the predictions have none",
            "where no raw outputs are given, decoded boxes serve instead");

    private static final float[] P5_ANCHORS = {
        12, 16, 19, 36, 40, 28, 36, 75, 76, 55, 72, 146, 142, 110, 192, 243, 459, 401
    };
    private static final float[] P6_ANCHORS = {
        19, 27, 44, 40, 38, 94, 96, 68, 86, 152, 180, 137, 140, 301, 303, 264, 238, 542, 436, 615, 739, 380, 925, 792
    };

    static final DetectionSystem YOLOV7 = new DetectionSystem(
            "yolov7",
            new About(
                    "neighbour cells of fitting anchors, then dynamic k over all nominations of the image",
                    "WongKinYiu/yolov7 utils/loss.py ComputeLossOTA (a207844); data/hyp.scratch.p5.yaml",
                    TIES,
                    QUIRKS),
            new UnitGeometry(new int[] {8, 16, 32}, 3, P5_ANCHORS, false),
            nominating(10, REACH),
            s -> SystemRecipe.of(recipe(s, s.number("reach"))),
            80);

    static final DetectionSystem YOLOV7_AUX = new DetectionSystem(
            "yolov7-aux",
            new About(
                    "yolov7 for a lead head and the auxiliary head it guides, the latter with coarser candidates",
                    "WongKinYiu/yolov7 utils/loss.py ComputeLossAuxOTA (a207844); paper arXiv 2207.02696 section 4.2, figure 5",
                    TIES,
                    QUIRKS),
            new UnitGeometry(new int[] {8, 16, 32, 64}, 3, P6_ANCHORS, false),
            nominating(20, REACH.upTo(1 / AUXILIARY_REACH))
                    .andChoice(
                            "guide",
                            List.of("coarse-to-fine", "lead", "independent"),
                            "auxiliary head: lead's predictions with twice the reach; the lead's duets; its own predictions"),
            s -> SystemRecipe.of(
                    new Head("lead", recipe(s, s.number("reach")), 0),
                    switch (s.word("guide")) {
                        case "lead" -> new Head("aux", recipe(s, s.number("reach")), 0);
                        case "independent" -> new Head("aux", recipe(s, s.number("reach")), 1);
                        default -> new Head("aux", recipe(s, AUXILIARY_REACH * s.number("reach")), 0);
                    }),
            80);

    static final List<DetectionSystem> ALL = List.of(YOLOV7, YOLOV7_AUX);

    private OtaLossSystems() {}

    private static Settings nominating(int topk, Interval reach) {
        return Settings.NONE
                .and("anchor_t", 4f, Candidates.FittingNeighbourCells.class, "ratioLimit")
                .and("reach", .5f, reach, "neighbour cells nearer than this to the GT's centre, in cells")
                .and("topk", topk, Select.DynamicK.class, "q")
                .and("cls_weight", 1f, Cost.class, "classWeight")
                .and("iou_weight", 3f, Cost.class, "overlapWeight")
                .and("gr", 1f, Target.PredictedObjectness.class, "share")
                .andChoice(
                        "scaling",
                        List.of("image", "height", "mmyolo"),
                        "of normalised GTs: width and height; height on both axes as the original; as image, with mmdetection's IoU");
    }

    private static Recipe recipe(Settings s, float reach) {
        CostKind kind = switch (s.word("scaling")) {
            case "height" -> CostKind.YOLOV7_HEIGHT;
            case "mmyolo" -> CostKind.YOLOV7_MMYOLO;
            default -> CostKind.YOLOV7;
        };
        return new Recipe(
                new Candidates.FittingNeighbourCells(reach, s.number("anchor_t")),
                new Cost(kind, s.number("cls_weight"), s.number("iou_weight")),
                new Select.DynamicK(s.integer("topk")),
                new Resolve.LowestCost(),
                new Target.PredictedObjectness(BoxDecoding.YOLOV5, s.number("gr"), false),
                EnumSet.of(Need.ANY_BOXES, Need.SCORES));
    }
}
