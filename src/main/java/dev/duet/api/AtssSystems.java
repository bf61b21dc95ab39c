package dev.duet.api;

import static dev.duet.api.Row.stages;

import dev.duet.api.Change.Option;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates.NearestPerLevel;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve.Among;
import dev.duet.assign.stage.Resolve.HighestOverlap;
import dev.duet.assign.stage.Score.AnchorDistance;
import dev.duet.assign.stage.Select.MeanPlusDeviation;
import dev.duet.assign.stage.Target.Hard;
import dev.duet.assign.stage.Target.MatchedOverlap;

/** ATSS, alone and as the warm-up of TOOD, YOLOv6 and PPYOLOE. */
interface AtssSystems {
    /** ATSS of mmdetection, YOLOv6 or PPYOLOE. */
    DetectionSystem ATSS = Row.of("atss")
            .says("ATSS: nearest 9 anchors per level, overlap at or over mean + deviation, point inside the box")
            .source("fcjian/TOOD (mmdetection 2.14) mmdet/core/bbox/assigners/atss_assigner.py @1bda27c6")
            .ties("distance: lower unit; overlap: lower GT")
            .kept(
                    "flavour mmdet: anchors of 8 strides on cell corners, only claimants compete",
                    "flavours yolov6 and ppyoloe: anchors of 5 strides on cell centres, all GTs compete, soft target",
                    "a level with fewer than k cells gives all of them")
            .strides(8, 16, 32, 64, 128)
            .points(PointRule.CORNER)
            .stages(ofMmdet(-1))
            .choice(
                    "flavour",
                    "whose ATSS",
                    Option.of("mmdet"),
                    Option.of(
                            "yolov6",
                            Change.stages(batched(Overlap.iouFloor(1e-6f))),
                            Change.to("point", PointRule.CENTRE),
                            Change.to("preparation", new Preparation.PositiveSum())),
                    Option.of(
                            "ppyoloe",
                            Change.stages(batched(Overlap.iouPlus(1e-10f))),
                            Change.to("point", PointRule.CENTRE)))
            .setting("atss_topk", "candidates.k")
            .setting(
                    "ignore_iof_thr",
                    "score.ignore_threshold",
                    "mmdet: share of an anchor in a region to ignore; 0 or less: off")
            .onlyFor("flavour", "mmdet")
            .setting(
                    "force_match",
                    "select.force_match",
                    "every GT also takes the anchor it overlaps most, unless shared")
            .done();

    /**
     * mmdetection's rule, hard targets.
     *
     * @param ignoreThreshold share of an anchor in a region to ignore; 0 or less: off
     */
    static Recipe ofMmdet(float ignoreThreshold) {
        return stages(
                new NearestPerLevel(9, .01f),
                new AnchorDistance(Overlap.iouFloor(1e-6f), 8, ignoreThreshold),
                MeanPlusDeviation.atOrOver(),
                new HighestOverlap(Among.CLAIMANTS),
                new Hard());
    }

    /** The batched rule of YOLOv6 and PPYOLOE, soft targets from the predictions. */
    static Recipe batched(Overlap ofAnchors) {
        return stages(
                new NearestPerLevel(9, 1e-9f),
                new AnchorDistance(ofAnchors, 5, 0),
                MeanPlusDeviation.over(),
                new HighestOverlap(Among.ALL),
                new MatchedOverlap(Overlap.iouPlus(1e-9f)));
    }
}
