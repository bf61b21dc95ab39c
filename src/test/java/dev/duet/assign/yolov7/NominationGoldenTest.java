package dev.duet.assign.yolov7;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.api.Pyramid;
import dev.duet.assign.yolov5.MatchOracle.Match;
import dev.duet.assign.yolov7.NominationRule.Scaling;
import dev.duet.golden.Compare;
import dev.duet.golden.GoldenCase;
import dev.duet.golden.NpzArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The oracle against the originals: every reference case of YOLOv7's OTA losses. */
class NominationGoldenTest {
    private static final Path GOLDEN = Path.of(System.getProperty("golden.dir", "src/test/resources/golden"));

    /** A match of a batch as the original lists it. */
    private record Listed(int image, Match match, int gt, double ciou) {}

    @TestFactory
    List<DynamicTest> golden() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String system : List.of("yolov7-ota", "yolov7-aux")) {
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
        assertThat(tests).as("cases below " + GOLDEN).isNotEmpty();
        return tests;
    }

    private static void check(GoldenCase golden) {
        NominationRule lead = new NominationRule();
        lead.anchorT = (float) golden.number("anchor_t");
        lead.reach = (float) golden.number("near_neighbor");
        lead.q = golden.integer("candidate_topk");
        lead.iouWeight = golden.number("iou_weight");
        lead.scaling = golden.variant().startsWith("mmyolo") ? Scaling.MMYOLO : Scaling.HEIGHT;
        check(golden, golden.predictions(""), lead, "");
        if (golden.system().equals("yolov7-aux")) {
            NpzArrays arrays = golden.arrays;
            Predictions read = arrays.has("aux_pred_boxes") ? auxiliary(arrays) : golden.predictions("");
            check(golden, read, lead.reach((float) golden.number("aux_near_neighbor")), "aux_");
        }
    }

    private static Predictions auxiliary(NpzArrays arrays) {
        int[] shape = arrays.shape("aux_pred_logits");
        return Predictions.of(shape[0], shape[1])
                .rawBoxes(arrays.floats("aux_pred_raw_boxes"), BoxLayout.ROWS)
                .scores(arrays.floats("aux_pred_logits"), shape[2], ScoreLayout.UNIT_MAJOR, ScoreForm.LOGIT)
                .objectness(arrays.floats("aux_pred_obj_logits"), ScoreForm.LOGIT);
    }

    private static void check(GoldenCase golden, Predictions predictions, NominationRule rule, String prefix) {
        NpzArrays arrays = golden.arrays;
        Pyramid pyramid = golden.pyramid();
        NominationOracle[] oracles = new NominationOracle[golden.images()];
        List<Listed> list = new ArrayList<>();
        for (int l = 0; l < pyramid.levels(); l++) {
            for (int b = 0; b < oracles.length; b++) {
                if (l == 0) {
                    oracles[b] = new NominationOracle(
                            NominationScene.of(
                                    pyramid, arrays.floats("anchors"), golden.groundTruths(), predictions, b),
                            rule);
                }
                add(list, l, b, oracles[b]);
            }
        }
        exact(arrays, prefix + "match_level", list, m -> m.match().level());
        exact(arrays, prefix + "match_image", list, Listed::image);
        exact(arrays, prefix + "match_anchor", list, m -> m.match().anchor());
        exact(arrays, prefix + "match_y", list, m -> m.match().y());
        exact(arrays, prefix + "match_x", list, m -> m.match().x());
        exact(arrays, prefix + "match_gt", list, Listed::gt);
        if (arrays.has(prefix + "match_ciou")) {
            float[] ciou = new float[list.size()];
            for (int i = 0; i < ciou.length; i++) {
                ciou[i] = (float) list.get(i).ciou();
            }
            Compare.close(prefix + "match_ciou", arrays.floats(prefix + "match_ciou"), ciou, 1e-5, 1e-6);
        }
    }

    private static void add(List<Listed> list, int level, int image, NominationOracle oracle) {
        for (int j = 0; j < oracle.columns.size(); j++) {
            Match match = oracle.columns.get(j);
            for (int g = 0; g < oracle.k.length && match.level() == level; g++) {
                if (oracle.matched[g][j]) {
                    list.add(new Listed(image, match, g, oracle.ciou[g][j]));
                }
            }
        }
    }

    private static void exact(NpzArrays expected, String name, List<Listed> list, ToIntFunction<Listed> value) {
        Compare.exact(name, expected.ints(name), list.stream().mapToInt(value).toArray());
    }
}
