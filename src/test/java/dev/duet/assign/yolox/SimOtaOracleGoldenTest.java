package dev.duet.assign.yolox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.assign.detr.RawScene;
import dev.duet.assign.fcos.CentreCellOracle;
import dev.duet.assign.yolox.SimOtaOracle.Answer;
import dev.duet.golden.Compare;
import dev.duet.golden.GoldenCase;
import dev.duet.oracle.OracleUnits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The oracles against the originals: every reference case of YOLOX, its relatives and its centre cells. */
class SimOtaOracleGoldenTest {
    private static final Path GOLDEN = Path.of(System.getProperty("golden.dir", "src/test/resources/golden"));
    private static final Map<String, String> SYSTEM_OF_VARIANT = Map.of(
            "yolox-current", "yolox",
            "yolox-2021", "yolox-2021",
            "yolov6-0.1", "yolov6-0.1",
            "mmdet", "simota",
            "paddle-yolox", "ppyolox",
            "paddle-picodet", "picodet");

    @TestFactory
    List<DynamicTest> golden() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String system : List.of("yolox", "yolox-center")) {
            try (Stream<Path> files = Files.list(GOLDEN.resolve(system))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".npz"))
                        .sorted()
                        .toList()) {
                    tests.add(DynamicTest.dynamicTest(system + "/" + file.getFileName(), () -> {
                        GoldenCase golden = GoldenCase.read(file);
                        if (system.equals("yolox")) {
                            transport(golden);
                        } else {
                            centres(golden);
                        }
                    }));
                }
            }
        }
        return tests;
    }

    private static void transport(GoldenCase golden) {
        SimOtaOracle oracle = SimOtaOracle.of(SYSTEM_OF_VARIANT.get(golden.variant()));
        assertThat(oracle.radius).isEqualTo((float) golden.number("center_radius"));
        assertThat(oracle.q).isEqualTo(golden.integer("candidate_topk"));
        assertThat(oracle.classWeight).isEqualTo(golden.number("cls_weight"));
        assertThat(oracle.overlapWeight).isEqualTo(golden.number("iou_weight"));
        OracleUnits units = units(golden);
        int size = units.size();
        int[] gt = new int[golden.images() * size];
        float[] overlap = new float[gt.length];
        int[] offsets = golden.arrays.ints("gt_offsets");
        int[] k = new int[offsets[golden.images()]];
        for (int b = 0; b < golden.images(); b++) {
            Answer answer = oracle.assign(new RawScene(golden.groundTruths(), golden.predictions(""), b), units);
            System.arraycopy(answer.owner, 0, gt, b * size, size);
            System.arraycopy(answer.k, 0, k, offsets[b], answer.k.length);
            for (int u = 0; u < size; u++) {
                overlap[b * size + u] = answer.owner[u] < 0 ? 0 : answer.overlap[answer.owner[u]][u];
            }
        }
        Compare.exact("assigned_gt", golden.arrays.ints("assigned_gt"), gt);
        Compare.exact("dynamic_k", golden.arrays.ints("dynamic_k"), k);
        Compare.close("target_score", golden.arrays.floats("target_score"), overlap, 1e-5, 1e-6);
    }

    private static void centres(GoldenCase golden) {
        CentreCellOracle oracle = new CentreCellOracle();
        if (!golden.hasParameter("scale_ranges")) {
            oracle.ranges = null;
        }
        oracle.radius = golden.hasParameter("center_radius") ? (float) golden.number("center_radius") : 0;
        OracleUnits units = units(golden);
        int size = units.size();
        float[] flat = golden.arrays.floats("gt_boxes");
        float[][] boxes = new float[flat.length / 4][];
        Arrays.setAll(boxes, g -> Arrays.copyOfRange(flat, 4 * g, 4 * g + 4));
        int[] offsets = golden.arrays.ints("gt_offsets");
        int[] gt = new int[golden.images() * size];
        for (int b = 0; b < golden.images(); b++) {
            int[] owner = oracle.owners(Arrays.copyOfRange(boxes, offsets[b], offsets[b + 1]), units);
            System.arraycopy(owner, 0, gt, b * size, size);
        }
        Compare.exact("assigned_gt", golden.arrays.ints("assigned_gt"), gt);
    }

    private static OracleUnits units(GoldenCase golden) {
        int[] strides = golden.arrays.ints("strides");
        int[] grid = golden.arrays.ints("grid");
        int[] heights = new int[strides.length];
        int[] widths = new int[strides.length];
        for (int l = 0; l < strides.length; l++) {
            heights[l] = grid[2 * l];
            widths[l] = grid[2 * l + 1];
        }
        return OracleUnits.of(strides, heights, widths, 0.5f);
    }
}
