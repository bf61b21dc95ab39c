package dev.duet.golden;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Systems;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Reference cases of the simOTA family with one GT per unit. */
final class SimOtaCases implements CaseFamily {
    private static final Map<String, String> SYSTEM_OF_VARIANT = Map.of(
            "yolox-current", "yolox",
            "yolox-2021", "yolox-2021",
            "yolov6-0.1", "yolov6-0.1",
            "mmdet", "simota",
            "paddle-yolox", "ppyolox",
            "paddle-picodet", "picodet");
    private static final Map<String, String> SYSTEM_OF_PREFIX = Map.of("yolox_", "yolox", "yolox2021_", "yolox-2021");

    @Override
    public boolean handles(String system) {
        return Set.of("yolox").contains(system);
    }

    @Override
    public void check(GoldenCase golden) {
        DetectionSystem system = Systems.named(SYSTEM_OF_VARIANT.get(golden.variant()))
                .classes(golden.classes(""))
                .set("radius", golden.number("center_radius"))
                .set("topk", golden.integer("candidate_topk"))
                .set("cls_weight", golden.number("cls_weight"))
                .set("iou_weight", golden.number("iou_weight"));
        try (Duet duet = Engines.engine(system, golden.pyramid()).threads(1)) {
            compare(golden.arrays, "", duet.assign(golden.groundTruths(), golden.predictions("")), null);
        }
    }

    private static void compare(NpzArrays expected, String prefix, Assignment assignment, int[] skip) {
        int[] gt = new int[assignment.images() * assignment.units()];
        assignment.fillAssignedGt(gt);
        Compare.exact(prefix + "assigned_gt", expected.ints(prefix + "assigned_gt"), gt, skip);
        float[] dense = new float[gt.length];
        assignment.fillTargets(dense);
        Compare.close(prefix + "target_score", expected.floats(prefix + "target_score"), dense, 1e-5, 1e-6, skip);
        int[] k = new int[assignment.gts()];
        Arrays.setAll(k, assignment::wanted);
        Compare.exact(prefix + "dynamic_k", expected.ints(prefix + "dynamic_k"), k);
    }

    @Override
    public String[] realPrefixes() {
        return SYSTEM_OF_PREFIX.keySet().toArray(String[]::new);
    }

    @Override
    public void checkReal(String prefix, GoldenCase real, NpzArrays expected) {
        try (Duet duet = Engines.engine(Systems.named(SYSTEM_OF_PREFIX.get(prefix)), real.pyramid())
                .threads(2)) {
            Assignment assignment = duet.assign(real.groundTruths(), real.predictions(""));
            compare(expected, prefix, assignment, expected.ints(prefix + "uncertain"));
        }
    }
}
