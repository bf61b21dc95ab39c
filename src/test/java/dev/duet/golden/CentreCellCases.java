package dev.duet.golden;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Systems;
import java.util.List;
import java.util.stream.Collectors;

/** Reference cases of YOLOX's centre cells. */
final class CentreCellCases implements CaseFamily {
    @Override
    public boolean handles(String system) {
        return system.equals("yolox-center");
    }

    @Override
    public void check(GoldenCase golden) {
        String ranges = "none";
        if (golden.hasParameter("scale_ranges")) {
            ranges = golden.list("scale_ranges").stream()
                    .map(r -> ((List<?>) r).get(0) + ":" + ((List<?>) r).get(1))
                    .collect(Collectors.joining(" "));
        }
        DetectionSystem system =
                Systems.YOLOX_CENTER.classes(golden.classes("")).set("scale_ranges", ranges);
        system = golden.hasParameter("center_radius")
                ? system.set("center_radius", golden.number("center_radius"))
                : system.set("positives", "1");
        try (Duet duet = Engines.engine(system, golden.pyramid()).threads(1)) {
            Assignment assignment = duet.assign(golden.groundTruths());
            int[] gt = new int[assignment.images() * assignment.units()];
            assignment.fillAssignedGt(gt);
            Compare.exact("assigned_gt", golden.arrays.ints("assigned_gt"), gt);
        }
    }
}
