package dev.duet.io.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.io.DataException;
import dev.duet.io.Remark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all readers of labels do alike: what is left out, two strictnesses, sizes, what trainers take. */
class LabelRulesTest {
    private static final String A = "{\"id\": 1, \"file_name\": \"a.jpg\", \"width\": 640, \"height\": 480}";
    private static final String GOOD = "{\"id\": 1, \"image_id\": 1, \"category_id\": 1, \"bbox\": [10, 20, 100, 80]}";
    private static final LabelOptions SIZED = LabelOptions.defaults().withPhotoSize(10, 10);

    @TempDir
    Path root;

    private LabelTree tree;

    @BeforeEach
    void begin() {
        tree = new LabelTree(root);
    }

    private static LabelOptions skipping() {
        return LabelOptions.defaults().withSkipFaulty(true).withNeedSizes(true);
    }

    // Two strictnesses

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"image_id\": 1, \"category_id\": 1, \"bbox\": [Infinity, 1, 2, 3] | BAD_BOX | (image a.jpg) has a bbox that is not finite",
                "\"image_id\": 1, \"category_id\": 1, \"bbox\": [50, 60, -10, 20] | BAD_BOX | (image a.jpg) has a bbox of negative size",
                "\"image_id\": 1, \"category_id\": 1 | NO_BOX | (image a.jpg) has no bbox",
                "\"image_id\": 1, \"category_id\": 1, \"bbox\": null | NO_BOX | (image a.jpg) has no bbox",
                "\"image_id\": 1, \"category_id\": 3, \"bbox\": [1, 2, 3, 4] | UNKNOWN_CLASS | (image a.jpg) has category_id 3",
                "\"image_id\": 7, \"category_id\": 1, \"bbox\": [1, 2, 3, 4] | UNKNOWN_IMAGE | has image_id 7",
                "\"image_id\": 1, \"category_id\": 1, \"bbox\": [1, 1, 1e39, 1e39] | BAD_BOX | (image a.jpg) has a box beyond 1e9 pixels",
                "\"image_id\": 1, \"category_id\": 1, \"bbox\": [1, 1, 1, 1], \"iscrowd\": 7 | BAD_BOX | (image a.jpg): iscrowd is '7'",
            })
    void oneBadAnnotationIsLeftOutOrStops(String bad, Remark kind, String message) throws IOException {
        String annotation = "{\"id\": 2, " + bad + "}";
        for (String text : List.of(LabelTree.coco(A, GOOD + "," + annotation), swapped(annotation))) {
            Path file = tree.text("l.json", text);
            assertThatThrownBy(() -> Labels.open(file))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("l.json, line 1: annotation 2 " + message);
            Labels labels = Labels.open(file, skipping());
            assertThat(labels.boxes()).isEqualTo(1);
            assertThat(labels.place(0)).endsWith("l.json, annotation 1 (image a.jpg)");
            assertThat(labels.remarks().faults()).isEqualTo(1);
            assertThat(labels.remarks().entries().getFirst().kind()).isEqualTo(kind);
            assertThat(labels.remarks().notes().getFirst()).contains("annotation 2 " + message);
        }
    }

    /** The same with the images behind the annotations. */
    private static String swapped(String annotation) {
        return "{\"annotations\": [" + GOOD + "," + annotation + "], \"images\": [" + A
                + "], \"categories\": [{\"id\": 1, \"name\": \"cat\"}]}";
    }

    @Test
    void faultsOfRowsAndFilesAreCountedByKind() throws IOException {
        tree.text("labels/a.txt", "0 .5 .5 1 1\nx .5 .5 1 1\n0 .5 .5 -1 1\n9 .5 .5 1 1\n0 .1 .1 .1 .1");
        Files.write(root.resolve("labels/b.txt"), new byte[] {'0', (byte) 0xFF});
        tree.text("classes.txt", "cat\ndog\n");
        Labels labels = Labels.open(root, SIZED.withSkipFaulty(true));
        assertThat(labels.boxes()).isEqualTo(2);
        assertThat(labels.place(1)).endsWith("labels/a.txt, line 5");
        assertThat(labels.remarks().count(Remark.BAD_BOX)).isEqualTo(2);
        assertThat(labels.remarks().count(Remark.UNKNOWN_CLASS)).isEqualTo(1);
        assertThat(labels.remarks().count(Remark.BAD_FILE)).isEqualTo(1);
        tree.text("labels/a.txt", "x .5 .5 1 1");
        assertThatThrownBy(() -> Labels.open(root, SIZED.withSkipFaulty(true)))
                .hasMessageContaining("no box could be read; 2 faults, the first: ");
    }

    // Sizes

    @Test
    void sizesComeFromThePhotoOrTheOptionOrAreFaults() throws IOException {
        String unsized = "{\"id\": 1, \"file_name\": \"train/a.png\", \"width\": -1, \"height\": 0}";
        Path coco = tree.text("annotations/instances.json", LabelTree.coco(unsized, GOOD));
        assertThatThrownBy(() -> Labels.open(coco, skipping()))
                .hasMessageContaining(
                        "instances.json: image 'train/a.png' has boxes, but neither the labels nor a photo")
                .hasMessageContaining("--photo-size");
        assertThat(Labels.open(coco, SIZED).width(0)).isEqualTo(10);
        tree.png("images/a.png", 1, 1);
        assertThat(Labels.open(coco).sizeKnown(0)).isFalse();
        tree.png("images/train/a.png", 30, 40);
        Labels labels = Labels.open(coco, skipping());
        assertThat(labels.height(0)).isEqualTo(40);
        assertThat(labels.remarks().count(Remark.SIZE_OF_PHOTO)).isEqualTo(1);
        assertThat(Labels.open(coco, skipping().withPhotos(root.resolve("images/train")))
                        .width(0))
                .isEqualTo(30);
        Labels sized = Labels.open(tree.text("l.json", LabelTree.coco(A, GOOD)), SIZED);
        assertThat(sized.width(0)).isEqualTo(640);
        assertThat(sized.remarks().notes())
                .containsExactly("1 image sizes taken from the labels, not from --photo-size");
    }

    @Test
    void vocSizesComeFromJpegImages() throws IOException {
        tree.text("voc/Annotations/a.xml", VocLabelsTest.GOOD.replace("<width>486</width>", "<width>0</width>"));
        tree.png("voc/JPEGImages/a.png", 30, 40);
        assertThat(Labels.open(root.resolve("voc")).width(0)).isEqualTo(30);
        tree.text("voc/Annotations/a.xml", VocLabelsTest.GOOD.replaceAll("<size>.*</size>", ""));
        assertThat(Labels.open(root.resolve("voc")).height(0)).isEqualTo(40);
    }

    @Test
    void oneImageOfUnknownSizeIsLeftOutWithItsBoxes() throws IOException {
        String images = A.replace("640", "0") + ","
                + A.replace("\"id\": 1", "\"id\": 2").replace("a.jpg", "b.jpg");
        Path file = tree.text(
                "l.json",
                LabelTree.coco(images, GOOD + "," + GOOD.replace("_id\": 1, \"category", "_id\": 2, \"category")));
        Labels labels = Labels.open(file, skipping());
        assertThat(labels.images()).isEqualTo(1);
        assertThat(labels.name(0)).isEqualTo("b.jpg");
        assertThat(labels.offsets()).containsExactly(0, 1);
        assertThat(labels.remarks().count(Remark.NO_SIZE)).isEqualTo(1);
    }

    // What trainers take

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"iscrowd\": false' | 1",
                "'\"iscrowd\": null' | 1",
                "'\"iscrowd\": 0.0' | 1",
                "'\"iscrowd\": \"0\"' | 1",
                "'\"iscrowd\": true' | 0",
                "'\"iscrowd\": 1' | 0",
                "'\"ignore\": 1' | 0",
                "'\"ignore\": 0' | 1",
                "'\"x\": [[[[{\"y\": 1}]]]]' | 1",
            })
    void switchesOfCoco(String more, int boxes) throws IOException {
        Path file = tree.text("l.json", LabelTree.coco(A, GOOD.replace("}", ", " + more + "}")));
        Labels labels = Labels.open(file);
        assertThat(labels.boxes()).isEqualTo(boxes);
        assertThat(labels.remarks().count(Remark.CROWD) + labels.remarks().count(Remark.IGNORED))
                .isEqualTo(1 - boxes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"width\": 640 | \"width\": 640.0",
                "\"width\": 640 | \"width\": \"640\"",
                "\"bbox\": [10, 20 | \"bbox\": [\"10\", 20.0",
                "{\"id\": 1, \"image_id\": 1 | {\"id\": \"a1b2\", \"image_id\": 1.0",
                "{\"id\": 1, \"image_id\": 1 | {\"id\": 1, \"image_id\": \"1\"",
                "\"name\": \"cat\" | \"name\": 7",
            })
    void numbersAndIdsInOtherForms(String usual, String other) throws IOException {
        String text = LabelTree.coco(A, GOOD);
        assertThat(text).contains(usual);
        Labels labels = Labels.open(tree.text("l.json", text.replace(usual, other)));
        assertThat(labels.width(0)).isEqualTo(640);
        assertThat(labels.x1()).containsExactly(10);
        assertThat(labels.remarks().entries()).isEmpty();
    }

    @Test
    void textIdsAndMissingFileNames() throws IOException {
        String images =
                "{\"id\": \"000001\", \"coco_url\": \"http://host.org/train2017/1.jpg\", \"width\": 9, \"height\": 9},"
                        + "{\"id\": \"1\", \"width\": 9, \"height\": 9}";
        Path file =
                tree.text("l.json", LabelTree.coco(images, GOOD.replace("image_id\": 1", "image_id\": \"000001\"")));
        Labels labels = Labels.open(file);
        assertThat(labels.name(0)).isEqualTo("train2017/1.jpg");
        assertThat(labels.name(1)).isEqualTo("1");
        assertThat(labels.offsets()).containsExactly(0, 1, 1);
        assertThat(labels.remarks().count(Remark.NAMED_BY_URL)).isEqualTo(2);
    }

    @Test
    void annotationIdsThatAreThereTwiceAreToldAndKept() throws IOException {
        Labels labels = Labels.open(tree.text("l.json", LabelTree.coco(A, GOOD + "," + GOOD)));
        assertThat(labels.boxes()).isEqualTo(2);
        assertThat(labels.remarks().notes())
                .containsExactly("1 annotations whose id another has; all are kept: annotation 1");
    }

    @Test
    void rowsOfYoloStandByThemselves() throws IOException {
        tree.text("labels/a.txt", "0 .5 .5 .2 .2\n1 .1 .1 .5 .1 .5 .5\n0 .1 .1 .5 .1 .5 .5 .1 .5\n");
        Labels labels = Labels.open(root, SIZED);
        assertThat(labels.x1()[1]).isEqualTo(0.3 * 10 - 0.4 * 10 / 2);
        assertThat(labels.y2()[2]).isEqualTo(0.3 * 10 + 0.4 * 10 / 2);
        assertThat(labels.remarks().notes())
                .containsExactly("1 polygons taken as their boxes", "1 rows of four corners taken as their boxes");
        tree.text("data.yaml", "names: [a, b]\nkpt_shape: [2, 3]\n");
        tree.text("labels/a.txt", "0 .5 .5 .2 .2 .5 .5 2 .4 .4 1\n0 .5 .5 .2 .2\n");
        assertThat(Labels.open(root, SIZED).remarks().notes())
                .containsExactly("1 boxes with keypoints, which are passed over");
        tree.text("labels/a.txt", "0 .5 .5 .2 .2 .5 .5 2");
        assertThatThrownBy(() -> Labels.open(root, SIZED)).hasMessageContaining("has 8 columns, expected 5, or 11");
        tree.text("data.yaml", "names: [a, b]\n");
        tree.text("labels/a.txt", "0 .5 .5 .2 .2 .93");
        assertThatThrownBy(() -> Labels.open(root, SIZED)).hasMessageContaining("give --confidence");
        assertThat(Labels.open(root, SIZED.withConfidence(true)).remarks().notes())
                .containsExactly("1 boxes with a confidence, which is passed over");
    }

    @Test
    void encodings() throws IOException {
        tree.text("labels/a.txt", "\uFEFF0 .5 .5 1 1");
        Files.write(root.resolve("labels/b.txt"), "\uFEFF0 .5 .5 1 1\r\n".getBytes(StandardCharsets.UTF_16LE));
        Files.write(root.resolve("labels/c.txt"), "\uFEFF0 .5 .5 1 1\n".getBytes(StandardCharsets.UTF_16BE));
        assertThat(Labels.open(root, SIZED).boxes()).isEqualTo(3);
        String voc = VocLabelsTest.GOOD.replace("person", "猫");
        for (String name : List.of("utf8", "UTF-8", "utf_8", "GBK", "utf-16")) {
            String text = voc.replace("<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"" + name + "\"?>");
            byte[] bytes = text.getBytes(name.equals("utf_8") ? "UTF-8" : name);
            Files.createDirectories(root.resolve("voc"));
            Files.write(root.resolve("voc/a.xml"), bytes);
            assertThat(Labels.open(root.resolve("voc")).classNames()).containsExactly("car", "猫");
        }
        tree.text("voc/a.xml", "<?xml version='1.0' encoding='klingon'?>" + voc.substring(voc.indexOf('\n')));
        assertThatThrownBy(() -> Labels.open(root.resolve("voc")))
                .hasMessageContaining("a.xml, line 1: declares the encoding 'klingon', which is not known");
    }

    // VOC elements, library limits, long values

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<width>486</width> | <width>486</width><width>3</width> | <size/width> is there twice, '486' and '3'",
                "<name>person</name> | <name>person</name><name>cat</name> | <name> is there twice, 'person' and 'cat'",
                "<xmin>174</xmin> | <xmin>17<b/>4</xmin> | <bndbox/xmin> holds elements between its text",
                "<part> | <bndbox><xmin>9</xmin></bndbox><part> | <bndbox/xmin> is there twice, '174' and '9'",
            })
    void elementsOfVocThatAreThereTwiceAreNotGlued(String good, String bad, String message) throws IOException {
        assertThat(VocLabelsTest.GOOD).contains(good);
        tree.text("a.xml", VocLabelsTest.GOOD.replace(good, bad));
        assertThatThrownBy(() -> Labels.open(root))
                .hasMessageContaining("a.xml, line ")
                .hasMessageContaining(message);
        tree.text("a.xml", VocLabelsTest.GOOD.replace("<name>person</name>", "<name>person</name><name>person</name>"));
        assertThat(Labels.open(root).remarks().count(Remark.SAME_ELEMENT)).isEqualTo(1);
    }

    /** Longer than anything is cut nowhere: two names would become one. */
    @Test
    void elementsOfVocThatAreTooLongAreFaults() throws IOException {
        for (String name : List.of("n".repeat(20_000), " ".repeat(20_000) + "n")) {
            tree.text("a.xml", VocLabelsTest.GOOD.replace("<name>person</name>", "<name>" + name + "</name>"));
            assertThatThrownBy(() -> Labels.open(root))
                    .hasMessageContaining("a.xml, line ")
                    .hasMessageContaining("<name> holds more than 10000 characters");
        }
    }

    @Test
    void aBlankLineBetweenNamesOfClassesIsAFault() throws IOException {
        tree.text("labels/a.txt", "1 .5 .5 1 1");
        tree.text("obj.names", "\n  cat\r\ndog \n\n \n");
        assertThat(Labels.open(root, SIZED).classNames()).containsExactly("cat", "dog");
        tree.text("obj.names", "cat\n\ndog\n");
        assertThatThrownBy(() -> Labels.open(root, SIZED))
                .hasMessageContaining("obj.names, line 2: is blank between names of classes");
    }

    @Test
    @Timeout(20)
    void limitsOfParsersAreSentences() throws IOException {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        Path file =
                tree.text("l.json", LabelTree.coco(A, GOOD).replace("{\"images\"", "{\"x\": " + deep + ", \"images\""));
        assertThatThrownBy(() -> Labels.open(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("l.json, line 1, column ")
                .hasMessageEndingWith(
                        "goes beyond a limit: Document nesting depth (1001) exceeds the maximum allowed (1000)");
        tree.text("l.json", LabelTree.coco(A, GOOD.replace("}", ", \"area\": 0." + "1".repeat(5000) + "}")));
        assertThat(Labels.open(file).boxes()).isEqualTo(1);
        tree.text("l.json", LabelTree.coco(A, GOOD.replace("}", ", \"area\": " + "1".repeat(500_000) + "}")));
        assertThatThrownBy(() -> Labels.open(file)).hasMessageContaining("goes beyond a limit: ");
        tree.text("v/a.xml", "<?xml version=\"1.0\"?><!DOCTYPE a [\0]><annotation/>");
        assertThatThrownBy(() -> Labels.open(root.resolve("v")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a.xml, line 1: is not well-formed XML: ");
    }

    @Test
    @Timeout(10)
    void longNumbersAndNamesTakeNoTime() throws IOException {
        String digits = "1".repeat(1_000_000);
        tree.text("labels/a.txt", "0 .5 .5 1 1\n0 " + digits + "x .5 1 1\n0 0." + digits + " .5 1 1\n" + digits);
        Labels labels = Labels.open(root, SIZED.withSkipFaulty(true));
        assertThat(labels.boxes()).isEqualTo(2);
        assertThat(labels.remarks().notes()).allSatisfy(note -> assertThat(note).hasSizeLessThan(400));
        Path file = tree.text(
                "l.json",
                LabelTree.coco(A.replace("a.jpg", "a" + " ".repeat(1_000_000) + "b"), GOOD.replace("[10", "[x")));
        assertThatThrownBy(() -> Labels.open(file))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
    }
}
