package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.assign.detr.RawScene;
import dev.duet.assign.yolox.SimOtaOracle;
import dev.duet.assign.yolox.SimOtaOracle.Answer;
import dev.duet.golden.GoldenCase;
import dev.duet.io.JsonDocument;
import dev.duet.oracle.OracleUnits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --explain} says of each GT under simOTA, against the dense rule. */
class SimOtaExplainTest {
    private static final int CASES = 5;
    private static final int SIDE = 64;
    private static final int[] STRIDES = {8, 16, 32, 64};

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"yolox", "yolox-2021", "yolov6-0.1", "simota", "ppyolox", "picodet"})
    void countsAreTheRules(String system) throws IOException {
        int levels = system.equals("picodet") ? 4 : 3;
        int[] cells = new int[levels];
        int[] strides = new int[levels];
        for (int l = 0; l < levels; l++) {
            strides[l] = STRIDES[l];
            cells[l] = SIDE / STRIDES[l];
        }
        OracleUnits units = OracleUnits.of(strides, cells, cells, 0.5f);
        int compared = 0;
        int lost = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Path file = crowd(seed, units, cells);
            Path out = folder.resolve("out.json");
            assertThat(Run.of("assign", "-s", system, "-i", file, "-o", out, "--explain")
                            .err())
                    .isEmpty();
            GoldenCase given = GoldenCase.read(file);
            RawScene scene = new RawScene(given.groundTruths(), given.predictions(""), 0);
            Answer expected = SimOtaOracle.of(system).assign(scene, units);
            if (expected.margin >= 1) {
                lost += compare(system + ", seed " + seed, read(out), expected);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(CASES / 2);
        assertThat(lost).as("a case without conflicts shows nothing").isPositive();
    }

    private static int compare(String where, JsonDocument told, Answer expected) {
        int allLost = 0;
        for (JsonDocument gt : told.get("images").items().get(0).get("gts").items()) {
            int g = gt.get("gt").integer();
            int selected = 0;
            int lost = 0;
            int gained = 0;
            int kept = 0;
            for (int u = 0; u < expected.owner.length; u++) {
                boolean claimed = expected.claims[g][u];
                boolean owned = expected.owner[u] == g;
                selected += claimed ? 1 : 0;
                lost += claimed && !owned ? 1 : 0;
                gained += owned && !claimed ? 1 : 0;
                kept += owned ? 1 : 0;
            }
            String of = where + ", GT " + g;
            assertThat(gt.get("candidates").integer()).as("candidates: " + of).isEqualTo(expected.candidates[g]);
            assertThat(gt.get("wanted").integer()).as("k: " + of).isEqualTo(expected.k[g]);
            assertThat(gt.get("selected").integer()).as("selected: " + of).isEqualTo(selected);
            assertThat(gt.get("lost").integer()).as("lost: " + of).isEqualTo(lost);
            assertThat(gt.get("gained").integer()).as("gained: " + of).isEqualTo(gained);
            assertThat(gt.get("units").integer()).as("units: " + of).isEqualTo(kept);
            for (JsonDocument to : gt.get("lost_to").items()) {
                int winner = to.items().get(0).integer();
                int count = 0;
                for (int u = 0; u < expected.owner.length; u++) {
                    count += expected.claims[g][u] && expected.owner[u] == winner ? 1 : 0;
                }
                assertThat(to.items().get(1).integer())
                        .as("lost to %s: %s", winner, of)
                        .isEqualTo(count);
            }
            allLost += lost;
        }
        return allLost;
    }

    private static JsonDocument read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return JsonDocument.parse(in, file.getFileName().toString());
        }
    }

    /** Many GTs on one small image, two of them the same and one outside, and predictions near them. */
    private Path crowd(int seed, OracleUnits units, int[] cells) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = 8 + 3 * seed;
        int size = units.size();
        float[] gts = new float[4 * n];
        int[] labels = new int[n];
        for (int g = 0; g < n; g++) {
            labels[g] = g == 1 ? labels[0] : random.nextInt(SmallCase.CLASSES);
            float x = (float) random.nextDouble(-10, 50) + (g == 2 ? 3 * SIDE : 0);
            float y = (float) random.nextDouble(-10, 50);
            float[] box = {x, y, x + (float) random.nextDouble(4, 40), y + (float) random.nextDouble(4, 40)};
            System.arraycopy(g == 1 ? gts : box, 0, gts, 4 * g, 4);
        }
        float[] boxes = new float[4 * size];
        float[] scores = new float[SmallCase.CLASSES * size];
        float[] objectness = new float[size];
        for (int u = 0; u < size; u++) {
            int g = random.nextInt(n);
            for (int i = 0; i < 4; i++) {
                boxes[4 * u + i] = gts[4 * g + i] + (i < 2 ? 0 : (float) random.nextDouble(0, 5));
            }
            objectness[u] = (float) random.nextDouble(0.1, 0.9);
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextDouble(0.01, 0.9);
        }
        int levels = cells.length;
        int[] grid = new int[2 * levels];
        for (int l = 0; l < levels; l++) {
            grid[2 * l] = cells[l];
            grid[2 * l + 1] = cells[l];
        }
        return new SmallCase()
                .put("strides", units.strides, levels)
                .put("grid", grid, levels, 2)
                .put("gt_boxes", gts, n, 4)
                .put("gt_labels", labels, n)
                .put("gt_offsets", new int[] {0, n}, 2)
                .put("pred_boxes", boxes, 1, size, 4)
                .put("pred_scores", scores, 1, size, SmallCase.CLASSES)
                .put("pred_objectness", objectness, 1, size)
                .write(folder.resolve("crowd" + seed + ".npz"));
    }
}
