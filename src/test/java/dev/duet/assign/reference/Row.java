package dev.duet.assign.reference;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.random.BatchOptions;
import dev.duet.random.RandomBatch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A system to compare on random batches.
 *
 * @param system with its settings
 * @param epoch of training; -1 for the main rule
 * @param name for messages
 */
record Row(DetectionSystem system, int epoch, String name) {
    private static final Object[][] SETTINGS = {
        {"yolov8", "conflicts", "all"},
        {"yolov8", "conflicts", "claimants", "zero_fill", false},
        {"yolov8", "topk", 40, "alpha", 1.5, "beta", 3},
        {"ppyoloe", "close_gt", true},
        {"yolov6", "warmup_epochs", 4},
        {"yolo26", "topk2_one2one", 3},
        {"atss", "ignore_iof_thr", .3},
        {"atss", "force_match", true},
        {"atss", "flavour", "yolov6", "force_match", true},
        {"atss", "flavour", "ppyoloe"},
        {"yolox", "radius", 2.5, "topk", 3, "cls_weight", 2, "iou_weight", .5},
        {"rtmdet", "flavour", "mmyolo"},
        {"hungarian", "flavour", "detr"},
        {"yolov7", "scaling", "height", "gr", .5},
        {"yolov7", "scaling", "mmyolo", "reach", 1},
        {"yolov7-aux", "guide", "independent"},
        {"yolov5", "sort_obj_iou", true, "gr", .5},
        {"fcos", "center_sampling_radius", 1.5, "norm_reg_targets", true, "area_plus_one", false},
        {"yolox-center", "positives", "1"},
        {"yolox-center", "scale_ranges", "none"},
        {"max-iou", "max_iou", true, "gt_max_assign_all", false, "min_pos_iou", .3},
        {"max-iou", "match_low_quality", false, "neg_iou_thr_low", .1},
        {"max-iou", "max_iou", true, "ignore_iof_thr", .3, "strict_low_quality", true},
        {"max-iou", "ignore_iof_thr", .2, "ignore_wrt_candidates", false},
        {"grid", "max_iou", true},
        {"yolov1", "rescore", false, "sqrt", false, "prepare", false},
        {"yolov2", "softmax", false, "seen", 0},
        {"yolov2", "bias_match", false, "rescore", false},
        {"yolov3", "truth_thresh", .8, "prepare", false},
        {"yolov4", "iou_thresh_kind", "giou", "objectness_smooth", "reference", "truth_thresh", .75},
        {"yolov4", "iou_thresh_kind", "ciou", "objectness_smooth", "corrected", "class_gate", 0, "ignore_thresh", .5},
        {"ppyolo", "iou_thresh", .25, "num_max_boxes", 7},
    };

    /** Every system with its official settings, warm-ups, and settings that take other ways. */
    static List<Row> all() {
        Stream<Row> official = Systems.list().stream().flatMap(system -> {
            Row main = new Row(system, -1, system.name());
            boolean warms = system.recipe().warmUpEpochs() > 0;
            return warms ? Stream.of(main, new Row(system, 0, system.name() + " at epoch 0")) : Stream.of(main);
        });
        return Stream.concat(official, Arrays.stream(SETTINGS).map(Row::of)).toList();
    }

    private static Row of(Object[] words) {
        DetectionSystem system = Systems.named((String) words[0]);
        for (int i = 1; i < words.length; i += 2) {
            system = system.set((String) words[i], words[i + 1]);
        }
        int epoch = system.recipe().warmUpEpochs() > 0 && words[0].equals("yolov6") ? 0 : -1;
        return new Row(system, epoch, Arrays.toString(words));
    }

    List<Head> heads() {
        return epoch < 0 ? system.recipe().heads() : system.recipe().at(epoch);
    }

    /** The batch of a seed, on grids that suit the system. */
    Scene batch(long seed) {
        Recipe first = heads().get(0).recipe();
        BatchOptions options = new BatchOptions().strides(system.geometry().strides());
        boolean queries = system.geometry().strides().length == 0;
        if (queries) {
            options.strides(16);
        }
        options.heads = 1 + heads().stream().mapToInt(Head::predictions).max().orElseThrow();
        options.allLevels = true;
        options.slots = system.geometry().slots();
        options.anchors = system.geometry().anchors() != null;
        options.rotated = first.rotated();
        options.objectness = seed % 2 == 0;
        options.ignored = system.reads(Input.REGIONS_TO_IGNORE);
        options.pointOffset = first.point() == PointRule.CORNER ? 0 : .5f;
        options.side = options.slots > 1 ? 128 : 160;
        options.gts = 12;
        RandomBatch batch = RandomBatch.of(options, seed);
        SplittableRandom random = new SplittableRandom(seed);
        Pyramid pyramid = queries
                ? Pyramid.queries(batch.pyramid.imageHeight(), batch.pyramid.imageWidth(), batch.predictions[0].units())
                : batch.pyramid;
        GroundTruths gts = batch.gts;
        if (system.reads(Input.WEIGHTS)) {
            float[] weights = new float[gts.batch().label.length];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = random.nextInt(3) / 2f;
            }
            gts = gts.weights(weights);
        }
        Predictions[] predictions = batch.predictions;
        boolean raw =
                first.needs().contains(Need.RAW_BOXES_IF_GIVEN) || first.needs().contains(Need.ANY_BOXES);
        if (raw && seed % 3 > 0) {
            for (int h = 0; h < predictions.length; h++) {
                predictions[h] = withRaw(predictions[h], random);
            }
        }
        boolean reads = heads().stream().anyMatch(head -> !head.recipe().needs().isEmpty());
        return new Scene(batch, pyramid, gts, reads ? predictions : new Predictions[0]);
    }

    private static Predictions withRaw(Predictions predictions, SplittableRandom random) {
        float[] raw = new float[4 * predictions.images() * predictions.units()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (float) random.nextGaussian();
        }
        return predictions.rawBoxes(raw, BoxLayout.ROWS);
    }

    /** What to assign, and on what. */
    record Scene(RandomBatch batch, Pyramid pyramid, GroundTruths gts, Predictions[] predictions) {}

    Duet engine(Scene scene, boolean byReference) {
        Duet duet = Duet.engine(system.classes(scene.batch().classes), scene.pyramid())
                .threads(2)
                .explain(true)
                .byReference(byReference);
        return epoch < 0 ? duet : duet.epoch(epoch);
    }
}
