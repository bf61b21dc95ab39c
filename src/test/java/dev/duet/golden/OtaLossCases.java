package dev.duet.golden;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import java.util.Map;

/** Reference cases of YOLOv7's OTA losses: match lists in the original's order. */
final class OtaLossCases implements CaseFamily {
    private static final Map<String, String> GUIDE_OF_VARIANT =
            Map.of("coarse-to-fine", "coarse-to-fine", "lead-guided", "lead", "independent", "independent");

    @Override
    public boolean handles(String system) {
        return system.equals("yolov7-ota") || system.equals("yolov7-aux");
    }

    @Override
    public void check(GoldenCase golden) {
        boolean aux = golden.system().equals("yolov7-aux");
        DetectionSystem system = Systems.named(aux ? "yolov7-aux" : "yolov7")
                .classes(golden.classes(""))
                .set("anchor_t", golden.number("anchor_t"))
                .set("reach", golden.number("near_neighbor"))
                .set("topk", golden.integer("candidate_topk"))
                .set("iou_weight", golden.number("iou_weight"))
                .set("cls_weight", golden.hasParameter("cls_weight") ? golden.number("cls_weight") : 1)
                .set("scaling", golden.variant().startsWith("mmyolo") ? "mmyolo" : "height");
        if (aux) {
            system = system.set("guide", GUIDE_OF_VARIANT.get(golden.variant()));
        }
        NpzArrays arrays = golden.arrays;
        try (Duet duet = Engines.engine(system, golden.pyramid()).threads(2)) {
            Predictions lead = golden.predictions("");
            Assignment found = arrays.has("aux_pred_boxes")
                    ? duet.assign(golden.groundTruths(), lead, auxiliary(arrays))
                    : duet.assign(golden.groundTruths(), lead);
            compare(arrays, "", golden.pyramid(), found);
            if (aux) {
                compare(arrays, "aux_", golden.pyramid(), found.head("aux"));
            }
        }
    }

    private static Predictions auxiliary(NpzArrays arrays) {
        int[] shape = arrays.shape("aux_pred_logits");
        return Predictions.of(shape[0], shape[1])
                .rawBoxes(arrays.floats("aux_pred_raw_boxes"), BoxLayout.ROWS)
                .scores(arrays.floats("aux_pred_logits"), shape[2], ScoreLayout.UNIT_MAJOR, ScoreForm.LOGIT)
                .objectness(arrays.floats("aux_pred_obj_logits"), ScoreForm.LOGIT);
    }

    private static void compare(NpzArrays expected, String prefix, Pyramid pyramid, Assignment found) {
        int n = found.duets();
        int[] order = new int[n];
        found.originalOrder(order);
        int[] image = new int[n];
        int[] level = new int[n];
        int[] anchor = new int[n];
        int[] y = new int[n];
        int[] x = new int[n];
        int[] gt = new int[n];
        float[] ciou = new float[n];
        int slots = found.units() / cells(pyramid);
        for (int i = 0; i < n; i++) {
            int d = order[i];
            while (found.offset(image[i] + 1) <= d) {
                image[i]++;
            }
            int cell = found.unit(d) / slots;
            anchor[i] = found.unit(d) % slots;
            while (cell >= pyramid.height(level[i]) * pyramid.width(level[i])) {
                cell -= pyramid.height(level[i]) * pyramid.width(level[i]);
                level[i]++;
            }
            y[i] = cell / pyramid.width(level[i]);
            x[i] = cell % pyramid.width(level[i]);
            gt[i] = found.gt(d);
            ciou[i] = found.value("match_ciou", d, 0);
        }
        Compare.exact(prefix + "match_level", expected.ints(prefix + "match_level"), level);
        Compare.exact(prefix + "match_image", expected.ints(prefix + "match_image"), image);
        Compare.exact(prefix + "match_anchor", expected.ints(prefix + "match_anchor"), anchor);
        Compare.exact(prefix + "match_y", expected.ints(prefix + "match_y"), y);
        Compare.exact(prefix + "match_x", expected.ints(prefix + "match_x"), x);
        Compare.exact(prefix + "match_gt", expected.ints(prefix + "match_gt"), gt);
        if (expected.has(prefix + "match_ciou")) {
            Compare.close(prefix + "match_ciou", expected.floats(prefix + "match_ciou"), ciou, 1e-5, 1e-6);
        }
    }

    private static int cells(Pyramid pyramid) {
        int cells = 0;
        for (int l = 0; l < pyramid.levels(); l++) {
            cells += pyramid.height(l) * pyramid.width(l);
        }
        return cells;
    }

    @Override
    public String[] realPrefixes() {
        return new String[] {"v7_"};
    }

    @Override
    public void checkReal(String prefix, GoldenCase real, NpzArrays expected) {
        GroundTruths gts = real.groundTruths();
        try (Duet duet = Engines.engine(Systems.named("yolov7"), real.pyramid()).threads(2)) {
            compare(expected, prefix, real.pyramid(), duet.assign(gts, real.predictions("")));
        }
    }
}
