package dev.duet.golden;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import java.util.Set;

/** Reference cases of the task-aligned family. */
final class TaskAlignedCases implements CaseFamily {
    private static final Set<String> SYSTEMS = Set.of("yolov8");

    @Override
    public boolean handles(String system) {
        return SYSTEMS.contains(system);
    }

    @Override
    public void check(GoldenCase golden) {
        DetectionSystem system = Systems.YOLOV8
                .classes(golden.classes(""))
                .set("topk", golden.integer("topk"))
                .set("alpha", golden.number("alpha"))
                .set("beta", golden.number("beta"));
        try (Duet duet = Duet.engine(system, golden.pyramid()).threads(1).explain(true)) {
            compare(golden, "", duet.assign(golden.groundTruths(), golden.predictions("")), 1e-5, 1e-7);
        }
    }

    private static void compare(
            GoldenCase golden, String suffix, Assignment assignment, double relative, double absolute) {
        NpzArrays arrays = golden.arrays;
        int n = assignment.images() * assignment.units();
        int[] gt = new int[n];
        assignment.fillAssignedGt(gt);
        Compare.exact("assigned_gt" + suffix, arrays.ints("assigned_gt" + suffix), gt);
        float[] dense = new float[n];
        assignment.fillTargets(dense);
        Compare.close("target_score" + suffix, arrays.floats("target_score" + suffix), dense, relative, absolute);
        if (arrays.has("matched_iou" + suffix)) {
            assignment.fillOverlaps(dense);
            Compare.close("matched_iou" + suffix, arrays.floats("matched_iou" + suffix), dense, relative, absolute);
        }
        if (arrays.has("align_metric" + suffix)) {
            assignment.fillChannel("align_metric", 0, dense);
            Compare.close("align_metric" + suffix, arrays.floats("align_metric" + suffix), dense, relative, absolute);
        }
        if (arrays.has("claim_count" + suffix)) {
            int[] claims = new int[n];
            for (int b = 0; b < assignment.images(); b++) {
                for (int i = assignment.claimOffset(b); i < assignment.claimOffset(b + 1); i++) {
                    claims[b * assignment.units() + assignment.claimUnit(i)]++;
                }
            }
            Compare.exact("claim_count" + suffix, arrays.ints("claim_count" + suffix), claims);
        }
    }

    @Override
    public String[] realPrefixes() {
        return new String[] {"v8_"};
    }

    @Override
    public void checkReal(String prefix, GoldenCase real, NpzArrays expected) {
        Pyramid pyramid = real.pyramid();
        Predictions predictions = real.predictions("");
        try (Duet duet = Duet.engine(Systems.YOLOV8, pyramid).threads(2)) {
            Assignment assignment = duet.assign(real.groundTruths(), predictions);
            int[] gt = new int[assignment.images() * assignment.units()];
            assignment.fillAssignedGt(gt);
            int[] skip = expected.ints(prefix + "uncertain");
            Compare.exact(prefix + "assigned_gt", expected.ints(prefix + "assigned_gt"), gt, skip);
            float[] targets = new float[gt.length];
            assignment.fillTargets(targets);
            Compare.close(prefix + "target_score", expected.floats(prefix + "target_score"), targets, 5e-5, 1e-7, skip);
        }
    }
}
