package dev.duet.golden;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Systems;
import java.util.Set;

/** Reference cases of the task-aligned family and of ATSS. */
final class TaskAlignedCases implements CaseFamily {
    private static final Set<String> SYSTEMS =
            Set.of("tood", "ppyoloe", "atss", "yolov6", "yolov8", "yolov9", "yolov10", "yolo26", "yolov8-obb");

    @Override
    public boolean handles(String system) {
        return SYSTEMS.contains(system);
    }

    @Override
    public void check(GoldenCase golden) {
        switch (golden.variant()) {
            case "v8" -> one(golden, aligned(golden, Systems.YOLOV8), Integer.MAX_VALUE);
            case "obb" -> one(golden, aligned(golden, Systems.YOLOV8_OBB), Integer.MAX_VALUE);
            case "v9" -> two(golden, aligned(golden, Systems.YOLOV9), "_aux", "aux");
            case "v10" -> two(golden, oneToOne(golden, Systems.YOLOV10), "_o2o", "one2one");
            case "v26" -> two(golden, oneToOne(golden, Systems.YOLO26), "_o2o", "one2one");
            case "v26obb" -> two(golden, oneToOne(golden, Systems.YOLO26_OBB), "_o2o", "one2one");
            case "v6" -> one(golden, aligned(golden, Systems.YOLOV6), Integer.MAX_VALUE);
            case "v6ab" -> one(golden, aligned(golden, Systems.YOLOV6_AB), Integer.MAX_VALUE);
            case "pp" -> one(golden, aligned(golden, Systems.PPYOLOE), Integer.MAX_VALUE);
            case "ppclose" -> one(golden, aligned(golden, Systems.PPYOLOE).set("close_gt", true), Integer.MAX_VALUE);
            case "tood" -> one(golden, aligned(golden, Systems.TOOD), Integer.MAX_VALUE);
            case "v6atss" -> one(golden, warmUp(golden, Systems.YOLOV6), 0);
            case "ppatss" -> one(golden, warmUp(golden, Systems.PPYOLOE), 0);
            case "toodinit" -> one(golden, warmUp(golden, Systems.TOOD), 0);
            case "atss" -> one(golden, atss(golden), Integer.MAX_VALUE);
            default -> throw new AssertionError("unknown variant " + golden.variant());
        }
    }

    private static DetectionSystem aligned(GoldenCase golden, DetectionSystem system) {
        return system.classes(golden.classes(""))
                .set("topk", golden.integer("topk"))
                .set("alpha", golden.number("alpha"))
                .set("beta", golden.number("beta"));
    }

    private static DetectionSystem oneToOne(GoldenCase golden, DetectionSystem system) {
        DetectionSystem set = system.classes(golden.classes(""))
                .set("topk", golden.integer("topk_o2m"))
                .set("topk_one2one", golden.integer("topk_o2o"))
                .set("alpha", golden.number("alpha"))
                .set("beta", golden.number("beta"));
        return golden.hasParameter("topk2_o2o") ? set.set("topk2_one2one", golden.integer("topk2_o2o")) : set;
    }

    private static DetectionSystem warmUp(GoldenCase golden, DetectionSystem system) {
        return system.classes(golden.classes(""))
                .set("warmup_epochs", 1)
                .set("atss_topk", golden.hasParameter("topk") ? golden.integer("topk") : 9);
    }

    private static DetectionSystem atss(GoldenCase golden) {
        DetectionSystem system = Systems.ATSS.classes(golden.classes("")).set("atss_topk", golden.integer("topk"));
        return golden.arrays.has("ignore_iof_thr")
                ? system.set("ignore_iof_thr", golden.arrays.floats("ignore_iof_thr")[0])
                : system;
    }

    private static void one(GoldenCase golden, DetectionSystem system, int epoch) {
        try (Duet duet = Engines.engine(system, golden.pyramid())
                .threads(1)
                .explain(true)
                .epoch(epoch)) {
            Assignment assignment = golden.arrays.has("pred_boxes")
                    ? duet.assign(groundTruths(golden), golden.predictions(""))
                    : duet.assign(groundTruths(golden));
            compare(golden, "", assignment);
        }
    }

    private static void two(GoldenCase golden, DetectionSystem system, String suffix, String head) {
        try (Duet duet = Engines.engine(system, golden.pyramid()).threads(2).explain(true)) {
            Assignment assignment =
                    duet.assign(groundTruths(golden), golden.predictions(""), golden.predictions(suffix));
            compare(golden, "", assignment);
            compare(golden, suffix, assignment.head(head));
        }
    }

    private static GroundTruths groundTruths(GoldenCase golden) {
        GroundTruths gts = golden.groundTruths();
        return golden.arrays.has("ignore_boxes")
                ? gts.ignoring(golden.arrays.floats("ignore_boxes"), golden.arrays.ints("ignore_offsets"))
                : gts;
    }

    private static void compare(GoldenCase golden, String suffix, Assignment assignment) {
        NpzArrays arrays = golden.arrays;
        boolean rotated = arrays.shape("gt_boxes")[1] == 5;
        double relative = rotated ? 3e-4 : 1e-5;
        double absolute = rotated ? 3e-6 : 1e-7;
        int n = assignment.images() * assignment.units();
        int[] gt = new int[n];
        assignment.fillAssignedGt(gt);
        Compare.exact("assigned_gt" + suffix, arrays.ints("assigned_gt" + suffix), gt);
        float[] dense = new float[n];
        if (arrays.has("target_score" + suffix)) {
            assignment.fillTargets(dense);
            Compare.close("target_score" + suffix, arrays.floats("target_score" + suffix), dense, relative, absolute);
        }
        if (arrays.has("matched_iou" + suffix) && !arrays.has("anchor_iou")) {
            assignment.fillOverlaps(dense);
            Compare.close("matched_iou" + suffix, arrays.floats("matched_iou" + suffix), dense, relative, absolute);
        }
        for (String channel : new String[] {"align_metric", "anchor_iou"}) {
            if (arrays.has(channel + suffix)) {
                assignment.fillChannel(channel, 0, dense);
                Compare.close(channel + suffix, arrays.floats(channel + suffix), dense, relative, absolute);
            }
        }
        if (arrays.has("claim_count" + suffix)) {
            Compare.exact("claim_count" + suffix, arrays.ints("claim_count" + suffix), claimCounts(assignment));
        }
    }

    private static int[] claimCounts(Assignment assignment) {
        int[] claims = new int[assignment.images() * assignment.units()];
        for (int b = 0; b < assignment.images(); b++) {
            for (int i = assignment.claimOffset(b); i < assignment.claimOffset(b + 1); i++) {
                claims[b * assignment.units() + assignment.claimUnit(i)]++;
            }
        }
        return claims;
    }

    @Override
    public String[] realPrefixes() {
        return new String[] {"v8_", "v6_"};
    }

    @Override
    public void checkReal(String prefix, GoldenCase real, NpzArrays expected) {
        DetectionSystem system = prefix.equals("v8_") ? Systems.YOLOV8 : Systems.YOLOV6;
        Predictions predictions = real.predictions("");
        try (Duet duet = Engines.engine(system, real.pyramid()).threads(2)) {
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
