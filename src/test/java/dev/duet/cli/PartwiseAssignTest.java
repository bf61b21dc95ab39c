package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.GtBatch;
import dev.duet.cli.text.Summary;
import dev.duet.io.Reads;
import dev.duet.io.cases.InputBatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code duet assign} image by image, in threes and at once: the same bytes, the same sums, the same table. */
class PartwiseAssignTest {
    private static final int SIDE = 128;
    private static final int IMAGES = 7;
    private static final int CLASSES = 5;

    @TempDir
    Path folder;

    static List<DetectionSystem> systems() {
        return Systems.list().stream().filter(s -> !Reads.predictions(s)).toList();
    }

    @ParameterizedTest
    @MethodSource("systems")
    void partsOfAnySizeWriteTheSame(DetectionSystem system) throws IOException {
        for (boolean explain : new boolean[] {false, true}) {
            String whole = written(system, batch(system), IMAGES, explain);
            assertThat(whole).contains("\"index\":6,\"name\":\"image 6\"");
            assertThat(whole.contains("\"claims\"")).isEqualTo(explain);
            for (int images : new int[] {1, 3}) {
                assertThat(written(system, batch(system), images, explain)).isEqualTo(whole);
            }
        }
    }

    /** File, sums and table of one run. */
    private String written(DetectionSystem system, InputBatch batch, int images, boolean explain) throws IOException {
        Path file = folder.resolve("out.json");
        StringWriter text = new StringWriter();
        try (Duet engine = Duet.engine(system.classes(CLASSES), batch.pyramid())
                        .threads(1)
                        .explain(explain);
                PrintWriter out = new PrintWriter(text)) {
            PartwiseAssign run = new PartwiseAssign(engine, batch);
            List<Long> told = new ArrayList<>();
            run.write(file, images, explain, (done, total) -> told.add(done));
            assertThat(told).hasSize(Math.ceilDiv(IMAGES, images)).endsWith((long) IMAGES);
            assertThat(run.totals().parts()).isEqualTo(told.size());
            Summary.print(out, engine, batch, run.totals());
            run.funnels().print(out);
        }
        return text.toString().replaceAll("time of .*", "").replaceAll(" +", " ") + Files.readString(file);
    }

    @Test
    void aBadImageOfALaterPartIsNamedAndNothingIsLeft() throws IOException {
        InputBatch batch = batch(Systems.YOLOV5);
        GtBatch gts = batch.gts().batch();
        gts.x1[gts.offset[5] + 1] = Float.POSITIVE_INFINITY;
        Path file = folder.resolve("out.json");
        try (Duet engine = Duet.engine(Systems.YOLOV5.classes(CLASSES), batch.pyramid())) {
            assertThatThrownBy(() -> new PartwiseAssign(engine, batch).write(file, 2, false, (done, total) -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("image 'image 5': gt_boxes[1][0]: Infinity; must be finite");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void everythingOfAnImageComesAlong() {
        GroundTruths gts = GroundTruths.ofRows(
                        new float[] {1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6}, new int[] {7, 8, 9}, new int[] {0, 1, 1, 3})
                .weights(new float[] {.1f, .2f, .3f})
                .ignoring(new float[] {0, 0, 9, 9, 10, 10, 19, 19}, new int[] {0, 1, 1, 2})
                .shares(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        GtBatch part = gts.part(1, 3).batch();
        assertThat(part.offset).containsExactly(0, 0, 2);
        assertThat(part.x1).containsExactly(3, 5);
        assertThat(part.y2).containsExactly(4, 6);
        assertThat(part.label).containsExactly(8, 9);
        assertThat(part.weight).containsExactly(.2f, .3f);
        assertThat(part.ignoreOffset).containsExactly(0, 0, 1);
        assertThat(part.ignoreBoxes).containsExactly(10, 10, 19, 19);
        assertThat(part.shares).containsExactly(5, 6, 7, 8, 9, 10, 11, 12);
        GtBatch rotated = GroundTruths.rotatedRows(
                        new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, new int[] {0, 1}, new int[] {0, 1, 2})
                .part(1, 2)
                .batch();
        assertThat(rotated.isRotated()).isTrue();
        assertThat(rotated.cx).containsExactly(6);
        assertThat(rotated.angle).containsExactly(10);
    }

    @Test
    void anNpzThatDoesNotFitIsRefusedBeforehand() throws IOException {
        StringBuilder images = new StringBuilder();
        for (int i = 0; i < 400_000; i++) {
            images.append(i == 0 ? "" : ",")
                    .append("{\"id\":" + i + ",\"file_name\":\"" + i + "\",\"width\":64,\"height\":64}");
        }
        Path labels = Files.writeString(
                folder.resolve("many.json"),
                "{\"categories\":[{\"id\":1,\"name\":\"a\"}],\"images\":[" + images + "],\"annotations\":[]}");
        Path out = folder.resolve("out.npz");
        Run run = Run.of("assign", "-s", "yolov5", "--labels", labels, "-o", out);
        assertThat(run.code()).isEqualTo(Main.DATA);
        assertThat(run.err()).hasLineCount(1).contains("400000 images", "write .json");
        assertThat(out).doesNotExist();
    }

    private static InputBatch batch(DetectionSystem system) {
        SplittableRandom random = new SplittableRandom(3);
        List<float[]> rows = new ArrayList<>();
        int[] offsets = new int[IMAGES + 1];
        List<String> names = new ArrayList<>();
        for (int b = 0; b < IMAGES; b++) {
            names.add("image " + b);
            int n = b == 0 || b == 4 ? 0 : random.nextInt(1, 9);
            for (int i = 0; i < n; i++) {
                float x = (float) random.nextDouble(100);
                float y = (float) random.nextDouble(100);
                rows.add(new float[] {x, y, x + (float) random.nextDouble(60), y + (float) random.nextDouble(60)});
            }
            offsets[b + 1] = rows.size();
        }
        float[] boxes = new float[4 * rows.size()];
        int[] labels = new int[rows.size()];
        for (int g = 0; g < labels.length; g++) {
            System.arraycopy(rows.get(g), 0, boxes, 4 * g, 4);
            labels[g] = random.nextInt(CLASSES);
        }
        Pyramid pyramid = Pyramid.of(SIDE, SIDE, system.geometry().strides());
        GroundTruths gts = GroundTruths.ofRows(boxes, labels, offsets);
        return new InputBatch(pyramid, gts, new Predictions[0], CLASSES, names, List.of());
    }
}
