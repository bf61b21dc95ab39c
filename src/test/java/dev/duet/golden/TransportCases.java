package dev.duet.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Systems;
import java.util.Set;

/** Reference cases of RTMDet, OTA and the exact one-to-one matchings. */
final class TransportCases implements CaseFamily {
    private static final Set<String> SYSTEMS = Set.of("rtmdet", "ota", "hungarian");

    @Override
    public boolean handles(String system) {
        return SYSTEMS.contains(system);
    }

    @Override
    public void check(GoldenCase golden) {
        DetectionSystem system = system(golden).classes(golden.classes(""));
        try (Duet duet = Engines.engine(system, golden.pyramid()).threads(1)) {
            compare(golden, duet.assign(golden.groundTruths(), golden.predictions("")));
        }
    }

    private static DetectionSystem system(GoldenCase golden) {
        DetectionSystem system = Systems.named(name(golden));
        switch (system.name()) {
            case "rtmdet" -> {
                return system.set("flavour", golden.variant().startsWith("mmyolo") ? "mmyolo" : "mmdet")
                        .set("topk", golden.integer("topk"))
                        .set("iou_weight", golden.number("iou_weight"))
                        .set("radius", golden.number("soft_center_radius"));
            }
            case "ota" -> {
                return system.set("topk", golden.integer("top_candidates"))
                        .set("radius", golden.number("center_radius"))
                        .set("iou_weight", golden.number("reg_weight"))
                        .set("epsilon", golden.number("sinkhorn_eps"))
                        .set("iterations", golden.integer("sinkhorn_iter"));
            }
            case "hungarian" -> {
                return system.set("flavour", golden.variant().equals("DETR") ? "detr" : "deformable-detr")
                        .set("l1_weight", golden.number("l1_weight"))
                        .set("giou_weight", golden.number("giou_weight"));
            }
            default -> {
                return system;
            }
        }
    }

    private static String name(GoldenCase golden) {
        return golden.variant().startsWith("one-to-one") ? "simota-one2one" : golden.system();
    }

    private static void compare(GoldenCase golden, Assignment assignment) {
        NpzArrays arrays = golden.arrays;
        int n = assignment.images() * assignment.units();
        int[] gt = new int[n];
        assignment.fillAssignedGt(gt);
        Compare.exact("assigned_gt", arrays.ints("assigned_gt"), gt);
        float[] dense = new float[n];
        if (arrays.has("target_score")) {
            assignment.fillTargets(dense);
            Compare.close("target_score", arrays.floats("target_score"), dense, 1e-5, 1e-6);
        }
        if (arrays.has("matched_iou")) {
            assignment.fillOverlaps(dense);
            Compare.close("matched_iou", arrays.floats("matched_iou"), dense, 1e-5, 1e-6);
        }
        if (arrays.has("dynamic_k")) {
            int[] k = new int[assignment.gts()];
            for (int row = 0; row < k.length; row++) {
                k[row] = assignment.wanted(row);
            }
            Compare.exact("dynamic_k", arrays.ints("dynamic_k"), k);
        }
        if (arrays.has("total_cost")) {
            double[] total = arrays.doubles("total_cost");
            for (int b = 0; b < total.length; b++) {
                assertThat(assignment.totalCost(b)).as("total_cost[" + b + "]").isCloseTo(total[b], within(1e-4));
            }
        }
    }
}
