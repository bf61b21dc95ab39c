package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Bad input: one line on stderr that names what is wrong, exit code 2 for usage and 1 for data, and no output file. */
class ErrorsTest {
    @TempDir
    Path folder;

    private void fails(int code, String message, Object... args) throws IOException {
        Run.fails(folder, code, message, args);
    }

    private void caseFails(String message, SmallCase broken) throws IOException {
        Path file = broken.write(folder.resolve("case.npz"));
        fails(1, message, "assign", "--system", "yolov8", "--input", file, "--output", folder.resolve("out.npz"));
    }

    private void labelsFail(String message, String json) throws IOException {
        Path labels = Files.writeString(folder.resolve("labels.json"), json);
        Path predictions = new SmallCase().write(folder.resolve("pred.npz"));
        fails(
                1,
                message,
                "assign",
                "--system=yolov8",
                "--labels=" + labels,
                "--predictions=" + predictions,
                "--output=" + folder.resolve("out.json"));
    }

    @Test
    void missingFile() throws IOException {
        Path missing = folder.resolve("none.npz");
        fails(1, missing + ": does not exist", "assign", "-s", "yolov8", "-i", missing, "-o", folder.resolve("o.npz"));
        fails(1, missing + ": does not exist", "bench", "-s", "yolov8", "-i", missing);
    }

    @Test
    void missingOutputFolder() throws IOException {
        Path file = new SmallCase().write(folder.resolve("case.npz"));
        Path out = folder.resolve("none/out.npz");
        fails(1, "does not exist", "assign", "-s", "yolov8", "-i", file, "-o", out);
    }

    @Test
    void truncatedNpz() throws IOException {
        Path file = new SmallCase().write(folder.resolve("case.npz"));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        fails(1, file.toString(), "assign", "-s", "yolov8", "-i", file, "-o", folder.resolve("out.npz"));
        Files.write(file, new byte[0]);
        fails(1, file.toString(), "assign", "-s", "yolov8", "-i", file, "-o", folder.resolve("out.npz"));
    }

    @Test
    void wrongArrays() throws IOException {
        caseFails("has no array 'gt_boxes'", new SmallCase().without("gt_boxes"));
        caseFails("has no predictions", new SmallCase().without("pred_boxes", "pred_scores"));
        caseFails("needs pred_scores", new SmallCase().without("pred_scores"));
        caseFails("'gt_labels' is float32 (4,)", new SmallCase().put("gt_labels", new float[4], 4));
        caseFails("'gt_labels' is int32 (3,)", new SmallCase().put("gt_labels", new int[3], 3));
        caseFails("'gt_boxes' is float32 (2, 8)", new SmallCase().put("gt_boxes", new float[16], 2, 8));
        caseFails("'pred_boxes' is int32", new SmallCase().put("pred_boxes", new int[2 * 84 * 4], 2, 84, 4));
        caseFails(
                "'pred_boxes' is float32 (2, 83, 4)",
                new SmallCase().put("pred_boxes", new float[2 * 83 * 4], 2, 83, 4));
        caseFails("'pred_scores' is float32 (1, 84, 3)", new SmallCase().put("pred_scores", new float[252], 1, 84, 3));
        caseFails("'grid' is int32 (6,)", new SmallCase().put("grid", new int[] {8, 8, 4, 4, 2, 2}, 6));
        caseFails("strides[1]: 0", new SmallCase().put("strides", new int[] {8, 0, 32}, 3));
    }

    /** Anchors that a system reads count, or are an error: they are not passed over for its own. */
    @Test
    void anchorsOfACase() throws IOException {
        float[] sides = new float[6];
        java.util.Arrays.fill(sides, 16);
        SmallCase small = new SmallCase()
                .put("pred_boxes", new float[2 * 252 * 4], 2, 252, 4)
                .put("pred_scores", new float[2 * 252 * 3], 2, 252, 3);
        Path one = small.put("anchors", sides, 3, 1, 2).write(folder.resolve("one.npz"));
        Path flat = small.put("anchors", sides, 3, 2).write(folder.resolve("flat.npz"));
        Path out = folder.resolve("out.npz");
        String units = "array 'anchors' is float32 (3, 1, 2), but the predictions show 3 units per cell";
        fails(1, units, "assign", "-s", "yolov7", "-i", one, "-o", out);
        fails(1, "array 'anchors' is float32 (3, 2), expected", "assign", "-s", "yolov7", "-i", flat, "-o", out);
        fails(1, "array 'anchors' is float32 (3, 2), expected", "assign", "-s", "yolov5", "-i", flat, "-o", out);
        Run run = Run.of("assign", "-s", "yolov5", "-i", one, "-o", out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("84 units per image").doesNotContain("anchors");
    }

    /** A canvas too large for a system is no fault of the labels. */
    @Test
    void largeCanvas() throws IOException {
        Path labels = Files.createDirectory(folder.resolve("labels"));
        Files.writeString(labels.resolve("a.txt"), "0 0.5 0.5 0.2 0.3\n");
        String size = "--photo-size=64x64";
        String canvas = "--canvas=999999x999999";
        String message = "duet: canvas 999999x999999: grid: 125000 x 125000 cells on level 0; an image has at most";
        fails(2, message, "audit", "--systems=fcos,yolov5", "--labels", labels, size, canvas);
        fails(2, message, "compare", "--systems=yolov8", "--labels", labels, size, canvas);
        Path out = folder.resolve("o.json");
        fails(2, message, "assign", "-s", "fcos", "--labels", labels, size, canvas, "-o", out);
        fails(2, "--epoch: -1; counted from 0", "assign", "-s", "tood", "-i", "x.npz", "--epoch=-1", "-o", out);
    }

    /** Predictions of one unit per cell, or of no whole number of units, for systems with three. */
    @Test
    void unitsPerCell() throws IOException {
        float[] sides = new float[18];
        java.util.Arrays.fill(sides, 16);
        for (int units : new int[] {84, 100}) {
            SmallCase small = new SmallCase()
                    .put("pred_boxes", new float[2 * units * 4], 2, units, 4)
                    .put("pred_scores", new float[2 * units * 3], 2, units, 3);
            String message = "'pred_boxes' is float32 (2, " + units + ", 4), expected 252 units per image, 3 per cell";
            Path plain = small.write(folder.resolve("plain.npz"));
            Path anchored = small.put("anchors", sides, 3, 3, 2).write(folder.resolve("anchored.npz"));
            for (String system : new String[] {"yolov7", "yolov3"}) {
                for (Path file : new Path[] {plain, anchored}) {
                    fails(1, message, "assign", "-s", system, "-i", file, "-o", folder.resolve("out.npz"));
                }
            }
        }
        Path two = new SmallCase()
                .put("anchors", new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9}, 3, 2, 2)
                .write(folder.resolve("two.npz"));
        fails(1, "3 per cell", "assign", "-s", "yolov7", "-i", two, "-o", folder.resolve("out.npz"));
    }

    /** Levels in another order than their strides, height and width exchanged, cells left out; the message names the first level. */
    @Test
    void gridsThatContradictTheImage() throws IOException {
        caseFails(
                "grid [8,8] x stride 32 is 256 x 256, image_size says 64 x 64",
                new SmallCase().put("strides", new int[] {32, 16, 8}, 3));
        caseFails(
                "grid [8,8] x stride 8 is 64 x 64, image_size says 64 x 80",
                new SmallCase().put("image_size", new int[] {64, 80}, 2));
        caseFails(
                "grid [4,3] x stride 16 is 64 x 48, image_size says 64 x 64",
                new SmallCase().put("grid", new int[] {8, 8, 4, 3, 2, 2}, 3, 2));
        caseFails(
                "grid [999999,999999] x stride 8 is 7999992 x 7999992, image_size says 64 x 64",
                new SmallCase().put("grid", new int[] {999999, 999999, 4, 4, 2, 2}, 3, 2));
        caseFails("grid[0]: -8; must be at least 1", new SmallCase().put("grid", new int[] {8, -8, 4, 4, 2, 2}, 3, 2));
        caseFails(
                "'strides' is empty, which stands for a set of queries",
                new SmallCase().put("strides", new int[0], 0).without("grid"));
    }

    /** Few bytes that ask for much memory are refused before any is given; the message has the option that lets them through. */
    @Test
    void smallFilesThatAskForMuch() throws IOException {
        Path out = folder.resolve("o.npz");
        SmallCase labels = new SmallCase().without("pred_boxes", "pred_scores", "grid");
        Path wide = labels.put("image_size", new int[] {240_000, 240_000}, 2).write(folder.resolve("wide.npz"));
        String units = "image_size 240000 x 240000 makes 900,000,000 units per image, more than 2,097,152;"
                + " if that is meant, --max-units 900000000 lets it through";
        fails(1, wide + ": " + units, "assign", "-s=fcos", "-i", wide, "-o", out);
        fails(1, units, "compare", "-s=yolov5,yolov8", "-i", wide);
        fails(1, units, "bench", "-s=yolov5", "-i", wide);
        Path names = labels.put("image_size", new int[] {64, 64}, 2)
                .put("image_names", new String[] {"n".repeat(4097), ""}, 2)
                .write(folder.resolve("names.npz"));
        fails(1, "'image_names' is text of up to 4097 characters", "assign", "-s=fcos", "-i", names, "-o", out);
        Path zeros = folder.resolve("zeros.npz");
        new SmallCase()
                .put("pred_scores", new float[2 * 84 * 62416], 2, 84, 62416)
                .write(zeros, true);
        fails(1, "--max-unpacked 41 (megabytes) lets it through", "assign", "-s=yolov8", "-i", zeros, "-o", out);
        Run run = Run.of("assign", "-s=yolov8", "-i", zeros, "-o", out, "--max-unpacked=41", "--max-units=1");
        assertThat(run.err()).doesNotContain("--max-unpacked");
        fails(2, "--max-units: 0; 1 to 2147483647", "assign", "-s=fcos", "-i", wide, "-o", out, "--max-units=0");
    }

    @Test
    void wrongOffsets() throws IOException {
        caseFails("gt_offsets[2]: 4 after 5", new SmallCase().put("gt_offsets", new int[] {0, 5, 4}, 3));
        caseFails("gt_offsets[0]: 1; must be 0", new SmallCase().put("gt_offsets", new int[] {1, 3, 4}, 3));
        caseFails("'gt_offsets' ends with 3", new SmallCase().put("gt_offsets", new int[] {0, 2, 3}, 3));
    }

    @Test
    void wrongGroundTruth() throws IOException {
        caseFails("gt_labels[2]: 3; classes are 0 .. 2", new SmallCase().put("gt_labels", new int[] {0, 1, 3, 1}, 4));
        caseFails("gt_labels[0]: -1", new SmallCase().put("gt_labels", new int[] {-1, 1, 2, 1}, 4));
        caseFails("gt_boxes[1]: x2 < x1", change(5, 6, 3));
        caseFails("gt_boxes[3][1]: NaN", change(13, 13, Float.NaN));
        caseFails("gt_boxes[0][3]: Infinity", change(3, 3, Float.POSITIVE_INFINITY));
    }

    private static SmallCase change(int from, int to, float value) {
        SmallCase small = new SmallCase();
        Arrays.fill(small.floats("gt_boxes"), from, to + 1, value);
        return small;
    }

    @Test
    void notANumberAmongThePredictions() throws IOException {
        SmallCase small = new SmallCase();
        int unit = 9; // row 1, column 1 of the first level: its point (12, 12) lies in the first GT
        small.floats("pred_boxes")[unit * 4 + 2] = Float.NaN;
        caseFails("image 0, unit 9", small);
        small = new SmallCase();
        // The unit's box is the GT's: scores of candidates whose overlap keeps them out in any case are not read.
        System.arraycopy(small.floats("gt_boxes"), 12, small.floats("pred_boxes"), (SmallCase.UNITS + 36) * 4, 4);
        small.floats("pred_scores")[(SmallCase.UNITS + 36) * SmallCase.CLASSES + 1] = Float.POSITIVE_INFINITY;
        caseFails("image 1, unit 36", small);
        float[] logits = new float[2 * 84 * 3];
        Arrays.fill(logits, -1.5f);
        caseFails(
                " is -1.5, no probability (0 .. 1); are these logits? Logits go into pred_logits",
                new SmallCase().put("pred_scores", logits, 2, 84, 3));
    }

    @Test
    void wrongLabels() throws IOException {
        labelsFail("line 3", "{\"images\": [],\n \"categories\": [],\n \"annotations\": [}\n");
        labelsFail("category", """
                {"images": [{"id": 1, "file_name": "a.jpg", "width": 64, "height": 64}],
                 "categories": [{"id": 1, "name": "cat"}],
                 "annotations": [{"id": 5, "image_id": 1, "category_id": 9, "bbox": [1, 1, 20, 20], "iscrowd": 0}]}
                """);
        labelsFail("1 images, but", """
                {"images": [{"id": 1, "file_name": "a.jpg", "width": 64, "height": 64}],
                 "categories": [{"id": 1, "name": "cat"}], "annotations": []}
                """);
        labelsFail("class 3 ('d'), but the predictions have scores of 3 classes", """
                {"images": [{"id": 1, "file_name": "a.jpg", "width": 64, "height": 64},
                            {"id": 2, "file_name": "b.jpg", "width": 64, "height": 64}],
                 "categories": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}, {"id": 3, "name": "c"},
                                {"id": 4, "name": "d"}],
                 "annotations": [{"id": 5, "image_id": 1, "category_id": 4, "bbox": [1, 1, 20, 20], "iscrowd": 0}]}
                """);
    }

    @Test
    void imageNamesThatTheLabelsDoNotHave() throws IOException {
        Path labels = Files.writeString(folder.resolve("labels.json"), """
                {"images": [{"id": 1, "file_name": "a.jpg", "width": 64, "height": 64}],
                 "categories": [{"id": 1, "name": "cat"}], "annotations": []}
                """);
        Path predictions = new SmallCase()
                .put("image_names", new String[] {"a.jpg", "z.jpg"}, 2)
                .write(folder.resolve("pred.npz"));
        Path out = folder.resolve("out.npz");
        fails(
                1,
                "no image 'z.jpg'",
                "assign",
                "-s=yolov8",
                "--labels",
                labels,
                "--predictions",
                predictions,
                "-o",
                out);
    }

    @Test
    void moreUnitsThanAnArrayHolds() throws IOException {
        StringBuilder images = new StringBuilder();
        for (int i = 0; i < 90_000; i++) {
            images.append(i == 0 ? "" : ",").append("{\"id\":" + i + ",\"file_name\":\"a\",\"width\":9,\"height\":9}");
        }
        Path labels = Files.writeString(
                folder.resolve("labels.json"),
                "{\"images\":[" + images + "],\"categories\":[{\"id\":1,\"name\":\"a\"}],\"annotations\":[]}");
        Path out = folder.resolve("out.npz");
        fails(1, out + ": 90000 images of 25200 units", "assign", "-s", "yolov5", "--labels", labels, "-o", out);
    }

    @Test
    void tooLittleMemoryIsOneLine() {
        CommandLine line = Main.commandLine();
        Callable<Integer> hungry = () -> {
            throw new OutOfMemoryError("Java heap space");
        };
        line.addSubcommand("hungry", CommandSpec.wrapWithoutInspection(hungry));
        StringWriter err = new StringWriter();
        line.setErr(new PrintWriter(err));
        assertThat(line.execute("hungry")).isEqualTo(Main.DATA);
        assertThat(err.toString()).contains("too small", "DUET_JAVA_OPTS=-Xmx").hasLineCount(1);
    }

    /** Whatever a library throws ends in one line that names no class of Java's, and says what to do. */
    @ParameterizedTest
    @MethodSource("troubles")
    void everyTroubleIsOneLine(Throwable trouble, String message) {
        CommandLine line = Main.commandLine();
        Callable<Integer> failing = () -> {
            if (trouble instanceof Error e) {
                throw e;
            }
            throw (Exception) trouble;
        };
        line.addSubcommand("failing", CommandSpec.wrapWithoutInspection(failing));
        StringWriter err = new StringWriter();
        line.setErr(new PrintWriter(err));
        assertThat(line.execute("failing")).isEqualTo(Main.DATA);
        assertThat(err.toString()).startsWith("duet: ").contains(message).doesNotContain("Exception", "java.");
        assertThat(err.toString()).hasLineCount(1);
    }

    static List<Arguments> troubles() {
        return List.of(
                arguments(new NullPointerException(), "a fault of Duet itself (NullPointer in "),
                arguments(new IOException("a\n\u001bb"), "a fault of Duet itself (IO in "),
                arguments(libraryFault(), "a fault of Duet itself (NumberFormat in "),
                arguments(new IllegalStateException("said by\n Duet"), "duet: said by Duet"),
                arguments(new StackOverflowError(), "DUET_JAVA_OPTS=-Xss64m"),
                arguments(new OutOfMemoryError("unable to create native thread"), "--threads asks for fewer"),
                arguments(
                        new InternalError("a fault occurred in an unsafe memory access operation"),
                        "became shorter while it was read"),
                arguments(new NoClassDefFoundError("x/Y"), "copy its folder again"),
                arguments(new UncheckedIOException(new IOException("disk on fire")), "(disk on fire)"));
    }

    private static RuntimeException libraryFault() {
        try {
            return new IllegalArgumentException("there is no such number " + Integer.parseInt("x"));
        } catch (NumberFormatException e) {
            return e;
        }
    }

    @Test
    void verboseShowsTheStackTrace() {
        Run run = Run.of("assign", "--verbose", "-s", "yolov8", "-i", folder.resolve("none"), "-o", "out.npz");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("DataException").contains("\tat ");
    }

    @Test
    void anOlderResultSurvivesAFailure() throws IOException {
        Path out = Files.writeString(folder.resolve("out.npz"), "old");
        Run run = Run.of("assign", "-s", "yolov8", "-i", folder.resolve("none"), "-o", out);
        assertThat(run.code()).isEqualTo(1);
        assertThat(out).hasContent("old");
    }
}
