package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** compare, audit, anchors and recipes on the command line, with good and bad inputs. */
class SeeCommandsTest {
    private static final String LABELS = "src/dist/sample/labels.json";

    @TempDir
    Path folder;

    @Test
    void compareWritesTableAndPictures() throws Exception {
        Path svg = folder.resolve("a.svg");
        Path png = folder.resolve("a.png");
        Path html = folder.resolve("a.html");
        Run run = Run.of(
                "compare",
                "-s",
                "yolov5,fcos,yolov8:topk=13",
                "--labels",
                LABELS,
                "--picture",
                svg,
                "--picture",
                png,
                "--picture",
                html);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("yolov8:topk=13", "GTs without a unit", "agreement", "contested units");
        DocumentBuilderFactory xml = DocumentBuilderFactory.newInstance();
        assertThat(xml.newDocumentBuilder()
                        .parse(svg.toFile())
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
        assertThat(ImageIO.read(png.toFile()).getWidth()).isGreaterThan(1000);
        assertThat(Files.readString(html)).contains("<svg").doesNotContain("http://www.w3.org/1999", "src=\"http");
        assertThat(Run.of("compare", "-s", "yolov5", "--labels", LABELS, "--json")
                        .out())
                .startsWith("{\"notes\":[]")
                .contains("\"gts\":26");
    }

    @Test
    void compareTakesACase() {
        Path file = new SmallCase().write(folder.resolve("c.npz"));
        Run run = Run.of("compare", "-s", "yolov8,yolov5,fcos,hungarian", "-i", file);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("given").contains("none");
        Run bare = Run.of(
                "compare",
                "-s",
                "yolov8",
                "-i",
                new SmallCase().without("pred_boxes", "pred_scores").write(folder.resolve("bare.npz")));
        assertThat(bare.out()).contains("simulated");
    }

    @Test
    void auditOfTheSample() throws IOException {
        Path page = folder.resolve("a.html");
        Run run = Run.of("audit", "-s", "yolov5,fcos,yolov8", "--labels", LABELS, "--page", page);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("By aspect", "Worst images under fcos", "simulated predictions: noise 0.2");
        assertThat(Files.readString(page)).contains("<svg");
        assertThat(Run.of("audit", "-s", "fcos", "--labels", LABELS, "--json").out())
                .contains("\"breakdowns\"", "\"boxes\":26");
        assertThat(Run.of("anchors", "--labels", LABELS).out()).contains("fitted");
    }

    @Test
    void recipesRun() throws IOException {
        String text = Run.of("systems", "--json", "yolov8").out();
        Path mine = Files.writeString(folder.resolve("mine.json"), text.replace("\"k\" : 10", "\"k\" : 3"));
        Run run = Run.of("compare", "-s", "yolov8," + mine, "--labels", LABELS);
        // The recipe still bears the name it was printed with.
        assertThat(run.err()).contains("there twice");
        Files.writeString(mine, text.replace("\"k\" : 10", "\"k\" : 3").replaceFirst("yolov8", "mine"));
        assertThat(Run.of("compare", "-s", "yolov8," + mine, "--labels", LABELS).out())
                .contains("mine");
        Files.writeString(mine, "{}");
        assertThat(Run.of("systems", mine).err()).contains("mine.json").contains("neither 'base' nor 'heads'");
    }

    @Test
    void badInputsAreOneLine() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.json"), "");
        fails(Main.DATA, "a COCO file is an object", "audit", "-s", "fcos", "--labels", empty);
        fails(Main.DATA, "does not exist", "audit", "-s", "fcos", "--labels", folder.resolve("none"));
        fails(Main.DATA, "not finite", "audit", "-s", "fcos", "--labels", coco("nan.json", "NaN, 1, 2, 3", 1));
        fails(Main.DATA, "negative size", "compare", "-s", "fcos", "--labels", coco("neg.json", "5, 1, -2, 3", 1));
        fails(Main.DATA, "image_id 7", "audit", "-s", "fcos", "--labels", coco("other.json", "5, 1, 2, 3", 7));
        fails(Main.USAGE, "unknown system", "audit", "-s", "nope", "--labels", LABELS);
        fails(Main.USAGE, "key=value", "audit", "-s", "fcos:x", "--labels", LABELS);
        fails(Main.USAGE, "must end in", "compare", "-s", "fcos", "--labels", LABELS, "--picture", "x.gif");
        fails(Main.USAGE, "--noise", "audit", "-s", "yolov8", "--labels", LABELS, "--noise", "2");
        fails(
                Main.USAGE,
                "neither the name",
                "compare",
                "-s",
                "fcos",
                "--labels",
                LABELS,
                "--image",
                "x",
                "--picture",
                folder.resolve("x.svg"));
        Path photos = Files.createDirectory(folder.resolve("photos"));
        Files.write(photos.resolve("harbour.jpg"), new byte[0]);
        fails(
                Main.DATA,
                "truncated",
                "compare",
                "-s",
                "fcos",
                "--labels",
                LABELS,
                "--image",
                "harbour",
                "--photos",
                photos,
                "--picture",
                folder.resolve("x.png"));
        assertThat(folder.resolve("x.png")).doesNotExist();
    }

    /** One 64 x 48 photo with one box in all three forms; the size of the YOLO one comes from the photo's header. */
    @Test
    void labelsOfAllFormsAreAudited() throws IOException {
        Files.createDirectories(folder.resolve("yolo/labels"));
        Files.createDirectories(folder.resolve("yolo/images"));
        Files.createDirectories(folder.resolve("voc"));
        Files.writeString(folder.resolve("yolo/labels/a.txt"), "0 0.5 0.5 0.5 0.25\n");
        ImageIO.write(
                new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.resolve("yolo/images/a.png").toFile());
        Files.writeString(
                folder.resolve("voc/a.xml"),
                "<annotation><filename>a.png</filename><size><width>64</width><height>48</height></size><object>"
                        + "<name>cat</name><bndbox><xmin>16</xmin><ymin>18</ymin><xmax>48</xmax><ymax>30</ymax>"
                        + "</bndbox></object></annotation>");
        Path json = Files.writeString(
                folder.resolve("coco.json"),
                "{\"categories\":[{\"id\":7,\"name\":\"cat\"}],\"images\":[{\"id\":1,\"file_name\":\"a.png\","
                        + "\"width\":64,\"height\":48}],\"annotations\":[{\"id\":1,\"image_id\":1,\"category_id\":7,"
                        + "\"bbox\":[16,18,32,12]}]}");
        Set<String> told = new TreeSet<>();
        for (Path labels : List.of(folder.resolve("yolo"), folder.resolve("voc"), json)) {
            Run run = Run.of("audit", "-s", "yolov5,fcos,yolov8", "--labels", labels, "--json");
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).contains("\"boxes\":1,", "\"gts\":1,");
            told.add(run.out()
                    .replaceAll("\"seconds\":[0-9.E-]+", "")
                    .replace("class 0", "cat")
                    .replace("a.png", "a"));
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void missingPhotosAreSaid() throws IOException {
        Path photos = Files.createDirectory(folder.resolve("none"));
        Run run = Run.of(
                "compare", "-s", "fcos", "--labels", LABELS, "--photos", photos, "--picture", folder.resolve("x.svg"));
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("no photo of");
    }

    @Test
    void aHundredThousandBoxesInOneImage() throws IOException {
        StringBuilder boxes = new StringBuilder("[");
        for (int i = 0; i < 100_000; i++) {
            boxes.append(i == 0 ? "" : ",")
                    .append("{\"id\":" + i + ",\"image_id\":1,\"category_id\":1,\"bbox\":[" + (i % 600) + ","
                            + (i / 600 * 3) + ",9,8]}");
        }
        Path file = Files.writeString(
                folder.resolve("many.json"),
                "{\"categories\":[{\"id\":1,\"name\":\"a\"}],\"images\":[{\"id\":1,\"file_name\":\"a\",\"width\":640,"
                        + "\"height\":640}],\"annotations\":" + boxes + "]}");
        Path svg = folder.resolve("many.svg");
        Run run = Run.of("compare", "-s", "yolov5,fcos", "--labels", file, "--picture", svg);
        assertThat(run.err()).isEmpty();
        assertThat(Files.readString(svg)).contains("1500 GTs drawn");
        assertThat(Run.of("audit", "-s", "fcos", "--labels", file).code()).isZero();
    }

    private Path coco(String name, String box, int image) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                "{\"categories\":[{\"id\":1,\"name\":\"a\"}],\"images\":[{\"id\":1,\"file_name\":\"a\",\"width\":64,"
                        + "\"height\":64}],\"annotations\":[{\"id\":1,\"image_id\":" + image
                        + ",\"category_id\":1,\"bbox\":[" + box + "]}]}");
    }

    private static void fails(int code, String message, Object... args) {
        Run run = Run.of(args);
        assertThat(run.err()).contains(message).hasLineCount(1);
        assertThat(run.code()).isEqualTo(code);
    }
}
