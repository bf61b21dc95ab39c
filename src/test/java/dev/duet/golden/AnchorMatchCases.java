package dev.duet.golden;

import dev.duet.api.AnchorFit;
import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import java.util.Set;

/** Reference cases of the anchor match lists: order, duplicates, box targets and, where outputs are given, objectness. */
final class AnchorMatchCases implements CaseFamily {
    private static final Set<String> SYSTEMS = Set.of("yolov5", "yolov7-anchor", "yolov9-anchor", "autoanchor");

    @Override
    public boolean handles(String system) {
        return SYSTEMS.contains(system);
    }

    @Override
    public void check(GoldenCase golden) {
        if (golden.system().equals("autoanchor")) {
            checkFit(golden);
            return;
        }
        DetectionSystem system = Systems.named(golden.system())
                .classes(golden.integer("num_classes"))
                .set("anchor_t", golden.number("anchor_t"))
                .set("reach", golden.number("g"))
                .set("gr", golden.number("gr"));
        NpzArrays arrays = golden.arrays;
        Predictions[] given = {};
        if (arrays.has("pred_box_logits")) {
            int[] shape = arrays.shape("pred_box_logits");
            given = new Predictions[] {
                Predictions.of(shape[0], shape[1]).rawBoxes(arrays.floats("pred_box_logits"), BoxLayout.ROWS)
            };
        }
        try (Duet duet = Engines.engine(system, golden.pyramid()).threads(1)) {
            Assignment assignment = duet.assign(golden.groundTruths(), given);
            compare(assignment, duet.pyramid(), "", arrays);
            if (arrays.has("match_iou")) {
                compareObjectness(assignment, arrays);
            }
        }
    }

    /** Every {@code anchors_x} against its {@code metric_x}. */
    private static void checkFit(GoldenCase golden) {
        NpzArrays arrays = golden.arrays;
        float[] wh = arrays.floats("wh");
        float[][] sides = new float[2][wh.length / 2];
        for (int i = 0; i < wh.length; i++) {
            sides[i % 2][i / 2] = wh[i];
        }
        AnchorFit fit = AnchorFit.of(sides[0], sides[1]).threshold((float) golden.number("thr"));
        int compared = 0;
        for (char set = 'a'; set <= 'z'; set++) {
            if (arrays.has("anchors_" + set)) {
                AnchorFit.Metrics m = fit.measure(arrays.floats("anchors_" + set));
                float[] actual = {m.recall(), m.anchorsAbove(), m.fitness()};
                Compare.close("metric_" + set, arrays.floats("metric_" + set), actual, 1e-5, 1e-6);
                compared++;
            }
        }
        if (compared == 0) {
            throw new AssertionError("no anchors to compare");
        }
    }

    /** Compares the match list as the original emits it. */
    private static void compare(Assignment assignment, Pyramid pyramid, String prefix, NpzArrays expected) {
        int n = assignment.duets();
        int[] order = new int[n];
        assignment.originalOrder(order);
        int[][] match = new int[6][n];
        float[] box = new float[4 * n];
        for (int i = 0; i < n; i++) {
            int d = order[i];
            int image = 0;
            while (d >= assignment.offset(image + 1)) {
                image++;
            }
            int level = 0;
            int local = assignment.unit(d);
            int slots = assignment.units() / pyramid.cells();
            while (local >= pyramid.height(level) * pyramid.width(level) * slots) {
                local -= pyramid.height(level) * pyramid.width(level) * slots;
                level++;
            }
            match[0][i] = image;
            match[1][i] = level;
            match[2][i] = local % slots;
            match[3][i] = local / slots / pyramid.width(level);
            match[4][i] = local / slots % pyramid.width(level);
            match[5][i] = assignment.gt(d);
            for (int k = 0; k < 4; k++) {
                box[4 * i + k] = assignment.value("target_box", d, k);
            }
        }
        String[] names = {"match_image", "match_level", "match_anchor", "match_y", "match_x", "match_gt"};
        for (int k = 0; k < names.length; k++) {
            Compare.exact(prefix + names[k], expected.ints(prefix + names[k]), match[k]);
        }
        Compare.close(prefix + "target_box", expected.floats(prefix + "target_box"), box, 0, 0);
    }

    private static void compareObjectness(Assignment assignment, NpzArrays expected) {
        int n = assignment.duets();
        int[] order = new int[n];
        assignment.originalOrder(order);
        float[] overlap = new float[n];
        for (int i = 0; i < n; i++) {
            overlap[i] = assignment.overlap(order[i]);
        }
        Compare.close("match_iou", expected.floats("match_iou"), overlap, 1e-5, 5e-6);
        float[] dense = new float[assignment.images() * assignment.units()];
        assignment.fillTargets(dense);
        Compare.close("objectness_target", expected.floats("objectness_target"), dense, 1e-5, 5e-6);
    }

    @Override
    public String[] realPrefixes() {
        return new String[] {"v5_"};
    }

    @Override
    public void checkReal(String prefix, GoldenCase real, NpzArrays expected) {
        try (Duet duet = Engines.engine(Systems.YOLOV5, real.pyramid()).threads(2)) {
            compare(duet.assign(real.groundTruths()), duet.pyramid(), prefix, expected);
        }
    }
}
