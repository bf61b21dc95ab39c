package dev.duet.api;

import dev.duet.api.DetectionSystem.About;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Resolve.Among;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** ATSS, alone and as the warm-up of TOOD, YOLOv6 and PPYOLOE. */
final class AtssSystems {
    static final DetectionSystem ATSS = new DetectionSystem(
            "atss",
            new About(
                    "ATSS: nearest 9 anchors per level, overlap at or over mean + deviation, point inside the box",
                    "fcjian/TOOD (mmdetection 2.14) mmdet/core/bbox/assigners/atss_assigner.py @1bda27c6",
                    "distance: lower unit; overlap: lower GT",
                    List.of(
                            "flavour mmdet: anchors of 8 strides on cell corners, only claimants compete",
                            "flavours yolov6 and ppyoloe: anchors of 5 strides on cell centres, all GTs compete, soft target",
                            "a level with fewer than k cells gives all of them")),
            UnitGeometry.of(8, 16, 32, 64, 128),
            Settings.NONE
                    .andChoice("flavour", List.of("mmdet", "yolov6", "ppyoloe"), "whose ATSS")
                    .and("atss_topk", 9, Candidates.NearestPerLevel.class, "k")
                    .and(
                            "ignore_iof_thr",
                            -1f,
                            Score.AnchorDistance.class,
                            "ignoreThreshold",
                            "mmdet: share of an anchor in a region to ignore; 0 or less: off")
                    .and("force_match", false, "every GT also takes the anchor it overlaps most, unless shared"),
            s -> switch (s.word("flavour")) {
                case "yolov6" -> SystemRecipe.of(batched(s, Overlap.IOU_MAX_1E6, true));
                case "ppyoloe" -> SystemRecipe.of(batched(s, Overlap.IOU_PLUS_1E10, false));
                default ->
                    SystemRecipe.of(mmdet(s.integer("atss_topk"), s.number("ignore_iof_thr"), s.flag("force_match")));
            },
            80);

    static final List<DetectionSystem> ALL = List.of(ATSS);

    private AtssSystems() {}

    /** mmdetection's rule, hard targets. */
    static Recipe mmdet(int topk, float ignoreThreshold, boolean forceMatch) {
        return new Recipe(
                new Candidates.NearestPerLevel(topk, 0.01f),
                new Score.AnchorDistance(Overlap.IOU_MAX_1E6, 8, ignoreThreshold),
                new Select.MeanPlusDeviation(false, forceMatch),
                new Resolve.HighestOverlap(Among.CLAIMANTS),
                new Target.Hard(),
                PointRule.CORNER,
                Set.of(),
                new Preparation.None());
    }

    /** The batched rule of YOLOv6 and PPYOLOE, soft targets from the predictions. */
    static Recipe batched(Settings s, Overlap anchorOverlap, boolean positiveSum) {
        return new Recipe(
                new Candidates.NearestPerLevel(s.integer("atss_topk"), 1e-9f),
                new Score.AnchorDistance(anchorOverlap, 5, 0),
                new Select.MeanPlusDeviation(true, s.flag("force_match")),
                new Resolve.HighestOverlap(Among.ALL),
                new Target.MatchedOverlap(Overlap.IOU_PLUS_1E9),
                PointRule.CENTRE,
                EnumSet.of(Need.BOXES),
                positiveSum ? new Preparation.PositiveSum() : new Preparation.None());
    }
}
