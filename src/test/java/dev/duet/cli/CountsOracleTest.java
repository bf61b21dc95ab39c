package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.io.JsonDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code duet audit} and {@code duet compare} count, against the rules of YOLOv5 and FCOS written out plainly: every anchor of every
 * level, every location of every level. Boxes have odd eighths and sixteenths of pixels, so that no rule is met on its very border.
 */
class CountsOracleTest {
    private static final int SIDE = 640;
    private static final int IMAGES = 60;
    private static final int CLASSES = 3;
    private static final int[][] ANCHORS = {
        {10, 13, 16, 30, 33, 23}, {30, 61, 62, 45, 59, 119}, {116, 90, 156, 198, 373, 326}
    };
    private static final double[] RANGES = {-1, 64, 128, 256, 512, 1e8};

    @TempDir
    Path folder;

    private final double[][][] boxes = new double[IMAGES][][];
    private Path labels;

    /** Counts of one system. */
    private static final class Tally {
        private long duets;
        private final long[] byLevel;
        private final long[] bySize = new long[3];
        private final long[] withoutBySize = new long[3];

        Tally(int levels) {
            byLevel = new long[levels];
        }

        void gt(double[] box, boolean without) {
            double area = (box[2] - box[0]) * (box[3] - box[1]);
            int size = area < 32 * 32 ? 0 : area < 96 * 96 ? 1 : 2;
            bySize[size]++;
            withoutBySize[size] += without ? 1 : 0;
        }
    }

    @BeforeEach
    void labels() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        StringBuilder images = new StringBuilder();
        StringBuilder annotations = new StringBuilder();
        int id = 0;
        for (int b = 0; b < IMAGES; b++) {
            images.append(b == 0 ? "" : ",")
                    .append("{\"id\":" + b + ",\"file_name\":\"" + b + ".jpg\",\"width\":640,\"height\":640}");
            boxes[b] = new double[random.nextInt(18)][];
            for (int i = 0; i < boxes[b].length; i++) {
                double w = Math.floor(2 * Math.exp(random.nextDouble() * 5.5)) + 0.125;
                double h = Math.floor(2 * Math.exp(random.nextDouble() * 5.5)) + 0.125;
                double x = Math.floor(random.nextDouble() * (SIDE - w - 1)) + 0.25;
                double y = Math.floor(random.nextDouble() * (SIDE - h - 1)) + 0.25;
                boxes[b][i] = new double[] {x, y, x + w, y + h};
                annotations
                        .append(id == 0 ? "" : ",")
                        .append("{\"id\":" + id++ + ",\"image_id\":" + b + ",\"category_id\":"
                                + (1 + random.nextInt(CLASSES)) + ",\"iscrowd\":0,\"bbox\":"
                                + Arrays.toString(new double[] {x, y, w, h}) + "}");
            }
        }
        labels = Files.writeString(
                folder.resolve("labels.json"),
                "{\"images\":[" + images + "],\"categories\":[{\"id\":1,\"name\":\"a\"},{\"id\":2,\"name\":\"b\"},"
                        + "{\"id\":3,\"name\":\"c\"}],\"annotations\":[" + annotations + "]}");
    }

    @Test
    void auditAndCompareCountAsTheRulesSay() {
        List<Tally> expected = List.of(yolov5(), fcos());
        for (String command : List.of("audit", "compare")) {
            Run run = Run.of(command, "--systems", "yolov5,fcos", "--labels", labels, "--json");
            assertThat(run.err()).isEmpty();
            JsonDocument json =
                    JsonDocument.parse(new ByteArrayInputStream(run.out().getBytes(StandardCharsets.UTF_8)), command);
            for (int s = 0; s < 2; s++) {
                check(command, json.get("systems").items().get(s), expected.get(s));
            }
        }
    }

    private static void check(String command, JsonDocument told, Tally expected) {
        String who = command + " " + told.get("name").text();
        assertThat(told.get("duets").integer()).as(who).isEqualTo((int) expected.duets);
        List<JsonDocument> levels = told.get("levels").items();
        for (int l = 0; l < expected.byLevel.length; l++) {
            assertThat(levels.get(l).get("duets").integer())
                    .as(who + ", level " + l)
                    .isEqualTo((int) expected.byLevel[l]);
        }
        String[] names = {"small", "medium", "large"};
        int without = 0;
        for (int i = 0; i < 3; i++) {
            JsonDocument size = told.get("without_by_size").get(names[i]);
            assertThat(size.get("gts").integer()).as(who + ", " + names[i]).isEqualTo((int) expected.bySize[i]);
            assertThat(size.get("without").integer())
                    .as(who + ", " + names[i] + " without a unit")
                    .isEqualTo((int) expected.withoutBySize[i]);
            without += (int) expected.withoutBySize[i];
        }
        assertThat(told.get("without").integer()).as(who).isEqualTo(without).isPositive();
    }

    private Tally yolov5() {
        Tally tally = new Tally(3);
        for (double[][] image : boxes) {
            for (double[] box : image) {
                long before = tally.duets;
                for (int l = 0; l < 3; l++) {
                    int cells = cells(box, 8 << l);
                    for (int a = 0; a < 6; a += 2) {
                        if (fits(box[2] - box[0], ANCHORS[l][a]) && fits(box[3] - box[1], ANCHORS[l][a + 1])) {
                            tally.duets += cells;
                            tally.byLevel[l] += cells;
                        }
                    }
                }
                tally.gt(box, tally.duets == before);
            }
        }
        return tally;
    }

    private static boolean fits(double side, double anchor) {
        return Math.max(side / anchor, anchor / side) < 4;
    }

    /** The cell of the centre and the nearer neighbour on each axis, where there is one: nearer than half a cell, and not the first cell. */
    private static int cells(double[] box, int stride) {
        double x = (box[0] + box[2]) / 2 / stride;
        double y = (box[1] + box[3]) / 2 / stride;
        int n = 1;
        for (double at : new double[] {x, y, (double) SIDE / stride - x, (double) SIDE / stride - y}) {
            n += at % 1 < 0.5 && at > 1 ? 1 : 0;
        }
        return n;
    }

    private Tally fcos() {
        Tally tally = new Tally(5);
        for (double[][] image : boxes) {
            boolean[] has = new boolean[image.length];
            for (int l = 0; l < 5; l++) {
                int stride = 8 << l;
                for (double y = stride / 2.0; y < SIDE; y += stride) {
                    for (double x = stride / 2.0; x < SIDE; x += stride) {
                        int owner = smallest(image, x, y, RANGES[l], RANGES[l + 1]);
                        if (owner >= 0) {
                            has[owner] = true;
                            tally.duets++;
                            tally.byLevel[l]++;
                        }
                    }
                }
            }
            for (int i = 0; i < image.length; i++) {
                tally.gt(image[i], !has[i]);
            }
        }
        return tally;
    }

    private static int smallest(double[][] image, double x, double y, double low, double high) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < image.length; i++) {
            double[] b = image[i];
            double nearest = Math.min(Math.min(x - b[0], y - b[1]), Math.min(b[2] - x, b[3] - y));
            double farthest = Math.max(Math.max(x - b[0], y - b[1]), Math.max(b[2] - x, b[3] - y));
            double area = (b[2] - b[0] + 1) * (b[3] - b[1] + 1);
            if (nearest > 0 && farthest >= low && farthest <= high && area < least) {
                least = area;
                best = i;
            }
        }
        return best;
    }
}
