package dev.duet.api;

import static dev.duet.api.Row.stages;

import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates.InsideAndCentre;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Resolve.Never;
import dev.duet.assign.stage.Score.Cost;
import dev.duet.assign.stage.Score.CostKind;
import dev.duet.assign.stage.Select.Transport;
import dev.duet.assign.stage.Target.MatchedOverlap;

/** Optimal transport. */
interface OtaSystems {
    /** OTA: a transport plan between GTs, background and units. */
    DetectionSystem OTA = Row.of("ota")
            .says("transport plan between GTs, background and units, supply by dynamic k")
            .source("arXiv 2103.14259; Megvii-BaseDetection/OTA"
                    + " playground/detection/coco/ota.res50.fpn.coco.800size.1x/fcos.py @2c85b4d")
            .ties("plan: lower GT, then background")
            .kept(
                    "a GT gets about k units, not exactly k: rows are divided by their maximum, which is no rounding"
                            + " of the plan",
                    "the centre radius is 2.5 strides; the configuration's 1.5 is never read",
                    "a GT without a free unit still takes units, by cost, anywhere in the image",
                    "if GTs ask for more units than there are, the background supplies none and all wishes shrink in"
                            + " proportion")
            .strides(8, 16, 32, 64, 128)
            .points(PointRule.CORNER)
            .stages(stages(
                    new InsideAndCentre(2.5f, .01f),
                    new Cost(CostKind.OTA, 1, 1.5f),
                    new Transport(20, .1f, 50),
                    new Never(),
                    new MatchedOverlap(Overlap.iouFloor(Math.ulp(1f)))))
            .setting("topk", "select.q")
            .setting("radius", "candidates.radius")
            .setting("iou_weight", "score.overlap_weight", "weight of -ln(IoU)")
            .setting("epsilon", "select.epsilon")
            .setting("iterations", "select.iterations")
            .done();
}
