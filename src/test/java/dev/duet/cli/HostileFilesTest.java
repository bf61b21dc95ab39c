package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.fuzz.PlainJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to do harm, from the command to its answer: a sentence or a result, soon. */
@Timeout(20)
class HostileFilesTest {
    private static final String COCO =
            "{\"images\": [{\"id\": 1, \"file_name\": \"NAME\", \"width\": 64, \"height\": 64}],"
                    + " \"annotations\": [{\"id\": 1, \"image_id\": 1, \"category_id\": 1, \"bbox\": [9, 9, 40, 40]}],"
                    + " \"categories\": [{\"id\": 1, \"name\": \"NAME\"}]}";

    @TempDir
    Path folder;

    private Path coco(String name) throws IOException {
        return Files.writeString(folder.resolve("l.json"), COCO.replace("NAME", name));
    }

    /** Names hold whatever JSON can say; pictures stay well-formed and terminals are not steered. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\u0001\\u0008\\u001b[31m\\u007f\\u009b2J.jpg",
                "<script>&amp;\\\"'</text>]]>.jpg",
                "a\\r\\nduet: all is well\\u2028\\u202egpj",
                "\\ud800\\udc00\\ud800",
                "\\uffff\\ufffe\\u0000",
                " ",
            })
    void namesSteerNothing(String name) throws Exception {
        Path labels = coco(name);
        for (String form : new String[] {"svg", "html"}) {
            Path picture = folder.resolve("p." + form);
            Run run = Run.of("compare", "-s=yolov5,fcos", "--labels", labels, "--canvas=64x64", "--picture", picture);
            assertThat(run.code()).as(run.err()).isZero();
            assertThat((run.out() + run.err()).lines()).noneMatch(line -> line.startsWith("duet: "));
            assertThat(Files.readString(picture))
                    .doesNotContain("<script>&")
                    .doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f]");
            if (form.equals("svg")) {
                var builder = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
                assertThat(builder.parse(picture.toFile()).getDocumentElement().getTagName())
                        .isEqualTo("svg");
            }
        }
        for (String out : new String[] {"o.json", "o.npz"}) {
            Run run = Run.of("assign", "-s=yolov5", "--labels", labels, "--canvas=64x64", "-o", folder.resolve(out));
            assertThat(run.code()).as(run.err()).isZero();
        }
        // Another parser reads the name in every JSON.
        Object wanted = PlainJson.parse("\"" + name + "\"");
        assertThat(Files.readString(folder.resolve("o.json"))).satisfies(json -> has(json, wanted));
        has(Run.of("audit", "-s=yolov5", "--labels", labels, "--json").out(), wanted);
        Run audit = Run.of("audit", "-s=yolov5", "--labels", labels, "--page", folder.resolve("p.html"));
        assertThat(audit.code()).as(audit.err()).isZero();
        assertThat(audit.out().lines()).noneMatch(line -> line.startsWith("duet: "));
    }

    /** Sizes and offsets at the ends of their types are refused by their names. */
    @Test
    void numbersAtTheEndsOfTheirTypes() throws IOException {
        int most = Integer.MAX_VALUE;
        SmallCase bare = new SmallCase().without("pred_boxes", "pred_scores", "grid");
        Path out = folder.resolve("o.npz");
        Path wide = bare.put("image_size", new int[] {most, most}, 2).write(folder.resolve("wide.npz"));
        String units = "makes 72,057,594,037,927,936 units per image, more than 2,097,152, and than any image can have";
        Run.fails(folder, 1, units, "assign", "-s=yolov5", "-i", wide, "-o", out);
        Path strides =
                new SmallCase().put("strides", new int[] {8, most, 32}, 3).write(folder.resolve("strides.npz"));
        Run.fails(folder, 1, "strides.npz: ", "assign", "-s=yolov8", "-i", strides, "-o", out);
        Path labels =
                new SmallCase().put("gt_labels", new int[] {0, 1, most, 1}, 4).write(folder.resolve("labels.npz"));
        Run.fails(folder, 1, "labels.npz: ", "assign", "-s=yolov8", "-i", labels, "-o", out);
    }

    @Test
    void masksBeyondTheAnchors() throws IOException {
        float[] sides = new float[18];
        Arrays.fill(sides, 16);
        for (int bad : new int[] {9, -1, Integer.MAX_VALUE}) {
            Path file = new SmallCase()
                    .without("pred_boxes", "pred_scores")
                    .put("anchors", sides, 3, 3, 2)
                    .put("anchor_masks", new int[] {0, 1, 2, 3, 4, 5, 6, 7, bad}, 3, 3)
                    .write(folder.resolve("masks.npz"));
            for (String system : new String[] {"yolov3", "yolov4", "yolov5"}) {
                Run run = Run.of("assign", "-s", system, "-i", file, "-o", folder.resolve("o.npz"));
                assertThat(run.err()).as(system + " " + bad).doesNotContain("fault of Duet", "Exception");
                assertThat(run.err()
                                .lines()
                                .filter(line -> line.startsWith("duet: "))
                                .count())
                        .isEqualTo(run.code());
            }
        }
    }

    /** Finite boxes whose areas are not: a result or a sentence, whatever the system. */
    @ParameterizedTest
    @ValueSource(strings = {"picodet", "yolov8", "simota", "rtmdet", "tood", "atss", "ota"})
    void boxesWhoseAreasLeaveFloat32(String system) throws IOException {
        float[] boxes = new float[2 * 84 * 4];
        for (int i = 0; i < boxes.length; i++) {
            boxes[i] = i % 4 < 2 ? -3e38f : 3e38f;
        }
        Path file = new SmallCase().put("pred_boxes", boxes, 2, 84, 4).write(folder.resolve("huge.npz"));
        Run run = Run.of("assign", "-s", system, "-i", file, "-o", folder.resolve("o.npz"));
        assertThat(run.err()).doesNotContain("fault of Duet", "Exception");
        assertThat(run.code()).as(run.err()).isLessThanOrEqualTo(1);
    }

    /** What is no regular file is not opened, whatever it is given as. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "assign -s=yolov8 -i=FIFO -o=OUT",
                "assign -s=yolov8 --labels=SET --predictions=FIFO -o=OUT",
                "assign -s=FIFO --labels=SET -o=OUT",
                "bench -s=yolov8 -i=FIFO",
                "compare -s=yolov8 -i=FIFO",
                "audit -s=yolov5 --labels=FIFO",
                "anchors --labels=FIFO",
                "assign -s=yolov8 -i=DEVICE -o=OUT",
                "audit -s=yolov5 --labels=DEVICE",
            })
    void fifosAndDevicesAreNotOpened(String command) throws Exception {
        Path fifo = folder.resolve("fifo.json");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        String whole = command.replace("SET", "src/dist/sample/labels.json")
                .replace("OUT", folder.resolve("out.json").toString())
                .replace("FIFO", fifo.toString())
                .replace("DEVICE", "/dev/zero");
        Run.fails(folder, 1, "is no regular file (a fifo, a device or a socket) and is not opened", (Object[])
                whole.split(" "));
        Run.fails(folder, 1, folder + ": ", "assign", "-s=yolov8", "-i", folder, "-o", folder.resolve("o.json"));
    }

    private static void has(String json, Object wanted) {
        Stream<Object> texts = texts(PlainJson.parse(json)); // an image without a name is called by its id
        assertThat(texts).contains(wanted.toString().isBlank() ? "1" : wanted);
    }

    private static Stream<Object> texts(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                Stream.concat(map.keySet().stream(), map.values().stream().flatMap(HostileFilesTest::texts));
            case List<?> list -> list.stream().flatMap(HostileFilesTest::texts);
            case null -> Stream.of();
            default -> Stream.of(value);
        };
    }
}
