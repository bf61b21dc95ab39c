package dev.duet.golden;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reference cases of the systems that label locations or anchors from ground truth alone. */
final class DenseCases implements CaseFamily {
    private static final Set<String> SYSTEMS = Set.of("fcos", "max-iou");

    private static final List<String> KEYS =
            List.of("pos_iou_thr", "neg_iou_thr", "min_pos_iou", "match_low_quality", "gt_max_assign_all");

    @Override
    public boolean handles(String system) {
        return SYSTEMS.contains(system);
    }

    @Override
    public void check(GoldenCase golden) {
        if (golden.system().equals("fcos")) {
            checkFcos(golden);
        } else {
            checkOverlap(golden, golden.pyramid());
            checkOverlap(golden, golden.pyramid().anchorBoxes(golden.arrays.floats("anchor_boxes")));
        }
    }

    /** With the anchors' sizes alone, and with the anchor boxes given. */
    private static void checkOverlap(GoldenCase golden, Pyramid pyramid) {
        NpzArrays arrays = golden.arrays;
        DetectionSystem system = golden.variant().contains("GridAssigner") ? Systems.GRID : Systems.MAX_IOU;
        system = system.classes(golden.integer("num_classes")).set("max_iou", true);
        for (String key : KEYS) {
            if (golden.hasParameter(key)) {
                system = system.set(key, golden.parameter(key));
            }
        }
        try (Duet duet = Engines.engine(system, pyramid).threads(1);
                Duet plain =
                        Engines.engine(system.set("max_iou", false), pyramid).threads(1)) {
            Assignment assignment = duet.assign(golden.groundTruths());
            int n = assignment.images() * assignment.units();
            int[] gt = new int[n];
            assignment.fillAssignedGt(gt);
            Compare.exact("assigned_gt", arrays.ints("assigned_gt"), gt);
            float[] max = new float[n];
            for (int i = 0; i < n; i++) {
                max[i] = assignment.unitValue("max_iou", i / assignment.units(), i % assignment.units(), 0);
            }
            Compare.close("max_iou", arrays.floats("max_iou"), max, 0, 0);
            plain.assign(golden.groundTruths()).fillAssignedGt(gt);
            Compare.exact("assigned_gt without max_iou", arrays.ints("assigned_gt"), gt);
        }
    }

    private static void checkFcos(GoldenCase golden) {
        NpzArrays arrays = golden.arrays;
        String ranges = golden.list("regress_ranges").stream()
                .map(r -> ((List<?>) r).get(0) + ":" + ((List<?>) r).get(1))
                .collect(Collectors.joining(" "));
        DetectionSystem system = Systems.FCOS
                .classes(golden.integer("num_classes"))
                .set("center_sampling_radius", golden.number("center_sampling_radius"))
                .set("norm_reg_targets", golden.parameter("norm_reg_targets"))
                .set("area_plus_one", golden.parameter("area").equals("(w+1)*(h+1)"))
                .set("regress_ranges", ranges);
        try (Duet duet = Engines.engine(system, golden.pyramid()).threads(1)) {
            Assignment assignment = duet.assign(golden.groundTruths());
            int n = assignment.images() * assignment.units();
            int[] gt = new int[n];
            assignment.fillAssignedGt(gt);
            Compare.exact("assigned_gt", arrays.ints("assigned_gt"), gt);
            float[] dense = new float[n];
            assignment.fillTargets(dense);
            Compare.close("centerness", arrays.floats("centerness"), dense, 1e-5, 5e-6);
            float[] all = new float[4 * n];
            for (int k = 0; k < 4; k++) {
                assignment.fillChannel("reg_target", k, dense);
                for (int i = 0; i < n; i++) {
                    all[4 * i + k] = dense[i];
                }
            }
            Compare.close("reg_target", arrays.floats("reg_target"), all, 1e-5, 5e-6);
        }
    }
}
