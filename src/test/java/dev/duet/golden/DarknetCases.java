package dev.duet.golden;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** Reference cases of YOLOv1 to YOLOv4 and PPYOLO. */
final class DarknetCases implements CaseFamily {
    private static final Set<String> SYSTEMS = Set.of("yolov1", "yolov2", "yolov3", "yolov4", "ppyolo");

    @Override
    public boolean handles(String system) {
        return SYSTEMS.contains(system);
    }

    @Override
    public void check(GoldenCase golden) {
        DetectionSystem system = system(golden).classes(golden.integer("num_classes"));
        try (Duet duet = Engines.engine(system, pyramid(golden)).threads(1)) {
            Assignment assignment = duet.assign(groundTruths(golden), golden.predictions(""));
            compare(golden, assignment, system);
            if (golden.arrays.has("match_kind")) {
                compareMatches(golden, assignment, pyramid(golden));
            }
        }
    }

    private static DetectionSystem system(GoldenCase golden) {
        return switch (golden.system()) {
            case "yolov1" ->
                prepared(golden, Systems.YOLOV1)
                        .set("rescore", flag(golden, "rescore"))
                        .set("sqrt", flag(golden, "sqrt"));
            case "yolov2" ->
                prepared(golden, Systems.YOLOV2)
                        .set("thresh", golden.number("thresh"))
                        .set("bias_match", flag(golden, "bias_match"))
                        .set("rescore", flag(golden, "rescore"))
                        .set("softmax", flag(golden, "softmax"))
                        .set("coord_scale", golden.number("coord_scale"))
                        .set("seen", golden.integer("seen"));
            case "yolov3" ->
                prepared(golden, Systems.YOLOV3)
                        .set("ignore_thresh", golden.number("ignore_thresh"))
                        .set("truth_thresh", golden.number("truth_thresh"));
            case "yolov4" ->
                prepared(golden, Systems.YOLOV4)
                        .set("ignore_thresh", golden.number("ignore_thresh"))
                        .set("truth_thresh", golden.number("truth_thresh"))
                        .set("iou_thresh", golden.number("iou_thresh"))
                        .set("iou_thresh_kind", golden.parameter("iou_thresh_kind"))
                        .set("class_gate", golden.number("class_gate"))
                        .set("objectness_smooth", flag(golden, "objectness_smooth") ? "reference" : "off");
            default ->
                Systems.PPYOLO
                        .set("iou_thresh", golden.number("iou_thresh"))
                        .set("ignore_thresh", golden.number("ignore_thresh"))
                        .set("num_max_boxes", golden.integer("num_max_boxes"));
        };
    }

    private static DetectionSystem prepared(GoldenCase golden, DetectionSystem system) {
        DetectionSystem capped =
                system.set("max_boxes", golden.hasParameter("max_boxes") ? golden.integer("max_boxes") : 0);
        return golden.hasParameter("min_rel_size") ? capped.set("min_side", golden.number("min_rel_size")) : capped;
    }

    private static boolean flag(GoldenCase golden, String key) {
        return golden.number(key) != 0;
    }

    private static Pyramid pyramid(GoldenCase golden) {
        Pyramid pyramid = golden.pyramid();
        if (!golden.arrays.has("anchors")) {
            return pyramid.slots(golden.integer("boxes_per_cell"));
        }
        if (!golden.arrays.has("anchor_masks")) {
            return pyramid;
        }
        return pyramid.anchorMasks(golden.arrays.ints("anchor_masks"));
    }

    private static GroundTruths groundTruths(GoldenCase golden) {
        GroundTruths gts = golden.groundTruths();
        return golden.arrays.has("gt_scores") ? gts.weights(golden.arrays.floats("gt_scores")) : gts;
    }

    private static void compare(GoldenCase golden, Assignment assignment, DetectionSystem system) {
        NpzArrays arrays = golden.arrays;
        int n = assignment.images() * assignment.units();
        int[] gt = new int[n];
        assignment.fillAssignedGt(gt);
        Compare.exact("assigned_gt", arrays.ints("assigned_gt"), gt);
        float[] dense = new float[n];
        assignment.fillTargets(dense);
        if (system.settings().has("objectness_smooth")
                && !system.settings().word("objectness_smooth").equals("off")) {
            addIgnored(assignment, dense);
        }
        Compare.close("objectness_target", arrays.floats("objectness_target"), dense, 1e-5, 5.5e-5);
        if (arrays.has("matched_iou")) {
            assignment.fillOverlaps(dense);
            Compare.close("matched_iou", arrays.floats("matched_iou"), dense, 1e-5, 5.5e-5);
        }
        if (arrays.has("iou_aware_target")) {
            assignment.fillOverlaps(dense);
            Compare.close("iou_aware_target", arrays.floats("iou_aware_target"), dense, 1e-5, 5.5e-5);
        }
        if (arrays.has("box_target")) {
            compareBoxes(arrays, assignment);
        }
        if (arrays.has("cell_gt")) {
            int slots = assignment.units() * assignment.images() / arrays.ints("cell_gt").length;
            int[] cells = new int[n / slots];
            Arrays.fill(cells, -1);
            for (int b = 0; b < assignment.images(); b++) {
                for (int d = assignment.offset(b); d < assignment.offset(b + 1); d++) {
                    cells[(b * assignment.units() + assignment.unit(d)) / slots] = assignment.gt(d);
                }
            }
            Compare.exact("cell_gt", arrays.ints("cell_gt"), cells);
        }
        if (arrays.has("label_du")) {
            compareLabels(golden, assignment);
        }
    }

    private static void addIgnored(Assignment assignment, float[] dense) {
        for (int b = 0; b < assignment.images(); b++) {
            for (int i = assignment.ignoredOffset(b); i < assignment.ignoredOffset(b + 1); i++) {
                dense[b * assignment.units() + assignment.ignoredUnit(i)] = assignment.ignoredOverlap(i);
            }
        }
    }

    private static void compareBoxes(NpzArrays arrays, Assignment assignment) {
        int n = assignment.images() * assignment.units();
        boolean dense = !assignment.unitChannels().isEmpty();
        float[] column = new float[n];
        float[] boxes = new float[4 * n];
        for (int k = 0; k < 4; k++) {
            assignment.fillChannel("box_target", k, column);
            for (int i = 0; i < n; i++) {
                boxes[4 * i + k] = dense
                        ? assignment.unitValue("unit_box_target", i / assignment.units(), i % assignment.units(), k)
                        : column[i];
            }
        }
        Compare.close("box_target", arrays.floats("box_target"), boxes, 1e-5, 5e-6);
        if (arrays.has("box_weight")) {
            assignment.fillChannel("box_weight", 0, column);
            for (int i = 0; i < n && dense; i++) {
                column[i] = assignment.unitValue("unit_box_weight", i / assignment.units(), i % assignment.units(), 0);
            }
            Compare.close("box_weight", arrays.floats("box_weight"), column, 1e-5, 5e-6);
        }
    }

    private static void compareLabels(GoldenCase golden, Assignment assignment) {
        long classes = golden.integer("num_classes");
        int[] labels = golden.arrays.ints("gt_labels");
        TreeSet<Long> actual = new TreeSet<>();
        for (int b = 0; b < assignment.images(); b++) {
            long first = (long) b * assignment.units();
            for (int d = assignment.offset(b); d < assignment.offset(b + 1); d++) {
                int label = labels[assignment.gtOffset(b) + assignment.gt(d)];
                actual.add((first + assignment.unit(d)) * classes + label);
            }
            for (int i = assignment.labelOffset(b); i < assignment.labelOffset(b + 1); i++) {
                if (!actual.add((first + assignment.labelUnit(i)) * classes + assignment.labelClass(i))) {
                    throw new AssertionError("class bit listed twice: unit " + assignment.labelUnit(i));
                }
            }
        }
        TreeSet<Long> expected = new TreeSet<>();
        int[] image = golden.arrays.ints("label_image");
        int[] unit = golden.arrays.ints("label_du");
        int[] label = golden.arrays.ints("label_class");
        for (int i = 0; i < unit.length; i++) {
            expected.add(((long) image[i] * assignment.units() + unit[i]) * classes + label[i]);
        }
        if (!expected.equals(actual)) {
            throw new AssertionError("class bits: expected " + expected + ", got " + actual);
        }
    }

    private static void compareMatches(GoldenCase golden, Assignment assignment, Pyramid pyramid) {
        int n = assignment.duets();
        int[][] actual = new int[7][n];
        String[] names = {"match_image", "match_level", "match_anchor", "match_y", "match_x", "match_gt", "match_kind"};
        int slots = golden.arrays.shape("anchors")[1];
        for (int b = 0; b < assignment.images(); b++) {
            for (int d = assignment.offset(b); d < assignment.offset(b + 1); d++) {
                int level = 0;
                int local = assignment.unit(d);
                while (local >= pyramid.height(level) * pyramid.width(level) * slots) {
                    local -= pyramid.height(level) * pyramid.width(level) * slots;
                    level++;
                }
                actual[0][d] = b;
                actual[1][d] = level;
                actual[2][d] = local % slots;
                actual[3][d] = local / slots / pyramid.width(level);
                actual[4][d] = local / slots % pyramid.width(level);
                actual[5][d] = assignment.gt(d);
                actual[6][d] = (int) assignment.value("match_kind", d, 0);
            }
        }
        for (int i = 0; i < names.length; i++) {
            Compare.exact(names[i], golden.arrays.ints(names[i]), actual[i]);
        }
    }
}
