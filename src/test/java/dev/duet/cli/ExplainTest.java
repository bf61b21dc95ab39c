package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duet.io.JsonDocument;
import dev.duet.io.npz.Npz;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --explain} says of each GT under the rules that choose k themselves, against plain counting of claims and duets. */
class ExplainTest {
    private static final int GTS = 14;
    private static final int SIDE = 64;
    private static final int CELLS = SmallCase.UNITS;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yolox",
                "yolox-2021",
                "yolov6-0.1",
                "simota",
                "ppyolox",
                "picodet",
                "rtmdet",
                "yolov7",
                "yolov7-aux"
            })
    void countsBalance(String system) throws IOException {
        Path out = folder.resolve("out.json");
        Run run = Run.of("assign", "-s", system, "-i", crowd(system.startsWith("yolov7")), "-o", out, "--explain");
        assertThat(run.err()).isEmpty();
        List<List<Integer>> rows = tableRows(run.out());
        JsonDocument image = read(out).get("images").items().get(0);
        int lost = 0;
        for (String head : image.get("heads").keys()) {
            String suffix = head.equals("aux") ? "_aux" : "";
            List<int[]> duets = new ArrayList<>();
            for (JsonDocument d : image.get("heads").get(head).get("duets").items()) {
                duets.add(new int[] {d.get("unit").integer(), d.get("gt").integer()});
            }
            List<int[]> claims = new ArrayList<>();
            for (JsonDocument c : image.get("heads").get(head).get("claims").items()) {
                claims.add(
                        new int[] {c.items().get(0).integer(), c.items().get(1).integer()});
            }
            for (JsonDocument gt : image.get("gts").items()) {
                lost += balance(gt, suffix, duets, claims);
                assertThat(rows).contains(numbers(gt, suffix));
            }
        }
        assertThat(lost).as("a case without conflicts shows nothing").isPositive();
    }

    private static int balance(JsonDocument gt, String suffix, List<int[]> duets, List<int[]> claims) {
        int g = gt.get("gt").integer();
        TreeMap<Integer, Integer> more = new TreeMap<>();
        claims.stream().filter(c -> c[1] == g).forEach(c -> more.merge(c[0], 1, Integer::sum));
        duets.stream().filter(d -> d[1] == g).forEach(d -> more.merge(d[0], -1, Integer::sum));
        int lost = more.values().stream().mapToInt(n -> Math.max(0, n)).sum();
        int gained = more.values().stream().mapToInt(n -> Math.max(0, -n)).sum();
        int units = (int) duets.stream().filter(d -> d[1] == g).count();
        assertThat(gt.get("lost" + suffix).integer()).isEqualTo(lost);
        assertThat(gt.get("gained" + suffix).integer()).isEqualTo(gained);
        assertThat(gt.get("units" + suffix).integer()).isEqualTo(units);
        int selected = gt.get("selected" + suffix).integer();
        assertThat(selected)
                .isEqualTo((int) claims.stream().filter(c -> c[1] == g).count());
        assertThat(selected - lost + gained).isEqualTo(units);
        assertThat(gt.get("wanted" + suffix).integer()).isGreaterThanOrEqualTo(selected);
        int told = 0;
        for (JsonDocument to : gt.get("lost_to" + suffix).items()) {
            int other = to.items().get(0).integer();
            told += to.items().get(1).integer();
            Set<Integer> theirs = new HashSet<>();
            duets.stream().filter(d -> d[1] == other).forEach(d -> theirs.add(d[0]));
            long from = more.entrySet().stream()
                    .filter(e -> e.getValue() > 0 && theirs.contains(e.getKey()))
                    .count();
            assertThat(other).isNotEqualTo(g);
            assertThat(from)
                    .as("units of GT " + other + " that GT " + g + " wanted")
                    .isPositive();
        }
        assertThat(told).isEqualTo(lost);
        return lost;
    }

    /** Image, GT, class, candidates, k, selected, lost, gained, units: the columns of the table. */
    private static List<Integer> numbers(JsonDocument gt, String suffix) {
        List<Integer> row = new ArrayList<>(
                List.of(0, gt.get("gt").integer(), gt.get("class").integer()));
        for (String key : List.of("candidates", "wanted", "selected", "lost", "gained", "units")) {
            row.add(gt.get(key + suffix).integer());
        }
        return row;
    }

    private static List<List<Integer>> tableRows(String text) {
        assertThat(text).containsPattern("candidates +k wanted +selected +lost +gained +units +outcome +lost to");
        List<List<Integer>> rows = new ArrayList<>();
        for (String line : text.split("\\R", -1)) {
            if (line.matches("([0-9]+ +){9}.*")) {
                String[] cells = line.split(" +", -1);
                List<Integer> row = new ArrayList<>();
                for (int i = 0; i < 9; i++) {
                    row.add(Integer.valueOf(cells[i]));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** The k of the original's run, from files of the original. */
    @ParameterizedTest
    @CsvSource({
        "rtmdet,rtmdet/degenerate.npz",
        "rtmdet,rtmdet/tie_duplicate_gt.npz",
        "yolox,yolox/degenerate_outside.npz"
    })
    void kIsTheOriginals(String system, String name) throws IOException {
        Path file = Path.of(System.getProperty("golden.dir", "src/test/resources/golden"), name);
        assumeTrue(Files.exists(file), "no " + file);
        assertThat(wanted(system, file)).isEqualTo(ks(file, "dynamic_k")).isNotEmpty();
    }

    @Test
    void kOnRealPredictions() throws IOException {
        Path file = Path.of(System.getProperty("real.dir", ""), "yolox_nano_640_mosaic4.npz");
        assumeTrue(!System.getProperty("real.dir", "").isEmpty() && Files.exists(file), "no real.dir");
        Path expected = file.resolveSibling("yolox_nano_640_mosaic4.expected.npz");
        assertThat(wanted("yolox", file))
                .isEqualTo(ks(expected, "yolox_dynamic_k"))
                .hasSize(153);
        assertThat(wanted("yolox-2021", file))
                .isEqualTo(ks(expected, "yolox2021_dynamic_k"))
                .hasSize(153);
    }

    private static List<Integer> ks(Path file, String name) {
        List<Integer> ks = new ArrayList<>();
        try (Npz npz = Npz.open(file)) {
            for (int k : npz.ints(name)) {
                ks.add(k);
            }
        }
        return ks;
    }

    private List<Integer> wanted(String system, Path file) throws IOException {
        Path out = folder.resolve("out.json");
        assertThat(Run.of("assign", "-s", system, "-i", file, "-o", out, "--explain")
                        .err())
                .isEmpty();
        List<Integer> ks = new ArrayList<>();
        for (JsonDocument image : read(out).get("images").items()) {
            image.get("gts").items().forEach(gt -> ks.add(gt.get("wanted").integer()));
        }
        return ks;
    }

    private static JsonDocument read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return JsonDocument.parse(in, file.getFileName().toString());
        }
    }

    /** Many GTs on one small image, and predictions near them. */
    private Path crowd(boolean anchors) {
        int slots = anchors ? 3 : 1;
        int units = CELLS * slots;
        SplittableRandom random = new SplittableRandom(7);
        float[] gts = new float[4 * GTS];
        int[] labels = new int[GTS];
        for (int g = 0; g < GTS; g++) {
            labels[g] = random.nextInt(SmallCase.CLASSES);
            box(gts, g, random.nextDouble(12, 44), random.nextDouble(12, 44), random.nextDouble(9, 30), random);
        }
        float[] boxes = new float[4 * units];
        float[] scores = new float[SmallCase.CLASSES * units];
        float[] objectness = new float[units];
        float[] raw = new float[4 * units];
        for (int u = 0; u < units; u++) {
            int g = random.nextInt(GTS);
            for (int i = 0; i < 4; i++) {
                boxes[4 * u + i] = gts[4 * g + i] + (float) random.nextDouble(-3, 3);
                raw[4 * u + i] = (float) random.nextDouble(-1, 1);
            }
            objectness[u] = (float) random.nextDouble(0.1, 0.9);
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextDouble(0.01, 0.9);
        }
        SmallCase small = new SmallCase()
                .put("gt_boxes", gts, GTS, 4)
                .put("gt_labels", labels, GTS)
                .put("gt_offsets", new int[] {0, GTS}, 2)
                .put("pred_boxes", boxes, 1, units, 4)
                .put("pred_scores", scores, 1, units, SmallCase.CLASSES)
                .put("pred_objectness", objectness, 1, units);
        if (anchors) {
            float[] sides = {6, 8, 12, 10, 9, 18, 16, 20, 24, 18, 20, 30, 30, 36, 44, 34, 36, 50};
            small.put("anchors", sides, 3, 3, 2)
                    .put("pred_raw_boxes", raw, 1, units, 4)
                    .put("pred_boxes_aux", boxes, 1, units, 4)
                    .put("pred_scores_aux", scores, 1, units, SmallCase.CLASSES)
                    .put("pred_objectness_aux", objectness, 1, units)
                    .put("pred_raw_boxes_aux", raw, 1, units, 4);
        }
        return small.write(folder.resolve("crowd.npz"));
    }

    private static void box(float[] gts, int g, double cx, double cy, double side, SplittableRandom random) {
        double w = side * random.nextDouble(0.8, 1.25);
        gts[4 * g] = (float) Math.max(0, cx - w / 2);
        gts[4 * g + 1] = (float) Math.max(0, cy - side / 2);
        gts[4 * g + 2] = (float) Math.min(SIDE, cx + w / 2);
        gts[4 * g + 3] = (float) Math.min(SIDE, cy + side / 2);
    }
}
