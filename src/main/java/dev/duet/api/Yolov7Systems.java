package dev.duet.api;

import static dev.duet.api.Row.stages;

import dev.duet.api.Change.Option;
import dev.duet.assign.BoxDecoding;
import dev.duet.assign.stage.Candidates.FittingNeighbourCells;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve.LowestCost;
import dev.duet.assign.stage.Score.Cost;
import dev.duet.assign.stage.Score.CostKind;
import dev.duet.assign.stage.Select.DynamicK;
import dev.duet.assign.stage.Target.PredictedObjectness;
import java.util.function.UnaryOperator;

/** YOLOv7's OTA losses: simOTA's matching over anchors that GTs nominate. */
interface Yolov7Systems {
    /** YOLOv7: dynamic k over all nominations of the image. */
    DetectionSystem YOLOV7 = Row.of("yolov7")
            .says("neighbour cells of fitting anchors, then dynamic k over all nominations of the image")
            .source("WongKinYiu/yolov7 utils/loss.py ComputeLossOTA (a207844); data/hyp.scratch.p5.yaml")
            .strides(8, 16, 32)
            .anchors(12, 16, 19, 36, 40, 28, 36, 75, 76, 55, 72, 146, 142, 110, 192, 243, 459, 401)
            .stages(nominations(10))
            .with(row -> nominating(row, UnaryOperator.identity()))
            .done();

    /** YOLOv7 for a lead head and the auxiliary head it guides. */
    DetectionSystem YOLOV7_AUX = Row.of("yolov7-aux")
            .says("yolov7 for a lead head and the auxiliary head it guides, the latter with coarser candidates")
            .source(
                    "WongKinYiu/yolov7 utils/loss.py ComputeLossAuxOTA (a207844); paper arXiv 2207.02696 section 4.2, figure 5")
            .strides(8, 16, 32, 64)
            .anchors(
                    19, 27, 44, 40, 38, 94, 96, 68, 86, 152, 180, 137, 140, 301, 303, 264, 238, 542, 436, 615, 739, 380,
                    925, 792)
            .head("lead", 0, nominations(20))
            .head("aux", 0, nominations(20))
            .with(row -> nominating(row, reach -> reach.upTo(.5)))
            .choice(
                    "guide",
                    "auxiliary head: lead's predictions with twice the reach; the lead's duets; its own predictions",
                    Option.of("coarse-to-fine", Change.times("aux.candidates.reach", 2)),
                    Option.of("lead"),
                    Option.of("independent", Change.to("aux.predictions", 1)))
            .done();

    private static Recipe nominations(int topk) {
        return stages(
                new FittingNeighbourCells(.5f, 4),
                new Cost(CostKind.YOLOV7, 1, 3),
                new DynamicK(topk),
                new LowestCost(),
                new PredictedObjectness(BoxDecoding.YOLOV5, 1));
    }

    private static void nominating(Row row, UnaryOperator<Interval> reach) {
        row.ties("cost: earlier nomination; contested nomination: lower GT")
                .kept(
                        "a GT may take anchors nominated by another GT, however far away",
                        "a unit nominated twice counts twice in the dynamic k and may be matched twice",
                        "a contested nomination goes to the GT of lowest cost over all GTs, even one that did not select it",
                        "GTs are normalised by the image size in float32 and scaled back; the original scales both axes by the height (scaling=height)",
                        Kept.NO_OBJECTNESS,
                        "where no raw outputs are given, decoded boxes serve instead")
                .setting("anchor_t", "candidates.ratio_limit")
                .setting(
                        "reach",
                        "candidates.reach",
                        reach,
                        "neighbour cells nearer than this to the GT's centre, in cells")
                .setting("topk", "select.q")
                .setting("cls_weight", "score.class_weight")
                .setting("iou_weight", "score.overlap_weight")
                .setting("gr", "target.share")
                .choice(
                        "scaling",
                        "of normalised GTs: width and height; height on both axes as the original; as image, with mmdetection's IoU",
                        Option.of("image"),
                        Option.of("height", Change.to("score.kind", CostKind.YOLOV7_HEIGHT)),
                        Option.of("mmyolo", Change.to("score.kind", CostKind.YOLOV7_MMYOLO)));
    }
}
