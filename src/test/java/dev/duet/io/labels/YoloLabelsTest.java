package dev.duet.io.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.io.DataException;
import dev.duet.io.Remark;
import dev.duet.io.image.ImageSizeTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YoloLabelsTest {
    @TempDir
    Path root;

    @Test
    void takesSizesFromATable() throws IOException {
        write("train/0007.txt", "1 0.5 0.5 0.25 0.5\n\n  0 .1 .1 .2 .2\n");
        write("train/orphan.txt", "0 .1 .1 .2 .2");
        write("images.tsv", "split\timage\twidth\theight\ntrain\t0007\t80\t40\ntrain\ta.jpg\t5\t6\nval\t0008\t3\t3\n");
        write("classes.tsv", "0\tperson\n1\tcar\n");
        Labels labels = Labels.open(root.resolve("train"));
        assertThat(labels.images()).isEqualTo(2);
        assertThat(labels.name(0)).isEqualTo("0007");
        assertThat(labels.id(0)).isEqualTo(7);
        assertThat(labels.id(1)).isEqualTo(-1);
        assertThat(labels.offsets()).containsExactly(0, 2, 2);
        assertThat(labels.x1()).containsExactly(30, 0);
        assertThat(labels.y1()).containsExactly(10, 0);
        assertThat(labels.x2()).containsExactly(50, 16);
        assertThat(labels.y2()).containsExactly(30, 8);
        assertThat(labels.classIndex()).containsExactly(1, 0);
        assertThat(labels.classNames()).containsExactly("person", "car");
        assertThat(labels.remarks().notes()).containsExactly("1 label files without a photo left out: orphan.txt");
        assertThat(labels.classId(1)).isEqualTo(1);
    }

    @Test
    void readsBothSplitsOfATable() throws IOException {
        write("all/train/1.txt", "0 .5 .5 1 1");
        write("all/val/1.txt", "0 .5 .5 1 1");
        Path table = write("t.tsv", "image\twidth\theight\tsplit\n1\t10\t10\tval\n1\t20\t20\ttrain\n");
        Labels labels = Labels.open(root.resolve("all"), LabelOptions.defaults().withSizes(table));
        assertThat(labels.name(0)).isEqualTo("train/1");
        assertThat(labels.stem(0)).isEqualTo("1");
        assertThat(labels.x2()).containsExactly(20, 10);
        assertThat(labels.classNames()).containsExactly("class 0");
    }

    @Test
    void takesSizesFromPhotosBesideAndInImages() throws IOException {
        write("labels/train/a.txt", "2.0 .5 .5 1 1");
        write("labels/train/b.txt", "0 .5 .5 1 1");
        write("labels/train/c.txt", "");
        write("labels/train/d.txt", "0 .5 .5 1 1");
        write("labels/classes.txt", "x\ny\nz\n");
        Files.createDirectories(root.resolve("images/train"));
        Files.write(root.resolve("labels/train/a.PNG"), ImageSizeTest.png(12, 8));
        Files.write(root.resolve("images/train/b.png"), ImageSizeTest.png(30, 20));
        for (Path start : List.of(root, root.resolve("labels"), root.resolve("labels/train"))) {
            Labels labels = Labels.open(start);
            assertThat(labels.images()).isEqualTo(3);
            assertThat(labels.x2()).containsExactly(12, 30);
            assertThat(labels.y2()).containsExactly(8, 20);
            assertThat(labels.sizeKnown(2)).isFalse();
            assertThat(labels.classNames()).containsExactly("x", "y", "z");
            assertThat(labels.remarks().count(Remark.NO_PHOTO)).isEqualTo(1);
        }
    }

    @Test
    void takesOneSizeForAllAndReportsProgress() throws IOException {
        write("a.txt", "3 .5 .5 1 1");
        write("b.txt", "");
        List<Long> told = new ArrayList<>();
        LabelOptions options =
                LabelOptions.defaults().withPhotoSize(4, 2).withProgress((done, total) -> told.add(done));
        Labels labels = Labels.open(root, options);
        assertThat(labels.x2()).containsExactly(4);
        assertThat(labels.y2()).containsExactly(2);
        assertThat(labels.classNames()).containsExactly("class 0", "class 1", "class 2", "class 3");
        assertThat(told).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "names: [a, 'b c', \"d\"]  # three",
                "names: [a,\\n  b c,\\n  d,\\n]",
                "names:\\n- a\\n- b c\\n- 'd'\\nnc: 3",
                "nc: 3\\nnames:\\n  0: a\\n  1: b c # note\\n  2: d\\ntrain: x",
                "base: &b {names: [a, b c, d], nc: 9}\\n<<: *b\\nnc: 3",
                "x: &x {nc: 3}\\ny: &y {names: [a, b c, d], <<: *x}\\n<<: [*x, *y]",
            })
    void readsNamesFromYaml(String yaml) throws IOException {
        write("set/data.yaml", yaml.replace("\\n", "\n"));
        write("set/labels/train/a.txt", "0 .5 .5 1 1");
        Labels labels = Labels.open(
                root.resolve("set/labels/train"), LabelOptions.defaults().withPhotoSize(4, 4));
        assertThat(labels.classNames()).containsExactly("a", "b c", "d");
    }

    /** Every form in which tools write names, and every character that means something to YAML inside one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "names: [\"it's\", 'cow''s', 'a [b]', 'c, d', \"caf\\xE9\", \"#1: {x}\"]",
                "names:\n- it's\n- cow's\n- a [b]\n- c, d\n- caf\u00e9\n- '#1: {x}'",
                "names: {0: it's, 1: cow's, 2: 'a [b]', 3: 'c, d', 4: caf\u00e9, 5: \"#1: {x}\"}",
                "{nc: 6, names: [it's, cow's, 'a [b]', 'c, d', caf\u00e9, \"#1: {x}\"]}",
                "\"nc\": 6\n'names':\n  '0': it's\n  \"1\": cow's\n  2: a [b]\n  3: c, d\n  4: caf\u00e9\n  5: '#1: {x}'",
                "names:\n  [it's, cow's, 'a [b]', 'c, d',\n   \"caf\\u00e9\",\n   '#1: {x}']\nnc: 6",
                "? names\n: - it's\n  - >-\n    cow's\n  - |-\n    a [b]\n  - c,\n    d\n  - !!str caf\u00e9\n  - '#1: {x}'",
                "--- # set\nx: &n [it's, cow's, 'a [b]', 'c, d', caf\u00e9, '#1: {x}']\nnames: *n\n...",
            })
    void everyFormOfNames(String yaml) throws IOException {
        write("data.yaml", yaml);
        assertThat(YamlReader.read(root.resolve("data.yaml")).names())
                .containsExactly("it's", "cow's", "a [b]", "c, d", "caf\u00e9", "#1: {x}");
    }

    @Test
    void keysOfYamlThatAreThereTwiceAreAFault() throws IOException {
        write("data.yaml", "names: [a]\ntrain: x\nnames: [b]\n");
        write("a.txt", "0 .5 .5 1 1");
        refused(root, LabelOptions.defaults().withPhotoSize(4, 4), "data.yaml, line 3: 'names' is there twice");
    }

    /** Maps merged into each other, and many times into one, take no time. */
    @Test
    @Timeout(10)
    void mergesThatGoInCirclesEnd() throws IOException {
        StringBuilder yaml = new StringBuilder("a0: &a0 {x: 1}\n");
        for (int i = 1; i < 23; i++) {
            yaml.append("a%d: &a%d {<<: [*a%d, *a%d]}\n".formatted(i, i, i - 1, i - 1));
        }
        write("data.yaml", yaml + "c: &c {<<: *c}\n<<: [*a22, *c]\nnames: [b]\n");
        assertThat(YamlReader.read(root.resolve("data.yaml")).names()).containsExactly("b");
    }

    @Test
    void saysWhereYamlIsNotUnderstood() throws IOException {
        write("data.yaml", "nc: 1\nnames: *anchor\n");
        write("a.txt", "0 .5 .5 1 1");
        LabelOptions options = LabelOptions.defaults().withPhotoSize(4, 4);
        refused(root, options, "data.yaml, line 2: is not valid YAML: found undefined alias anchor");
        Labels labels = Labels.open(root, options.withSkipFaulty(true));
        assertThat(labels.classNames()).containsExactly("class 0");
        assertThat(labels.remarks().count(Remark.BAD_TABLE)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x .5 .5 1 1 | the class is 'x', not a number",
                "-1 .5 .5 1 1 | the class is '-1', expected an integer of at least 0",
                "0.5 .5 .5 1 1 | the class is '0.5', expected an integer",
                "3 .5 .5 1 1 | the class is 3, but there are names for 2 classes only",
                "0 nan .5 1 1 | cx is 'nan', not finite",
                "0 .5 -inf 1 1 | cy is '-inf', not finite",
                "0 .5 .5 1e999 1 | width is '1e999', not finite",
                "0 .5 .5 1f 1 | width is '1f', not a number",
                "0 .5 .5 1 -.5 | height is -.5, negative",
                "0 320 .5 1 1 | cx is 320, not normalised to the photo",
                "0 .5 .5 1 | has 4 columns, expected 'class cx cy width height'",
                "0 .5 .5 1 1 .9 | has 6 columns, expected 'class cx cy width height'; with a confidence behind them give --confidence",
                "0 .5 .5 1 1 .9 .5 .4 | has 8 columns, expected 'class cx cy width height' or a class and pairs of polygon corners",
                "0 .5 .5 1 .5 .9 x | a polygon's y is 'x', not a number",
                "0 .5 .5 1 .5 9 .5 | a polygon's x is 9, not normalised",
                "0,0.5,0.5,0.2,0.2 | has 1 columns, expected",
            })
    void namesFileLineAndValue(String line, String message) throws IOException {
        write("a.txt", "0 .5 .5 1 1\n" + line);
        LabelOptions options = LabelOptions.defaults().withPhotoSize(4, 4).withClassNames(List.of("p", "q"));
        refused(root, options, "a.txt, line 2: " + message);
    }

    @Test
    void refusesHugeClassesWithoutNames() throws IOException {
        write("a.txt", "2000000000 .5 .5 1 1");
        refused(root, LabelOptions.defaults().withPhotoSize(4, 4), "a.txt, line 1: the class is 2000000000");
    }

    @Test
    void refusesUnreadableAndUnsizedLabels() throws IOException {
        LabelOptions sized = LabelOptions.defaults().withPhotoSize(4, 4);
        assertThatThrownBy(() -> YoloLabels.read(root, sized)).hasMessageContaining("holds no label files");
        assertThatThrownBy(() -> YoloLabels.read(root.resolve("no"), sized)).hasMessageContaining("cannot be listed");
        write("a.txt", "0 .5 .5 1 1");
        refused(root, LabelOptions.defaults(), "photo sizes are not known, for example of " + root.resolve("a.txt"));
        Files.write(root.resolve("b.txt"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
        refused(root, sized, "b.txt: cannot be read as text");
    }

    @Test
    void refusesDamagedTables() throws IOException {
        write("a.txt", "0 .5 .5 1 1");
        refusedTable("name\twidth\n", "line 1: expected tab-separated columns image, width, height");
        refusedTable("", "line 1: expected tab-separated");
        refusedTable("image\twidth\theight\na\t3\n", "line 2: has 2 columns, expected 3");
        refusedTable("image\twidth\theight\na\t3\t0\n", "line 2: the height is '0', expected an integer of at least 1");
        refusedTable("image\twidth\theight\na\t3\t1\na.jpg\t3\t1\n", "line 3: image 'a' is there twice");
        refusedTable("image\twidth\theight\nz\t3\t1\n", "names none of the label files");
        refused(root, LabelOptions.defaults().withSizes(root.resolve("none.tsv")), "none.tsv: does not exist");
        write("classes.tsv", "0 person\n");
        refused(root, LabelOptions.defaults(), "classes.tsv, line 1: expected a class index, a tab");
        write("classes.tsv", "0\tx\n0\ty\n");
        refused(root, LabelOptions.defaults(), "classes.tsv, line 2: class 0 is there twice");
        write("classes.tsv", "999999999\tx\n");
        refused(root, LabelOptions.defaults(), "class index 999999999 is too large");
    }

    private void refusedTable(String table, String message) throws IOException {
        refused(root, LabelOptions.defaults().withSizes(write("sizes.tsv", table)), message);
    }

    private static void refused(Path folder, LabelOptions options, String message) {
        assertThatThrownBy(() -> Labels.open(folder, options))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
