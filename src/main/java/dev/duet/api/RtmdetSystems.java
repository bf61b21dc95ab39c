package dev.duet.api;

import static dev.duet.api.Row.stages;

import dev.duet.api.Change.Option;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates.InsideAny;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Resolve.LowestCost;
import dev.duet.assign.stage.Score.SoftLabelCost;
import dev.duet.assign.stage.Select.DynamicK;
import dev.duet.assign.stage.Target.MatchedOverlap;

/** RTMDet's dynamic soft labels. */
interface RtmdetSystems {
    /** RTMDet of mmdetection or mmyolo. */
    DetectionSystem RTMDET = Row.of("rtmdet")
            .says("dynamic soft labels: k cheapest of the units inside any GT")
            .source("open-mmlab/mmdetection mmdet/models/task_modules/assigners/dynamic_soft_label_assigner.py"
                    + " @18cd2b4; open-mmlab/mmyolo batch_dsl_assigner.py @8c4d9dc")
            .ties(Kept.BY_COST)
            .kept(
                    "a GT may take units that lie in other GTs only, however far; a GT without a unit inside always"
                            + " does",
                    "mmyolo sums the overlaps of all units for k, and only the GT's own class into the cost",
                    "mmyolo's units outside all GTs, there at cost 10^8, are never taken here")
            .strides(8, 16, 32)
            .points(PointRule.CORNER)
            .stages(stages(
                    new InsideAny(),
                    SoftLabelCost.ofAllClasses(3, 3),
                    new DynamicK(13),
                    new LowestCost(),
                    new MatchedOverlap(Overlap.iouFloor(1e-6f))))
            .choice(
                    "flavour",
                    "whose class term, and which units count for k",
                    Option.of("mmdet"),
                    Option.of("mmyolo", Change.to("score.all_classes", false)))
            .setting("topk", "select.q")
            .setting("iou_weight", "score.overlap_weight")
            .setting("radius", "score.radius")
            .done();
}
