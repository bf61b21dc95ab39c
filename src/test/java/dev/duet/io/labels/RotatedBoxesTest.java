package dev.duet.io.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.duet.api.Systems;
import dev.duet.io.cases.InputBatch;
import dev.duet.io.npz.NpzWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows of corners as rotated boxes, against OpenCV and end to end. */
class RotatedBoxesTest {
    private static final String TILTED = "0 .5 .25 .75 .5 .5 .75 .25 .5";

    @TempDir
    Path root;

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    private static double[] around(double[] points) {
        return LeastRectangle.around(LeastRectangle.hull(points, points.length / 2));
    }

    @Test
    void rectanglesAreThoseOfOpenCv() throws IOException {
        int rows = 0;
        for (String row : Files.readAllLines(Path.of("src/test/resources/io/least-rectangles.tsv"))) {
            if (row.startsWith("#")) {
                continue;
            }
            String[] columns = row.split("\t");
            double[] wanted = numbers(columns[1]);
            double[] got = around(numbers(columns[0]));
            rows++;
            for (int i = 0; i < 4; i++) {
                assertThat(got[i]).as(row).isCloseTo(wanted[i], within(2e-3));
            }
            double turn = Math.abs(got[4] - wanted[4]);
            assertThat(wanted[2] == 0 ? 0 : Math.min(turn, Math.PI - turn))
                    .as(row)
                    .isLessThan(1e-4);
        }
        assertThat(rows).isEqualTo(60);
    }

    /** No other direction of a fine fan gives less, and all points lie within. */
    @Test
    void noOtherRectangleIsSmaller() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            double[] points = random.doubles(2 * random.nextInt(1, 12), -5, 5)
                    .map(x -> random.nextBoolean() ? Math.rint(x) : x)
                    .toArray();
            double[] box = around(points);
            for (int step = 0; step < 180; step++) {
                double[] sides = sides(points, Math.PI * step / 180);
                assertThat(box[2] * box[3]).isLessThanOrEqualTo(sides[0] * sides[1] + 1e-9);
            }
            double[] own = sides(points, box[4]);
            assertThat(own[0]).isCloseTo(box[2], within(1e-9));
            assertThat(own[1]).isCloseTo(box[3], within(1e-9));
        }
    }

    private static double[] sides(double[] points, double angle) {
        double[] least = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] most = {-Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int i = 0; i < points.length; i += 2) {
            double[] at = {
                points[i] * Math.cos(angle) + points[i + 1] * Math.sin(angle),
                points[i + 1] * Math.cos(angle) - points[i] * Math.sin(angle)
            };
            for (int axis = 0; axis < 2; axis++) {
                least[axis] = Math.min(least[axis], at[axis]);
                most[axis] = Math.max(most[axis], at[axis]);
            }
        }
        return new double[] {most[0] - least[0], most[1] - least[1]};
    }

    @Test
    @Timeout(10)
    void longPolygonsTakeNoTime() {
        double[] circle = new double[2_000_000];
        for (int i = 0; i < circle.length; i += 2) {
            circle[i] = Math.cos(i);
            circle[i + 1] = Math.sin(i);
        }
        assertThat(around(circle)[2]).isCloseTo(2, within(1e-3));
    }

    @Test
    void rowsForRotatedSystems() throws IOException {
        LabelTree tree = new LabelTree(root);
        tree.text("labels/a.txt", "0 .5 .5 .2 .4\n" + TILTED + "\n1 .1 .1 .9 .1 .9 .3 .5 .2 .1 .3\n");
        tree.text("labels/b.txt", TILTED);
        LabelOptions options = LabelOptions.defaults().withPhotoSize(200, 100);
        Labels labels = Labels.open(root, options.withRotated(true));
        assertThat(labels.remarks().notes())
                .containsExactly(
                        "1 polygons taken as the least rotated boxes around them",
                        "2 rows of four corners taken as rotated boxes",
                        "1 boxes without corners taken as rotated by 0");
        RotatedBoxes boxes = new Letterbox(Letterbox.Mode.TOP_LEFT, 400, 400).rotate(labels);
        assertThat(box(boxes, 0)).containsExactly(200, 100, 80, 80, 0);
        assertThat(box(boxes, 2)).containsExactly(200, 40, 320, 40, 0);
        // A diamond of 200 x 100 pixels on the canvas; stretched to a square of its own it stands on its corner.
        assertThat(boxes.w()[1]).isCloseTo(178.885f, within(.01f));
        assertThat(boxes.h()[1]).isCloseTo(89.443f, within(.01f));
        RotatedBoxes square = new Letterbox(Letterbox.Mode.STRETCH, 400, 400).rotate(labels);
        assertThat(square.w()[3]).isCloseTo((float) (200 / Math.sqrt(2)), within(.01f));
        assertThat(Math.abs(square.angle()[3])).isCloseTo((float) (Math.PI / 4), within(1e-6f));
        // For other systems they are boxes.
        assertThat(Labels.open(root, options).corners(1)).isEmpty();
        assertThat(Labels.open(root, options).x1()[1]).isEqualTo(50);
    }

    private static float[] box(RotatedBoxes b, int i) {
        return new float[] {b.cx()[i], b.cy()[i], b.w()[i], b.h()[i], b.angle()[i]};
    }

    @Test
    void labelsOfRotatedSystemsMeetPredictions() throws IOException {
        new LabelTree(root).text("labels/a.txt", "0 .25 .125 .375 .25 .25 .375 .125 .25\n0 .5 .5 .25 .25\n");
        Path predictions = root.resolve("p.npz");
        float[] boxes = new float[84 * 5];
        float[] scores = new float[84];
        for (int u = 0; u < 84; u++) {
            System.arraycopy(new float[] {16, 16, 11, 11, .78f}, 0, boxes, 5 * u, 5);
            scores[u] = .5f;
        }
        try (NpzWriter npz = NpzWriter.create(predictions, false)) {
            npz.put("image_size", new int[] {64, 64}, 2)
                    .put("pred_boxes", boxes, 1, 84, 5)
                    .put("pred_scores", scores, 1, 84, 1);
            npz.commit();
        }
        InputBatch batch = LabelledBatch.read(
                root,
                LabelOptions.defaults().withPhotoSize(64, 64),
                Letterbox.Mode.CENTRE,
                predictions,
                Systems.named("yolov8-obb"));
        assertThat(batch.gts().isRotated()).isTrue();
        assertThat(batch.gts().batch().w[0]).isCloseTo((float) (16 / Math.sqrt(2)), within(1e-4f));
        assertThat(batch.gts().batch().w[1]).isEqualTo(16);
        assertThat(batch.notes()).contains("1 rows of four corners taken as rotated boxes");
    }
}
