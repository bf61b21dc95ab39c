package dev.duet.assign.darknet;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Systems;
import dev.duet.random.BatchOptions;
import dev.duet.random.RandomBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * A system with settings, the oracle that speaks for it, and the batches it wants.
 *
 * @param settings changed settings, key and value by turns
 */
record SlotCase(String system, Supplier<SlotOracle> oracle, int[] strides, int slots, Object... settings) {
    private static final int[] FINE_FIRST = {8, 16, 32};
    private static final int[] COARSE_FIRST = {32, 16, 8};

    /** Official settings first, then others. */
    static List<SlotCase> all() {
        List<SlotCase> all = new ArrayList<>();
        all.add(new SlotCase("yolov1", CellOracle::new, new int[] {64}, 2));
        all.add(new SlotCase("yolov1", () -> cell(false, false), new int[] {32}, 3, "rescore", false, "sqrt", false));
        all.add(new SlotCase("yolov2", RegionOracle::new, new int[] {32}, 5));
        all.add(new SlotCase("yolov2", SlotCase::warm, new int[] {32}, 5, "seen", 12799, "coord_scale", 2));
        all.add(new SlotCase("yolov2", SlotCase::byPrediction, new int[] {16}, 3, "bias_match", false, "max_boxes", 7));
        all.add(new SlotCase("yolov2", SlotCase::logistic, new int[] {32}, 2, "softmax", false, "rescore", false));
        all.add(new SlotCase("yolov2", () -> region(.2f), new int[] {16}, 2, "thresh", .2));
        all.add(new SlotCase("yolov2", () -> region(0), new int[] {16}, 2, "thresh", 0));
        all.add(new SlotCase("yolov3", LayerOracle::new, FINE_FIRST, 3));
        all.add(new SlotCase("yolov3", () -> v3(.5f, .6f), FINE_FIRST, 3, "ignore_thresh", .5, "truth_thresh", .6));
        all.add(new SlotCase("yolov3", () -> v3(.8f, .4f), COARSE_FIRST, 2, "ignore_thresh", .8, "truth_thresh", .4));
        all.add(new SlotCase("yolov4", LayerOracle::yolov4, FINE_FIRST, 3));
        all.add(new SlotCase("yolov4", SlotCase::single, new int[] {16, 32, 8}, 3, "iou_thresh", 1, "max_boxes", 5));
        all.add(new SlotCase(
                "yolov4",
                () -> v4(1, "giou"),
                FINE_FIRST,
                3,
                "objectness_smooth",
                "reference",
                "truth_thresh",
                .75,
                "iou_thresh",
                .2,
                "iou_thresh_kind",
                "giou"));
        all.add(new SlotCase(
                "yolov4",
                () -> v4(2, "ciou"),
                FINE_FIRST,
                3,
                "objectness_smooth",
                "corrected",
                "truth_thresh",
                .75,
                "iou_thresh",
                .2,
                "iou_thresh_kind",
                "ciou"));
        all.add(new SlotCase("yolov4", SlotCase::ungated, FINE_FIRST, 2, "class_gate", 0, "iou_thresh_kind", "diou"));
        all.add(new SlotCase("ppyolo", PaddleOracle::new, COARSE_FIRST, 3));
        all.add(new SlotCase("ppyolov2", () -> paddle(1, .7f, 100), COARSE_FIRST, 3));
        all.add(new SlotCase(
                "ppyolo-yolov3",
                () -> paddle(.25f, .5f, 6),
                COARSE_FIRST,
                3,
                "iou_thresh",
                .25,
                "ignore_thresh",
                .5,
                "num_max_boxes",
                6));
        return all;
    }

    private static CellOracle cell(boolean rescore, boolean roots) {
        CellOracle oracle = new CellOracle();
        oracle.rescore = rescore;
        oracle.roots = roots;
        return oracle;
    }

    private static RegionOracle warm() {
        RegionOracle oracle = new RegionOracle();
        oracle.prior = true;
        oracle.coordScale = 2;
        return oracle;
    }

    private static RegionOracle byPrediction() {
        RegionOracle oracle = new RegionOracle();
        oracle.biasMatch = false;
        oracle.cap = 7;
        return oracle;
    }

    private static RegionOracle logistic() {
        RegionOracle oracle = new RegionOracle();
        oracle.softmax = false;
        oracle.rescore = false;
        return oracle;
    }

    private static RegionOracle region(float thresh) {
        RegionOracle oracle = new RegionOracle();
        oracle.thresh = thresh;
        return oracle;
    }

    private static LayerOracle v3(float ignore, float truth) {
        LayerOracle oracle = new LayerOracle();
        oracle.ignoreThresh = ignore;
        oracle.truthThresh = truth;
        return oracle;
    }

    private static LayerOracle single() {
        LayerOracle oracle = LayerOracle.yolov4();
        oracle.iouThresh = 1;
        oracle.cap = 5;
        return oracle;
    }

    private static LayerOracle v4(int smooth, String kind) {
        LayerOracle oracle = LayerOracle.yolov4();
        oracle.smooth = smooth;
        oracle.truthThresh = .75f;
        oracle.iouThresh = .2f;
        oracle.kind = kind;
        return oracle;
    }

    private static LayerOracle ungated() {
        LayerOracle oracle = LayerOracle.yolov4();
        oracle.classGate = 0;
        return oracle;
    }

    private static PaddleOracle paddle(float iouThresh, float ignoreThresh, int cap) {
        PaddleOracle oracle = new PaddleOracle();
        oracle.iouThresh = iouThresh;
        oracle.ignoreThresh = ignoreThresh;
        oracle.cap = cap;
        return oracle;
    }

    boolean paddle() {
        return system.startsWith("ppyolo");
    }

    BatchOptions options() {
        BatchOptions options = new BatchOptions().strides(strides);
        options.slots = slots;
        options.anchors = !system.equals("yolov1");
        return options;
    }

    DetectionSystem system(int classes) {
        DetectionSystem changed = Systems.named(system).classes(classes);
        for (int i = 0; i < settings.length; i += 2) {
            changed = changed.set((String) settings[i], settings[i + 1]);
        }
        return changed;
    }

    Duet engine(RandomBatch batch) {
        return Duet.engine(system(batch.classes), batch.pyramid);
    }

    /** The GTs of a batch, with weights where the system knows them: 0, 1 and between. */
    GroundTruths gts(RandomBatch batch) {
        if (!paddle()) {
            return batch.gts;
        }
        SplittableRandom random = new SplittableRandom(batch.seed);
        float[] weights = new float[batch.gts.size() + 3];
        for (int g = 0; g < weights.length; g++) {
            weights[g] = random.nextInt(5) == 0 ? 0 : random.nextBoolean() ? 1 : (float) random.nextDouble(.1, 1);
        }
        return batch.gts.weights(weights);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(system);
        for (int i = 0; i < settings.length; i += 2) {
            text.append(' ').append(settings[i]).append('=').append(settings[i + 1]);
        }
        return text.toString();
    }
}
