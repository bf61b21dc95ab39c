package dev.duet.api;

import dev.duet.api.DetectionSystem.About;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.assign.Candidates;
import dev.duet.assign.Overlap;
import dev.duet.assign.Preparation;
import dev.duet.assign.Recipe;
import dev.duet.assign.Resolve;
import dev.duet.assign.Resolve.Among;
import dev.duet.assign.Score;
import dev.duet.assign.Select;
import dev.duet.assign.SystemRecipe;
import dev.duet.assign.Target;
import dev.duet.assign.UnitGrid.PointRule;
import java.util.List;

/** Systems of the task-aligned family (TOOD and its descendants). */
final class TaskAlignedSystems {
    private static final float IN_BOX = 1e-9f;
    private static final float EPS = 1e-9f;
    private static final String TIES = "metric: lower unit; overlap: lower GT";

    static final DetectionSystem YOLOV8 = new DetectionSystem(
            "yolov8",
            new About(
                    "task-aligned, CIoU, top 10, masked conflicts",
                    "ultralytics ultralytics/utils/tal.py TaskAlignedAssigner; loss.py v8DetectionLoss (topk 10, alpha .5, beta 6)",
                    TIES,
                    List.of(
                            "a contested unit goes to the highest overlap over all GTs that contain it, even one that did not select it",
                            "a GT whose coordinates sum to 0 or less counts as padding",
                            "top-k fills up with the first units of score 0 where they are candidates")),
            UnitGeometry.of(8, 16, 32),
            alignment(10, .5f, 6f),
            s -> SystemRecipe.of(aligned(s, Overlap.CIOU, Among.CANDIDATES)),
            80);

    static final List<DetectionSystem> ALL = List.of(YOLOV8);

    private TaskAlignedSystems() {}

    private static Settings alignment(int topk, float alpha, float beta) {
        return Settings.NONE
                .and("topk", topk, "units a GT takes at most, at least 1")
                .and("alpha", alpha, "exponent of the class probability, 0 or more")
                .and("beta", beta, "exponent of the overlap, 0 or more");
    }

    private static Recipe aligned(Settings s, Overlap overlap, Among among) {
        return new Recipe(
                new Candidates.InsideBox(IN_BOX),
                new Score.Alignment(overlap, s.number("alpha"), s.number("beta")),
                new Select.TopK(s.integer("topk")),
                new Resolve.HighestOverlap(among),
                new Target.NormalisedAlignment(EPS),
                PointRule.CENTRE,
                Recipe.boxesAndScores(),
                new Preparation.PositiveSum());
    }
}
