package dev.duet.api;

import dev.duet.api.DetectionSystem.About;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Resolve.Among;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
import java.util.List;

/** Systems of the task-aligned family: TOOD's idea as batched by PPYOLOE, YOLOv6 and YOLOv8 to YOLO26. */
final class TaskAlignedSystems {
    private static final float IN_BOX = 1e-9f;
    private static final float EPS = 1e-9f;
    private static final UnitGeometry FINE_FIRST = UnitGeometry.of(8, 16, 32);
    private static final String TIES = "metric: lower unit; overlap: lower GT";
    private static final String ZERO_FILL =
            "a GT with fewer than k positive metrics also claims those of the k first units it contains that torch.topk would return";
    private static final String MASKED =
            "a contested unit goes to the highest overlap over all GTs that contain it, even one that did not select it";
    private static final String UNMASKED =
            "a contested unit goes to the highest overlap over all GTs of the image, even one that does not contain it";
    private static final String PADDING = "a GT whose coordinates sum to 0 or less counts as padding";

    static final DetectionSystem YOLOV8 = ultralytics("yolov8", "YOLOv8: task-aligned, CIoU, top 10, masked conflicts");

    static final DetectionSystem YOLO11 =
            ultralytics("yolo11", "YOLO11: the rule of YOLOv8 (ultralytics 8.3.63 gives identical results)");

    static final DetectionSystem YOLOV9 = new DetectionSystem(
            "yolov9",
            new About(
                    "YOLOv9: task-aligned, CIoU, unmasked conflicts; main and auxiliary branch on their own predictions",
                    "WongKinYiu/yolov9 utils/tal/assigner.py, utils/loss_tal_dual.py (YOLOM 10, YOLOA .5, YOLOB 6) @5b1ea9a8",
                    TIES,
                    List.of(UNMASKED, PADDING, ZERO_FILL)),
            FINE_FIRST,
            alignment(10, .5f, 6f, "all")
                    .andChoice(
                            "branches",
                            List.of("dual", "single", "triple"),
                            "loss_tal_dual.py: main, aux; loss_tal.py: main; loss_tal_triple.py: main, aux, aux2"),
            s -> {
                Recipe recipe = aligned(s, Overlap.CIOU, new Select.TopK(s.integer("topk"), 0, s.flag("zero_fill")));
                return switch (s.word("branches")) {
                    case "single" -> SystemRecipe.of(recipe);
                    case "dual" -> SystemRecipe.of(new Head("main", recipe, 0), new Head("aux", recipe, 1));
                    default ->
                        SystemRecipe.of(
                                new Head("main", recipe, 0), new Head("aux", recipe, 1), new Head("aux2", recipe, 2));
                };
            },
            80);

    static final DetectionSystem YOLOV10 = new DetectionSystem(
            "yolov10",
            new About(
                    "YOLOv10: one-to-many head (top 10) and one-to-one head (top 1), each on its own predictions",
                    "THU-MIG/yolov10 ultralytics/utils/loss.py v10DetectLoss, tal.py @453c6e38",
                    TIES,
                    List.of(
                            MASKED,
                            PADDING,
                            ZERO_FILL,
                            "one-to-one is plain top 1: a GT that loses its unit gets no second choice")),
            FINE_FIRST,
            alignment(10, .5f, 6f, "candidates")
                    .and("topk_one2one", 1, Select.TopK.class, "k", "units a GT takes on the one-to-one head"),
            s -> SystemRecipe.of(
                    new Head(
                            "one2many",
                            aligned(s, Overlap.CIOU, new Select.TopK(s.integer("topk"), 0, s.flag("zero_fill"))),
                            0),
                    new Head(
                            "one2one",
                            aligned(
                                    s,
                                    Overlap.CIOU,
                                    new Select.TopK(s.integer("topk_one2one"), 0, s.flag("zero_fill"))),
                            1)),
            80);

    static final DetectionSystem YOLO26 = yolo26("yolo26", "YOLO26", Overlap.CIOU);

    static final DetectionSystem YOLOV6 = new DetectionSystem(
            "yolov6",
            new About(
                    "YOLOv6: task-aligned, IoU, top 13, unmasked conflicts; ATSS for the first epochs of some models",
                    "meituan/YOLOv6 yolov6/assigners/tal_assigner.py, atss_assigner.py, models/losses/loss.py @e86a483f",
                    TIES,
                    List.of(UNMASKED, PADDING, ZERO_FILL)),
            FINE_FIRST,
            alignment(13, 1f, 6f, "all")
                    .and(
                            "warmup_epochs",
                            0,
                            SystemRecipe.class,
                            "warmUpEpochs",
                            "epochs of ATSS first: 0 for n, s, m, l; 4 for n6, s6, m6, l6 and lite")
                    .and(
                            "atss_topk",
                            9,
                            Candidates.NearestPerLevel.class,
                            "k",
                            "nearest units per level during the warm-up")
                    .and(
                            "force_match",
                            false,
                            "warm-up: every GT also takes the anchor it overlaps most, unless shared"),
            s -> new SystemRecipe(
                    List.of(new Head(
                            "main",
                            aligned(
                                    s,
                                    Overlap.IOU_PLUS_1E9,
                                    new Select.TopK(s.integer("topk"), 0, s.flag("zero_fill"))),
                            0)),
                    List.of(new Head("main", AtssSystems.batched(s, Overlap.IOU_MAX_1E6, true), 0)),
                    s.integer("warmup_epochs")),
            80);

    static final DetectionSystem YOLOV6_AB = new DetectionSystem(
            "yolov6-ab",
            new About(
                    "YOLOv6's anchor-aided branch: top 26 over 3 anchor slots per cell, numbered slot by slot",
                    "meituan/YOLOv6 yolov6/models/losses/loss_fuseab.py @e86a483f",
                    TIES,
                    List.of(UNMASKED, PADDING, ZERO_FILL)),
            new UnitGeometry(new int[] {8, 16, 32}, 3, null, true),
            alignment(26, 1f, 6f, "all"),
            s -> SystemRecipe.of(
                    aligned(s, Overlap.IOU_PLUS_1E9, new Select.TopK(s.integer("topk"), 0, s.flag("zero_fill")))),
            80);

    static final DetectionSystem PPYOLOE = new DetectionSystem(
            "ppyoloe",
            new About(
                    "PPYOLOE: task-aligned, IoU, top 13, coarse levels first; ATSS for the first epochs",
                    "PaddlePaddle/PaddleDetection ppdet/modeling/assigners/{task_aligned,atss}_assigner.py, configs/ppyoloe @666f597f",
                    TIES,
                    List.of(UNMASKED, "every GT is valid", ZERO_FILL)),
            UnitGeometry.of(32, 16, 8),
            alignment(13, 1f, 6f, "all")
                    .and(
                            "warmup_epochs",
                            100,
                            SystemRecipe.class,
                            "warmUpEpochs",
                            "epochs of ATSS first (PPYOLOE+ 30, objects365 20, never for VOC: 0)")
                    .and(
                            "atss_topk",
                            9,
                            Candidates.NearestPerLevel.class,
                            "k",
                            "nearest units per level during the warm-up")
                    .and(
                            "force_match",
                            false,
                            "warm-up: every GT also takes the anchor it overlaps most, unless shared")
                    .and("close_gt", false, "candidates are units within 2 strides of the GT centre (tiny aux head)"),
            s -> new SystemRecipe(
                    List.of(new Head("main", ppyoloe(s), 0)),
                    List.of(new Head("main", AtssSystems.batched(s, Overlap.IOU_PLUS_1E10, false), 0)),
                    s.integer("warmup_epochs")),
            80);

    static final DetectionSystem TOOD = new DetectionSystem(
            "tood",
            new About(
                    "TOOD: top 13 of all units by alignment, then the in-box filter; ATSS for the first epochs",
                    "fcjian/TOOD mmdet/core/bbox/assigners/task_aligned_assigner.py, dense_heads/tood_head.py @1bda27c6",
                    TIES,
                    List.of(
                            "units outside the GT use up places among the 13 before the in-box filter removes them",
                            "unit points lie on cell corners",
                            "only GTs that kept a unit compete for it")),
            UnitGeometry.of(8, 16, 32, 64, 128),
            Settings.NONE
                    .and("topk", 13, Select.TopKThenFilter.class, "k")
                    .and("alpha", 1f, Score.Alignment.class, "alpha")
                    .and("beta", 6f, Score.Alignment.class, "beta")
                    .and("warmup_epochs", 4, SystemRecipe.class, "warmUpEpochs", "epochs of ATSS first (initial_epoch)")
                    .and(
                            "atss_topk",
                            9,
                            Candidates.NearestPerLevel.class,
                            "k",
                            "nearest units per level during the warm-up"),
            s -> new SystemRecipe(
                    List.of(new Head("main", tood(s), 0)),
                    List.of(new Head("main", AtssSystems.mmdet(s.integer("atss_topk"), 0, false), 0)),
                    s.integer("warmup_epochs")),
            80);

    static final DetectionSystem YOLOV8_OBB = rotated("yolov8-obb", "YOLOv8 on rotated boxes: probabilistic IoU");

    static final DetectionSystem YOLO11_OBB = rotated("yolo11-obb", "YOLO11 on rotated boxes: the rule of yolov8-obb");

    static final DetectionSystem YOLO26_OBB = yolo26("yolo26-obb", "YOLO26 on rotated boxes", Overlap.PROB_IOU);

    static final List<DetectionSystem> ALL = List.of(
            TOOD,
            PPYOLOE,
            YOLOV6,
            YOLOV6_AB,
            YOLOV8,
            YOLOV9,
            YOLOV10,
            YOLO11,
            YOLO26,
            YOLOV8_OBB,
            YOLO11_OBB,
            YOLO26_OBB);

    private TaskAlignedSystems() {}

    private static DetectionSystem ultralytics(String name, String summary) {
        return new DetectionSystem(
                name,
                new About(
                        summary,
                        "ultralytics ultralytics/utils/tal.py TaskAlignedAssigner, loss.py v8DetectionLoss (8.1.34 to 8.3.63)",
                        TIES,
                        List.of(MASKED, PADDING, ZERO_FILL)),
                FINE_FIRST,
                alignment(10, .5f, 6f, "candidates"),
                s -> SystemRecipe.of(
                        aligned(s, Overlap.CIOU, new Select.TopK(s.integer("topk"), 0, s.flag("zero_fill")))),
                80);
    }

    /** What a rotated box without area is. */
    private static final String FLAT =
            "a side of 0 makes a flat Gaussian; where probIoU then has no number (a determinant below 0) the overlap is 0";

    private static DetectionSystem rotated(String name, String summary) {
        return new DetectionSystem(
                name,
                new About(
                        summary,
                        "ultralytics ultralytics/utils/tal.py RotatedTaskAlignedAssigner, metrics.py probiou (8.1.34 to 8.3.63)",
                        TIES,
                        List.of(
                                MASKED,
                                PADDING,
                                ZERO_FILL,
                                "edges belong to the box",
                                FLAT,
                                "the loss drops GTs with a side under 2 px before assigning; that is left to the caller")),
                FINE_FIRST,
                alignment(10, .5f, 6f, "candidates"),
                s -> SystemRecipe.of(
                        aligned(s, Overlap.PROB_IOU, new Select.TopK(s.integer("topk"), 0, s.flag("zero_fill")))),
                80);
    }

    private static DetectionSystem yolo26(String name, String what, Overlap overlap) {
        return new DetectionSystem(
                name,
                new About(
                        what
                                + ": small sides widened for the candidate test; one-to-many (10) and one-to-one head (7, then 1)",
                        "Yulin-CC/YOLO26 ultralytics/utils/tal.py, loss.py E2ELoss (ultralytics 8.4.90) @0a1f9905",
                        TIES,
                        overlap == Overlap.PROB_IOU
                                ? List.of(MASKED, PADDING, ZERO_FILL, FLAT)
                                : List.of(MASKED, PADDING, ZERO_FILL)),
                FINE_FIRST,
                alignment(10, .5f, 6f, "candidates")
                        .and("topk_one2one", 7, Select.TopK.class, "k", "units a GT selects on the one-to-one head")
                        .and(
                                "topk2_one2one",
                                1,
                                Select.TopK.class,
                                "keep",
                                "units a GT keeps there after conflicts; 0: all")
                        .and(
                                "stal_threshold",
                                Candidates.InsideBox.FROM_STRIDES,
                                Candidates.InsideBox.class,
                                "minimumSide")
                        .and(
                                "stal_side",
                                Candidates.InsideBox.FROM_STRIDES,
                                Candidates.InsideBox.class,
                                "replacementSide")
                        .andChoice(
                                "branches",
                                List.of("both", "one2many", "one2one"),
                                "heads to assign; one alone reads the first predictions"),
                s -> yolo26(s, overlap),
                80);
    }

    private static SystemRecipe yolo26(Settings s, Overlap overlap) {
        boolean fill = s.flag("zero_fill");
        Recipe many = aligned(s, overlap, new Select.TopK(s.integer("topk"), 0, fill));
        Recipe one = aligned(s, overlap, new Select.TopK(s.integer("topk_one2one"), s.integer("topk2_one2one"), fill));
        return switch (s.word("branches")) {
            case "one2many" -> SystemRecipe.of(many);
            case "one2one" -> SystemRecipe.of(one);
            default -> SystemRecipe.of(new Head("one2many", many, 0), new Head("one2one", one, 1));
        };
    }

    private static Settings alignment(int topk, float alpha, float beta, String conflicts) {
        List<String> choices = conflicts.equals("all")
                ? List.of("all", "candidates", "claimants")
                : List.of("candidates", "all", "claimants");
        return Settings.NONE
                .and("topk", topk, Select.TopK.class, "k")
                .and("alpha", alpha, Score.Alignment.class, "alpha")
                .and("beta", beta, Score.Alignment.class, "beta")
                .andChoice(
                        "conflicts",
                        choices,
                        "which GTs compete for a contested unit: those containing it, all, or claimants")
                .and("zero_fill", true, "fill up to k as torch.topk does; false also drops metrics of 1e-9 and less");
    }

    private static Recipe aligned(Settings s, Overlap overlap, Select select) {
        float threshold = s.has("stal_threshold") ? s.number("stal_threshold") : 0;
        float side = s.has("stal_side") ? s.number("stal_side") : 0;
        return new Recipe(
                new Candidates.InsideBox(overlap == Overlap.PROB_IOU ? 0 : IN_BOX, threshold, side),
                new Score.Alignment(overlap, s.number("alpha"), s.number("beta")),
                select,
                new Resolve.HighestOverlap(Among.valueOf(s.word("conflicts").toUpperCase(java.util.Locale.ROOT))),
                new Target.NormalisedAlignment(EPS, false),
                PointRule.CENTRE,
                Recipe.boxesAndScores(),
                new Preparation.PositiveSum());
    }

    private static Recipe ppyoloe(Settings s) {
        return new Recipe(
                s.flag("close_gt") ? new Candidates.CentreDistance(2) : new Candidates.InsideBox(IN_BOX),
                new Score.Alignment(Overlap.IOU_PLUS_1E9, s.number("alpha"), s.number("beta")),
                new Select.TopK(s.integer("topk"), 0, s.flag("zero_fill")),
                new Resolve.HighestOverlap(Among.valueOf(s.word("conflicts").toUpperCase(java.util.Locale.ROOT))),
                new Target.NormalisedAlignment(EPS, true),
                PointRule.CENTRE,
                Recipe.boxesAndScores(),
                new Preparation.None());
    }

    private static Recipe tood(Settings s) {
        return new Recipe(
                new Candidates.InsideBox(0.01f),
                new Score.Alignment(Overlap.IOU_MAX_1E6, s.number("alpha"), s.number("beta")),
                new Select.TopKThenFilter(s.integer("topk")),
                new Resolve.HighestOverlap(Among.CLAIMANTS),
                new Target.NormalisedAlignment(1e-7f, true),
                PointRule.CORNER,
                Recipe.boxesAndScores(),
                new Preparation.None());
    }
}
