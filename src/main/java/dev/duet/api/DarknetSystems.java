package dev.duet.api;

import dev.duet.api.DetectionSystem.About;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.assign.stage.Target;
import dev.duet.assign.stage.Target.Smoothing;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Systems that give a GT slots of its centre's cell: YOLOv1 to YOLOv4 of darknet, and PPYOLO. */
final class DarknetSystems {
    private static final String ALL_BOXES_FINITE =
            "reads the box of every unit once an image has a GT that takes part: all must be finite";
    private static final String LAST_GT =
            "a slot that several GTs take belongs to the last one; the class bits of all stay set";

    /** Pixels at stride 32. */
    private static final float[] YOLOV2_ANCHORS = cells(
            32, .57273f, .677385f, 1.87446f, 2.06253f, 3.33843f, 5.47434f, 7.88282f, 3.52778f, 9.77052f, 9.16828f);

    private static final float[] YOLOV3_ANCHORS = {
        10, 13, 16, 30, 33, 23, 30, 61, 62, 45, 59, 119, 116, 90, 156, 198, 373, 326
    };
    private static final float[] YOLOV4_ANCHORS = {
        12, 16, 19, 36, 40, 28, 36, 75, 76, 55, 72, 146, 142, 110, 192, 243, 459, 401
    };
    private static final UnitGeometry FINE_FIRST = new UnitGeometry(new int[] {8, 16, 32}, 3, YOLOV3_ANCHORS, false);
    private static final UnitGeometry COARSE_FIRST = new UnitGeometry(
            new int[] {32, 16, 8},
            3,
            new float[] {116, 90, 156, 198, 373, 326, 30, 61, 62, 45, 59, 119, 10, 13, 16, 30, 33, 23},
            false);

    static final DetectionSystem YOLOV1 = new DetectionSystem(
            "yolov1",
            new About(
                    "YOLOv1: the cell of a GT's centre, of its boxes the one that overlaps the GT most",
                    "paper arXiv 1506.02640, section 2.2; pjreddie/darknet src/detection_layer.c forward_detection_layer @f6afaabc",
                    "cell: first GT; overlap and distance: first box",
                    List.of(
                            "a second GT centred in a cell vanishes",
                            "where no box of the cell overlaps the GT, the nearest in centre and sides answers, unless it is 20 image"
                                    + " sizes away: then the first")),
            new UnitGeometry(new int[] {64}, 2, null, false),
            prepared(
                    Settings.NONE
                            .and("rescore", true, "objectness target is the overlap, not 1")
                            .and("sqrt", true, "box target holds the square roots of the sides"),
                    .005f,
                    0),
            s -> SystemRecipe.of(recipe(
                    new Score.OverlapOrDistance(Overlap.IOU_OF_CENTRES),
                    new Select.Best(),
                    new Resolve.FirstWritten(),
                    new Target.CellObjectness(s.flag("rescore"), s.flag("sqrt")),
                    Set.of(Need.BOXES),
                    darknet(s, false))),
            20);

    static final DetectionSystem YOLOV2 = new DetectionSystem(
            "yolov2",
            new About(
                    "YOLOv2: the cell of a GT's centre, of its anchors the one of the most similar shape",
                    "paper arXiv 1612.08242, section 2; pjreddie/darknet src/region_layer.c forward_region_layer, cfg/yolov2.cfg @f6afaabc",
                    "shape: first anchor; overlap: first GT; slot: last GT",
                    List.of(
                            "the class of the last GT on a slot replaces the others' (softmax true), or all bits stay (false)",
                            "for the first 12800 samples (seen) every unit is also drawn to its own anchor",
                            ALL_BOXES_FINITE)),
            new UnitGeometry(new int[] {32}, 5, YOLOV2_ANCHORS, false),
            prepared(
                    Settings.NONE
                            .and("thresh", .6f, Target.RegionObjectness.class, "ignoreOver")
                            .and("bias_match", true, "shapes of anchors are compared with the GT's, not predicted ones")
                            .and("rescore", true, "objectness target is the overlap, not 1")
                            .and("softmax", true, "one class per unit, not a bit for each")
                            .and("coord_scale", 1f, Target.RegionObjectness.class, "coordinateScale")
                            .and(
                                    "seen",
                                    12800,
                                    Interval.closed(0, Integer.MAX_VALUE),
                                    "samples trained on so far; under 12800 the prior holds"),
                    .001f,
                    30),
            s -> SystemRecipe.of(recipe(
                    s.flag("bias_match") ? new Score.AnchorShape(Overlap.IOU) : new Score.PredictedShape(),
                    new Select.Best(),
                    new Resolve.LastWritten(),
                    new Target.RegionObjectness(
                            s.number("thresh"),
                            s.flag("rescore"),
                            s.flag("softmax"),
                            s.number("coord_scale"),
                            s.integer("seen") < 12800),
                    Set.of(Need.BOXES),
                    darknet(s, false))),
            80);

    static final DetectionSystem YOLOV3 = new DetectionSystem(
            "yolov3",
            new About(
                    "YOLOv3: the anchor of the most similar shape of all levels, in the cell of the GT's centre",
                    "paper arXiv 1804.02767, section 2; pjreddie/darknet src/yolo_layer.c forward_yolo_layer, cfg/yolov3.cfg @f6afaabc",
                    "shape: first anchor of the list; overlap: first GT; slot: last GT",
                    List.of(
                            LAST_GT,
                            "the paper ignores anchors that overlap a GT by more than .5, the code predictions by more than .7",
                            "truth_thresh 1 lets a box through whose overlap float rounding lifts over 1",
                            "the overlap of a duet is that of the shapes",
                            ALL_BOXES_FINITE)),
            FINE_FIRST,
            prepared(layers(), .001f, 90),
            s -> SystemRecipe.of(recipe(
                    new Score.AnchorShape(Overlap.IOU),
                    new Select.Best(),
                    new Resolve.LastWritten(),
                    new Target.LayerObjectness(s.number("ignore_thresh"), s.number("truth_thresh"), 0, Smoothing.OFF),
                    Set.of(Need.BOXES),
                    darknet(s, false))),
            80);

    static final DetectionSystem YOLOV4 = new DetectionSystem(
            "yolov4",
            new About(
                    "YOLOv4: the anchor of the most similar shape and all others over iou_thresh, in the cells of the GT's centre",
                    "paper arXiv 2004.10934, section 3.4; AlexeyAB/darknet src/yolo_layer.c process_batch, cfg/yolov4.cfg @59596d78",
                    "shape: first anchor of the list; overlap: first GT; slot index: last match",
                    List.of(
                            "matches are listed level by level, units positive by overlap first; box gradients of a unit's matches add up"
                                    + " and are divided by box_divisor, its number of classes",
                            "only units with a class probability over class_gate are ignored",
                            "objectness_smooth trains ignored units towards their overlap and, as the code stands (reference), leaves"
                                    + " ordinary positives at 0 or there; corrected gives them 1",
                            "truth_thresh 1 lets a box through whose overlap float rounding lifts over 1",
                            "the overlap of a duet is that of the shapes, but for matches by overlap (match_kind 0)",
                            ALL_BOXES_FINITE)),
            new UnitGeometry(new int[] {8, 16, 32}, 3, YOLOV4_ANCHORS, false),
            prepared(
                    layers().and("iou_thresh", .213f, Select.BestAndAbove.class, "threshold")
                            .andChoice("iou_thresh_kind", List.of("iou", "giou", "diou", "ciou"), "which shape overlap")
                            .and("class_gate", .25f, Target.LayerObjectness.class, "classGate")
                            .andChoice(
                                    "objectness_smooth",
                                    List.of("off", "reference", "corrected"),
                                    "overlaps as objectness targets of ignored units, and what positives get"),
                    1f,
                    200),
            s -> SystemRecipe.of(recipe(
                    new Score.AnchorShape(
                            Overlap.valueOf(s.word("iou_thresh_kind").toUpperCase(Locale.ROOT))),
                    some(s),
                    new Resolve.KeepAll(),
                    new Target.LayerObjectness(
                            s.number("ignore_thresh"),
                            s.number("truth_thresh"),
                            s.number("class_gate"),
                            Smoothing.valueOf(s.word("objectness_smooth").toUpperCase(Locale.ROOT))),
                    s.number("class_gate") > 0 ? Recipe.boxesAndScores() : Set.of(Need.BOXES),
                    darknet(s, true))),
            80);

    static final DetectionSystem PPYOLO = paddle("ppyolo", "PPYOLO", "configs/ppyolo/_base_/ppyolo_r50vd_dcn.yml", 50);

    static final DetectionSystem PPYOLOV2 =
            paddle("ppyolov2", "PPYOLOv2", "configs/ppyolo/_base_/ppyolov2_r50vd_dcn.yml", 100);

    static final DetectionSystem PPYOLO_YOLOV3 = paddle(
            "ppyolo-yolov3",
            "YOLOv3 of PaddleDetection",
            "configs/yolov3/_base_/yolov3_darknet53.yml (yolov3_darknet53_original: iou_thresh .5, ignore_thresh .5)",
            50);

    static final List<DetectionSystem> ALL = List.of(YOLOV1, YOLOV2, YOLOV3, YOLOV4, PPYOLO, PPYOLOV2, PPYOLO_YOLOV3);

    private DarknetSystems() {}

    private static DetectionSystem paddle(String name, String title, String config, int mostBoxes) {
        return new DetectionSystem(
                name,
                new About(
                        title
                                + ": the anchor of the most similar shape of all levels, and free slots of others over iou_thresh",
                        "PaddleDetection ppdet/data/transform/batch_operators.py Gt2YoloTarget,"
                                + " ppdet/modeling/losses/yolo_loss.py YOLOv3Loss, "
                                + config
                                + " @666f597f",
                        "shape: first anchor of the list; overlap: first GT; slot: last GT by best anchor, else first",
                        List.of(
                                LAST_GT,
                                "cells come from a product in double, as numpy before 2 computes it",
                                "GTs of weight 0 own no unit, but units that overlap them are ignored",
                                "the overlap of a duet, of prediction and GT, is the target of the IoU-aware branch",
                                ALL_BOXES_FINITE)),
                COARSE_FIRST,
                Settings.NONE
                        .and(
                                "iou_thresh",
                                1f,
                                Select.BestAndAbove.class,
                                "threshold",
                                "shape IoU over which anchors match in free slots; 1 for none (mbv3: .25)")
                        .and("ignore_thresh", .7f, Target.WeightedObjectness.class, "ignoreOver")
                        .and("num_max_boxes", mostBoxes, Preparation.FirstRows.class, "maximumRows"),
                s -> SystemRecipe.of(recipe(
                        new Score.AnchorShape(Overlap.IOU),
                        some(s),
                        new Resolve.LastWritten(),
                        new Target.WeightedObjectness(s.number("ignore_thresh")),
                        Set.of(Need.BOXES),
                        new Preparation.FirstRows(s.integer("num_max_boxes")))),
                80);
    }

    private static Recipe recipe(
            Score score, Select select, Resolve resolve, Target target, Set<Need> needs, Preparation preparation) {
        return new Recipe(
                new Candidates.CentreCell(),
                score,
                select,
                resolve,
                target,
                PointRule.CENTRE,
                EnumSet.copyOf(needs),
                preparation);
    }

    private static Settings layers() {
        return Settings.NONE
                .and(
                        "ignore_thresh",
                        .7f,
                        Target.LayerObjectness.class,
                        "ignoreOver",
                        "a unit that overlaps a GT by more is ignored (yolov3-voc: .5)")
                .and("truth_thresh", 1f, Target.LayerObjectness.class, "positiveOver");
    }

    private static Select some(Settings s) {
        float threshold = s.number("iou_thresh");
        return threshold < 1 ? new Select.BestAndAbove(threshold) : new Select.Best();
    }

    /** The settings of darknet's GT preparation behind a system's own. */
    private static Settings prepared(Settings settings, float leastSide, int mostBoxes) {
        return settings.and("prepare", true, "clip GTs to the image, drop small ones and those over the cap")
                .and(
                        "min_side",
                        leastSide,
                        Interval.of(Preparation.Darknet.class, "minimumSide").upTo(leastSide < 1 ? 1 : 1e6),
                        "least side of a GT, " + (leastSide < 1 ? "as a share of the image" : "in pixels")
                                + ", after clipping")
                .and("max_boxes", mostBoxes, Preparation.Darknet.class, "maximumRows");
    }

    private static Preparation darknet(Settings s, boolean inPixels) {
        if (!s.flag("prepare")) {
            return new Preparation.None();
        }
        // The C code compares with the double that its source text names: .005, not the float next to it.
        double leastSide = Double.parseDouble(Float.toString(s.number("min_side")));
        return new Preparation.Darknet(leastSide, inPixels, s.integer("max_boxes"));
    }

    private static float[] cells(int stride, float... sides) {
        for (int i = 0; i < sides.length; i++) {
            sides[i] *= stride;
        }
        return sides;
    }
}
