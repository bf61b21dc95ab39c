package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every command does with labels: what is left out, faults, exit codes. */
class LabelCommandsTest {
    private static final String BOX = "{\"id\": %d, \"image_id\": 1, \"category_id\": 1, \"bbox\": [%s]%s}";
    private static final String FAULT =
            "1 boxes that are none left out: %s, line 1: annotation 2 (image a.jpg) has a bbox of negative size";

    @TempDir
    Path folder;

    private Path labels;

    @BeforeEach
    void begin() throws IOException {
        StringBuilder boxes = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            boxes.append(BOX.formatted(10 + i, i + ", 10, " + (30 + i) + ", 40", ""))
                    .append(',');
        }
        boxes.append(BOX.formatted(2, "50, 60, -10, 20", "")).append(',');
        boxes.append(BOX.formatted(3, "0, 0, 640, 480", ", \"iscrowd\": 1")).append(',');
        boxes.append(BOX.formatted(4, "0, 0, 640, 480", ", \"ignore\": 1")).append(',');
        boxes.append(BOX.formatted(5, "10, 10, 0, 40", ""));
        labels = Files.writeString(
                folder.resolve("l.json"),
                "{\"images\": [{\"id\": 1, \"file_name\": \"a.jpg\", \"width\": 640, \"height\": 480}], \"annotations\": ["
                        + boxes + "], \"categories\": [{\"id\": 1, \"name\": \"cat\"}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit --systems yolov5", "compare --systems yolov5", "anchors --levels 1"})
    void goOnAtFaultsUnlessStrict(String command) {
        Run run = run(command);
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("note: " + FAULT.formatted(labels))
                .contains("note: 1 crowd boxes left out")
                .contains("note: 1 boxes marked 'ignore' left out");
        Run strict = run(command + " --strict");
        assertThat(strict.code()).isEqualTo(1);
        assertThat(strict.out()).contains("note: " + FAULT.formatted(labels));
        assertThat(strict.err()).contains("duet: " + labels + ": 1 fault in the labels (--strict)");
    }

    @Test
    void anchorsAreFittedToBoxesWithArea() {
        assertThat(run("anchors --levels 1").out())
                .contains("note: 1 boxes without area left out")
                .contains("\n12 boxes")
                .doesNotContain("640.0")
                .doesNotContain(" 0.0,");
    }

    @Test
    void whatIsLeftOutOfTheFitIsCounted() throws IOException {
        Files.writeString(labels, Files.readString(labels).replace("10, 10, 0, 40", "10, 10, 1, 1.5"));
        assertThat(run("anchors --levels 1 --canvas 640x480").out())
                .contains("note: 1 boxes with both sides under 2 pixels left out of the fit")
                .contains("\n13 boxes");
        assertThat(run("anchors --levels 1 --canvas 64x48 --per-level 1").out())
                .contains("note: 1 boxes with both sides under 2 pixels left out of the fit");
    }

    @Test
    void thePictureIsOfTheImageThatIsNamed() throws IOException {
        Files.writeString(
                labels,
                "{\"images\": [{\"id\": 1, \"file_name\": \"c1/a.jpg\", \"width\": 640, \"height\": 480},"
                        + " {\"id\": 2, \"file_name\": \"c2/a.jpg\", \"width\": 640, \"height\": 480}], \"annotations\": ["
                        + BOX.formatted(1, "10, 10, 50, 40", "")
                        + "], \"categories\": [{\"id\": 1, \"name\": \"cat\"}]}");
        String picture = " --picture " + folder.resolve("a.svg");
        assertThat(run("compare --systems yolov5 --image c2/a" + picture).code())
                .isZero();
        assertThat(run("compare --systems yolov5 --image a" + picture).err())
                .contains("'a' fits c1/a.jpg and c2/a.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--levels 0", "--levels 2147483647", "--per-level -1", "--threshold NaN"})
    void anchorsOutOfRangeAreMisuse(String option) {
        Run run = run("anchors " + option);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("duet: ").contains(option.substring(0, option.indexOf(" ")));
    }

    @Test
    void assignStopsAtAFaultOrSkipsIt() throws IOException {
        Path output = folder.resolve("o.json");
        Run stopped = run("assign --system yolov5 --output " + output);
        assertThat(stopped.code()).isEqualTo(1);
        assertThat(stopped.err()).contains("l.json, line 1: annotation 2 (image a.jpg) has a bbox of negative size");
        assertThat(output).doesNotExist();
        Run skipped = run("assign --system yolov5 --skip-faulty --output " + output);
        assertThat(skipped.code()).isZero();
        assertThat(skipped.out()).contains("note: " + FAULT.formatted(labels));
        assertThat(Files.readString(output)).contains("\"notes\":[\"1 boxes that are none left out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit", "compare"})
    void jsonSaysWhatWasLeftOut(String command) {
        assertThat(run(command + " --systems yolov5 --json").out())
                .contains(
                        "{\"kind\":\"bad_box\",\"text\":\"boxes that are none left out\",\"count\":1,\"fault\":true,\"places\":[\"")
                .contains(
                        "{\"kind\":\"crowd\",\"text\":\"crowd boxes left out\",\"count\":1,\"fault\":false,\"places\":[]}");
    }

    private Run run(String command) {
        return Run.of((Object[]) (command + " --labels " + labels).split(" "));
    }
}
