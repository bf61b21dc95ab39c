package dev.duet.api;

import static dev.duet.api.Row.stages;

import dev.duet.api.Change.Option;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Candidates.InsideBox;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve.Among;
import dev.duet.assign.stage.Resolve.HighestOverlap;
import dev.duet.assign.stage.Score.Alignment;
import dev.duet.assign.stage.Select.TopK;
import dev.duet.assign.stage.Select.TopKThenFilter;
import dev.duet.assign.stage.Target.NormalisedAlignment;

/** Task-aligned assignment: TOOD's idea as batched by PPYOLOE, YOLOv6 and YOLOv8 to YOLO26. */
interface TalSystems {
    /** TOOD, with ATSS for the first epochs. */
    DetectionSystem TOOD = Row.of("tood")
            .says("TOOD: top 13 of all units by alignment, then the in-box filter; ATSS for the first epochs")
            .source("fcjian/TOOD mmdet/core/bbox/assigners/task_aligned_assigner.py, dense_heads/tood_head.py"
                    + " @1bda27c6")
            .ties(Kept.BY_METRIC)
            .kept(
                    "units outside the GT use up places among the 13 before the in-box filter removes them",
                    "unit points lie on cell corners",
                    "only GTs that kept a unit compete for it")
            .strides(8, 16, 32, 64, 128)
            .points(PointRule.CORNER)
            .stages(stages(
                    new InsideBox(.01f),
                    new Alignment(Overlap.iouFloor(1e-6f), 1, 6),
                    new TopKThenFilter(13),
                    new HighestOverlap(Among.CLAIMANTS),
                    NormalisedAlignment.dividingFirst(1e-7f)))
            .warmUp(4, AtssSystems.ofMmdet(0))
            .setting("topk", "select.k")
            .setting("alpha", "score.alpha")
            .setting("beta", "score.beta")
            .setting("warmup_epochs", "warm_up_epochs", "epochs of ATSS first (initial_epoch)")
            .setting("atss_topk", "warm_up.candidates.k", Kept.NEAREST)
            .done();

    /** PPYOLOE and PPYOLOE+. */
    DetectionSystem PPYOLOE = Row.of("ppyoloe")
            .says("PPYOLOE: task-aligned, IoU, top 13, coarse levels first; ATSS for the first epochs")
            .source("PaddlePaddle/PaddleDetection ppdet/modeling/assigners/{task_aligned,atss}_assigner.py,"
                    + " configs/ppyoloe @666f597f")
            .ties(Kept.BY_METRIC)
            .kept(Kept.UNMASKED, "every GT is valid", Kept.ZERO_FILL)
            .strides(32, 16, 8)
            .stages(stages(
                    new InsideBox(1e-9f),
                    new Alignment(Overlap.iouPlus(1e-9f), 1, 6),
                    new TopK(13),
                    new HighestOverlap(Among.ALL),
                    NormalisedAlignment.dividingFirst(1e-9f)))
            .warmUp(100, AtssSystems.batched(Overlap.iouPlus(1e-10f)))
            .with(TalSystems::alignment)
            .setting(
                    "warmup_epochs",
                    "warm_up_epochs",
                    "epochs of ATSS first (PPYOLOE+ 30, objects365 20, never for VOC: 0)")
            .setting("atss_topk", "warm_up.candidates.k", Kept.NEAREST)
            .setting("force_match", "warm_up.select.force_match", Kept.FORCED)
            .flag(
                    "close_gt",
                    false,
                    "candidates are units within 2 strides of the GT centre (tiny aux head)",
                    Change.to("candidates", new Candidates.CentreDistance(2)))
            .done();

    /** YOLOv6. */
    DetectionSystem YOLOV6 = Row.of("yolov6")
            .says("YOLOv6: task-aligned, IoU, top 13, unmasked conflicts; ATSS for the first epochs of some models")
            .source("meituan/YOLOv6 yolov6/assigners/tal_assigner.py, atss_assigner.py, models/losses/loss.py"
                    + " @e86a483f")
            .ties(Kept.BY_METRIC)
            .kept(Kept.UNMASKED, Kept.PADDING, Kept.ZERO_FILL)
            .strides(8, 16, 32)
            .prepares(new Preparation.PositiveSum())
            .stages(aligned(Overlap.iouPlus(1e-9f), 1, new TopK(13), Among.ALL))
            .warmUp(0, AtssSystems.batched(Overlap.iouFloor(1e-6f)))
            .with(TalSystems::alignment)
            .setting(
                    "warmup_epochs",
                    "warm_up_epochs",
                    "epochs of ATSS first: 0 for n, s, m, l; 4 for n6, s6, m6, l6 and lite")
            .setting("atss_topk", "warm_up.candidates.k", Kept.NEAREST)
            .setting("force_match", "warm_up.select.force_match", Kept.FORCED)
            .done();

    /** YOLOv6's anchor-aided branch. */
    DetectionSystem YOLOV6_AB = Row.of("yolov6-ab")
            .says("YOLOv6's anchor-aided branch: top 26 over 3 anchor slots per cell, numbered slot by slot")
            .source("meituan/YOLOv6 yolov6/models/losses/loss_fuseab.py @e86a483f")
            .ties(Kept.BY_METRIC)
            .kept(Kept.UNMASKED, Kept.PADDING, Kept.ZERO_FILL)
            .strides(8, 16, 32)
            .slots(3)
            .slotBySlot()
            .prepares(new Preparation.PositiveSum())
            .stages(aligned(Overlap.iouPlus(1e-9f), 1, new TopK(26), Among.ALL))
            .with(TalSystems::alignment)
            .done();

    /** YOLOv8 by Ultralytics: task-aligned assignment, CIoU, top 10. */
    DetectionSystem YOLOV8 = Row.of("yolov8")
            .says("YOLOv8: task-aligned, CIoU, top 10, masked conflicts")
            .source("ultralytics ultralytics/utils/tal.py TaskAlignedAssigner, loss.py v8DetectionLoss (8.1.34 to"
                    + " 8.3.63)")
            .ties(Kept.BY_METRIC)
            .kept(Kept.MASKED, Kept.PADDING, Kept.ZERO_FILL)
            .strides(8, 16, 32)
            .prepares(new Preparation.PositiveSum())
            .stages(aligned(Overlap.CIOU, .5f, new TopK(10), Among.CANDIDATES))
            .with(TalSystems::alignment)
            .done();

    /** YOLOv9, main and auxiliary branch. */
    DetectionSystem YOLOV9 = Row.of("yolov9")
            .says("YOLOv9: task-aligned, CIoU, unmasked conflicts; main and auxiliary branch on their own predictions")
            .source("WongKinYiu/yolov9 utils/tal/assigner.py, utils/loss_tal_dual.py (YOLOM 10, YOLOA .5, YOLOB 6)"
                    + " @5b1ea9a8")
            .ties(Kept.BY_METRIC)
            .kept(Kept.UNMASKED, Kept.PADDING, Kept.ZERO_FILL)
            .strides(8, 16, 32)
            .prepares(new Preparation.PositiveSum())
            .head("main", 0, aligned(Overlap.CIOU, .5f, new TopK(10), Among.ALL))
            .head("aux", 1, aligned(Overlap.CIOU, .5f, new TopK(10), Among.ALL))
            .head("aux2", 2, aligned(Overlap.CIOU, .5f, new TopK(10), Among.ALL))
            .with(TalSystems::alignment)
            .choice(
                    "branches",
                    "loss_tal_dual.py: main, aux; loss_tal.py: main; loss_tal_triple.py: main, aux, aux2",
                    Option.of("dual", Change.heads("main", "aux")),
                    Option.of("single", Change.heads("main")),
                    Option.of("triple"))
            .done();

    /** YOLOv10, one-to-many and one-to-one head. */
    DetectionSystem YOLOV10 = Row.of("yolov10")
            .says("YOLOv10: one-to-many head (top 10) and one-to-one head (top 1), each on its own predictions")
            .source("THU-MIG/yolov10 ultralytics/utils/loss.py v10DetectLoss, tal.py @453c6e38")
            .ties(Kept.BY_METRIC)
            .kept(
                    Kept.MASKED,
                    Kept.PADDING,
                    Kept.ZERO_FILL,
                    "one-to-one is plain top 1: a GT that loses its unit gets no second choice")
            .strides(8, 16, 32)
            .prepares(new Preparation.PositiveSum())
            .head("one2many", 0, aligned(Overlap.CIOU, .5f, new TopK(10), Among.CANDIDATES))
            .head("one2one", 1, aligned(Overlap.CIOU, .5f, new TopK(1), Among.CANDIDATES))
            .with(TalSystems::alignmentOfTwoHeads)
            .setting("topk_one2one", "one2one.select.k", "units a GT takes on the one-to-one head")
            .done();

    /** YOLO11: the rule of YOLOv8. */
    DetectionSystem YOLO11 = Row.alias("yolo11", YOLOV8, "ultralytics 8.3.63 gives identical results")
            .says("YOLO11: the rule of YOLOv8")
            .done();

    /** YOLO26, one-to-many and one-to-one head. */
    DetectionSystem YOLO26 = Row.of("yolo26")
            .says("YOLO26: small sides widened for the candidate test; one-to-many (10) and one-to-one head (7, then"
                    + " 1)")
            .kept(Kept.MASKED, Kept.PADDING, Kept.ZERO_FILL)
            .with(row -> yolo26(row, Overlap.CIOU))
            .done();

    /** YOLOv8 on rotated boxes. */
    DetectionSystem YOLOV8_OBB = Row.of("yolov8-obb")
            .says("YOLOv8 on rotated boxes: probabilistic IoU")
            .source("ultralytics ultralytics/utils/tal.py RotatedTaskAlignedAssigner, metrics.py probiou (8.1.34 to"
                    + " 8.3.63)")
            .ties(Kept.BY_METRIC)
            .kept(
                    Kept.MASKED,
                    Kept.PADDING,
                    Kept.ZERO_FILL,
                    "edges belong to the box",
                    Kept.FLAT,
                    "the loss drops GTs with a side under 2 px before assigning; that is left to the caller")
            .strides(8, 16, 32)
            .prepares(new Preparation.PositiveSum())
            .stages(aligned(Overlap.PROB_IOU, .5f, new TopK(10), Among.CANDIDATES))
            .with(TalSystems::alignment)
            .done();

    /** YOLO11 on rotated boxes. */
    DetectionSystem YOLO11_OBB = Row.alias("yolo11-obb", YOLOV8_OBB, "ultralytics 8.3.63 gives identical results")
            .says("YOLO11 on rotated boxes: the rule of yolov8-obb")
            .done();

    /** YOLO26 on rotated boxes. */
    DetectionSystem YOLO26_OBB = Row.of("yolo26-obb")
            .says("YOLO26 on rotated boxes: small sides widened for the candidate test; one-to-many (10) and"
                    + " one-to-one head (7, then 1)")
            .kept(Kept.MASKED, Kept.PADDING, Kept.ZERO_FILL, Kept.FLAT)
            .with(row -> yolo26(row, Overlap.PROB_IOU))
            .done();

    private static Recipe aligned(Overlap overlap, float alpha, TopK select, Among among) {
        return aligned(new InsideBox(overlap.equals(Overlap.PROB_IOU) ? 0 : 1e-9f), overlap, alpha, select, among);
    }

    private static Recipe aligned(InsideBox inside, Overlap overlap, float alpha, TopK select, Among among) {
        return stages(
                inside,
                new Alignment(overlap, alpha, 6),
                select,
                new HighestOverlap(among),
                new NormalisedAlignment(1e-9f));
    }

    private static void yolo26(Row row, Overlap overlap) {
        InsideBox widened = new InsideBox(
                overlap.equals(Overlap.PROB_IOU) ? 0 : 1e-9f, InsideBox.FROM_STRIDES, InsideBox.FROM_STRIDES);
        row.source("Yulin-CC/YOLO26 ultralytics/utils/tal.py, loss.py E2ELoss (ultralytics 8.4.90) @0a1f9905")
                .ties(Kept.BY_METRIC)
                .strides(8, 16, 32)
                .prepares(new Preparation.PositiveSum())
                .head("one2many", 0, aligned(widened, overlap, .5f, new TopK(10), Among.CANDIDATES))
                .head("one2one", 1, aligned(widened, overlap, .5f, new TopK(7, 1), Among.CANDIDATES))
                .with(TalSystems::alignmentOfTwoHeads)
                .setting("topk_one2one", "one2one.select.k", "units a GT selects on the one-to-one head")
                .setting("topk2_one2one", "one2one.select.keep", "units a GT keeps there after conflicts; 0: all")
                .setting("stal_threshold", "candidates.minimum_side")
                .setting("stal_side", "candidates.replacement_side")
                .choice(
                        "branches",
                        "heads to assign; one alone reads the first predictions",
                        Option.of("both"),
                        Option.of("one2many", Change.heads("one2many")),
                        Option.of("one2one", Change.heads("one2one")));
    }

    private static void alignment(Row row) {
        row.setting("topk", "select.k").with(TalSystems::exponentsAndConflicts);
    }

    private static void alignmentOfTwoHeads(Row row) {
        row.setting("topk", "one2many.select.k").with(TalSystems::exponentsAndConflicts);
    }

    private static void exponentsAndConflicts(Row row) {
        row.setting("alpha", "score.alpha")
                .setting("beta", "score.beta")
                .setting(
                        "conflicts",
                        "resolve.among",
                        "which GTs compete for a contested unit: those containing it, all, or claimants")
                .setting(
                        "zero_fill",
                        "select.zero_fill",
                        "fill up to k as torch.topk does; false also drops metrics of 1e-9 and less");
    }
}
