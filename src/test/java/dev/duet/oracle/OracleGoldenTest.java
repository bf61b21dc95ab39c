package dev.duet.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.golden.Compare;
import dev.duet.golden.GoldenCase;
import dev.duet.golden.NpzArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The oracles against the originals: every reference case of the task-aligned family. */
class OracleGoldenTest {
    private static final Path GOLDEN = Path.of(System.getProperty("golden.dir", "src/test/resources/golden"));
    private static final List<String> FAMILY =
            List.of("tood", "ppyoloe", "atss", "yolov6", "yolov8", "yolov9", "yolov10", "yolo26", "yolov8-obb");

    @TestFactory
    List<DynamicTest> golden() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String system : FAMILY) {
            if (Files.isDirectory(GOLDEN.resolve(system))) {
                try (Stream<Path> files = Files.list(GOLDEN.resolve(system))) {
                    for (Path file : files.filter(f -> f.toString().endsWith(".npz"))
                            .sorted()
                            .toList()) {
                        tests.add(DynamicTest.dynamicTest(
                                system + "/" + file.getFileName(), () -> check(GoldenCase.read(file))));
                    }
                }
            }
        }
        return tests;
    }

    private static void check(GoldenCase golden) {
        String variant = golden.variant();
        switch (variant) {
            case "v8" -> check(golden, "", TaskAlignedOracle.yolov8());
            case "obb" -> check(golden, "", TaskAlignedOracle.yolov8().rotated());
            case "v9" -> {
                check(golden, "", TaskAlignedOracle.yolov9());
                check(golden, "_aux", TaskAlignedOracle.yolov9());
            }
            case "v10" -> {
                check(golden, "", TaskAlignedOracle.yolov8());
                check(golden, "_o2o", TaskAlignedOracle.yolov10OneToOne());
            }
            case "v26" -> {
                check(golden, "", TaskAlignedOracle.yolo26());
                check(golden, "_o2o", TaskAlignedOracle.yolo26OneToOne());
            }
            case "v26obb" -> {
                check(golden, "", TaskAlignedOracle.yolo26().rotated());
                check(golden, "_o2o", TaskAlignedOracle.yolo26OneToOne().rotated());
            }
            case "v6" -> check(golden, "", TaskAlignedOracle.yolov6());
            case "v6ab" -> check(golden, "", TaskAlignedOracle.yolov6AnchorAided());
            case "v6atss" -> check(golden, "", AtssOracle.yolov6());
            case "pp" -> check(golden, "", TaskAlignedOracle.ppyoloe());
            case "ppclose" -> check(golden, "", TaskAlignedOracle.ppyoloeClose());
            case "ppatss" -> check(golden, "", AtssOracle.ppyoloe());
            case "tood" -> check(golden, "", new ToodOracle());
            case "toodinit", "atss" -> {
                AtssOracle oracle = AtssOracle.mmdet();
                if (golden.arrays.has("ignore_iof_thr")) {
                    oracle.ignoreThreshold = golden.arrays.floats("ignore_iof_thr")[0];
                }
                check(golden, "", oracle);
            }
            default -> throw new AssertionError("unknown variant " + variant);
        }
    }

    private static void check(GoldenCase golden, String suffix, Oracle oracle) {
        NpzArrays arrays = golden.arrays;
        OracleUnits units = units(golden);
        int images = golden.images();
        int size = units.size();
        int[] gt = new int[images * size];
        int[] claims = new int[images * size];
        float[] target = new float[images * size];
        float[] overlap = new float[images * size];
        float[] metric = new float[images * size];
        for (int b = 0; b < images; b++) {
            OracleResult result = oracle.assign(units, scene(golden, suffix, b, size));
            System.arraycopy(result.gt, 0, gt, b * size, size);
            System.arraycopy(result.claims, 0, claims, b * size, size);
            System.arraycopy(result.target, 0, target, b * size, size);
            System.arraycopy(result.overlap, 0, overlap, b * size, size);
            System.arraycopy(result.metric, 0, metric, b * size, size);
        }
        boolean rotated = arrays.shape("gt_boxes")[1] == 5;
        double relative = rotated ? 3e-4 : 1e-5;
        double absolute = rotated ? 3e-6 : 1e-7;
        Compare.exact("assigned_gt" + suffix, arrays.ints("assigned_gt" + suffix), gt);
        int compared = 0;
        if (arrays.has("claim_count" + suffix)) {
            Compare.exact("claim_count" + suffix, arrays.ints("claim_count" + suffix), claims);
        }
        for (String name : List.of("target_score", "matched_iou", "anchor_iou", "align_metric")) {
            if (arrays.has(name + suffix)) {
                float[] actual = name.startsWith("t") ? target : name.startsWith("al") ? metric : overlap;
                Compare.close(name + suffix, arrays.floats(name + suffix), actual, relative, absolute);
                compared++;
            }
        }
        assertThat(compared).as("float arrays compared").isPositive();
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
        boolean corners =
                golden.variant().startsWith("tood") || golden.variant().equals("atss");
        int slots = golden.variant().equals("v6ab") ? golden.integer("anchors_per_cell") : 1;
        return OracleUnits.of(strides, heights, widths, corners ? 0 : 0.5f, slots, true);
    }

    private static OracleScene scene(GoldenCase golden, String suffix, int image, int units) {
        NpzArrays arrays = golden.arrays;
        int[] offsets = arrays.ints("gt_offsets");
        float[][] gts = Arrays.copyOfRange(rows(arrays, "gt_boxes"), offsets[image], offsets[image + 1]);
        int[] labels = Arrays.copyOfRange(arrays.ints("gt_labels"), offsets[image], offsets[image + 1]);
        float[][] ignored = new float[0][];
        if (arrays.has("ignore_boxes")) {
            int[] io = arrays.ints("ignore_offsets");
            ignored = Arrays.copyOfRange(rows(arrays, "ignore_boxes"), io[image], io[image + 1]);
        }
        int from = image * units;
        boolean predicted = arrays.has("pred_boxes" + suffix);
        float[][] boxes = predicted
                ? Arrays.copyOfRange(rows(arrays, "pred_boxes" + suffix), from, from + units)
                : new float[units][4];
        float[][] scores = predicted
                ? Arrays.copyOfRange(rows(arrays, "pred_scores" + suffix), from, from + units)
                : new float[units][1];
        return new OracleScene(gts, labels, ignored, boxes, scores);
    }

    private static float[][] rows(NpzArrays arrays, String name) {
        float[] flat = arrays.floats(name);
        int[] shape = arrays.shape(name);
        int width = shape[shape.length - 1];
        float[][] rows = new float[flat.length / width][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
        return rows;
    }
}
