package dev.duet.io.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.io.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocLabelsTest {
    static final String GOOD = """
            <?xml version="1.0"?>
            <annotation>
              <filename>2007_000027.jpg</filename>
              <size><width>486</width><height>500</height><depth>3</depth></size>
              <object>
                <name>person</name><difficult>1</difficult>
                <bndbox><xmin>174</xmin><ymin>101.5</ymin><xmax>349</xmax><ymax>351</ymax></bndbox>
                <part><name>head</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></part>
              </object>
              <object>
                <name>car</name><bndbox><xmax>9</xmax><xmin>1</xmin><ymin>2</ymin><ymax>2</ymax></bndbox>
              </object>
            </annotation>
            """;

    @TempDir
    Path root;

    @Test
    void readsObjectsAndPassesOverParts() throws IOException {
        write("Annotations/b.xml", GOOD);
        write("Annotations/a.xml", "<annotation><size><width>0</width><height>3</height></size></annotation>");
        Labels labels = Labels.open(root);
        assertThat(labels.images()).isEqualTo(2);
        assertThat(labels.name(0)).isEqualTo("a");
        assertThat(labels.name(1)).isEqualTo("2007_000027.jpg");
        assertThat(labels.stem(1)).isEqualTo("2007_000027");
        assertThat(labels.sizeKnown(0)).isFalse();
        assertThat(labels.width(1)).isEqualTo(486);
        assertThat(labels.height(1)).isEqualTo(500);
        assertThat(labels.offsets()).containsExactly(0, 0, 2);
        assertThat(labels.classNames()).containsExactly("car", "person");
        assertThat(labels.classIndex()).containsExactly(1, 0);
        assertThat(labels.x1()).containsExactly(174, 1);
        assertThat(labels.y1()).containsExactly(101.5, 2);
        assertThat(labels.x2()).containsExactly(349, 9);
        assertThat(labels.y2()).containsExactly(351, 2);
        assertThat(labels.isDifficult(0)).isTrue();
        assertThat(labels.isDifficult(1)).isFalse();
    }

    @Test
    void takesGivenClasses() throws IOException {
        write("a.xml", GOOD);
        LabelOptions options = LabelOptions.defaults().withClassNames(List.of("dog", "person", "car"));
        assertThat(Labels.open(root, options).classIndex()).containsExactly(1, 2);
        refused(options.withClassNames(List.of("car")), "a.xml, line 9: class 'person' is not among those given");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<name>person</name> | <nam>x</nam> | line 9: an object has no name",
                "<xmin>174</xmin> | <x>174</x> | object 'person' has no xmin",
                "<xmin>174</xmin> | <xmin>abc</xmin> | xmin of object 'person' is 'abc', not a number",
                "<xmin>174</xmin> | <xmin>NaN</xmin> | xmin of object 'person' is 'NaN', not finite",
                "<xmin>174</xmin> | <xmin>350</xmin> | object 'person' has a negative size: 350.0 101.5 349.0 351.0",
                "<width>486</width> | <width>w</width> | line 4: the width is 'w', not a number",
                "<depth>3</depth> | <depth>3 | is not well-formed XML",
                "<depth>3</depth> | &outside; | is not well-formed XML",
            })
    void namesFileLineAndValue(String good, String bad, String message) throws IOException {
        assertThat(GOOD).contains(good);
        write("a.xml", GOOD.replace(good, bad));
        refused(LabelOptions.defaults(), "a.xml, line");
        refused(LabelOptions.defaults(), message);
    }

    @Test
    void refusesOtherFoldersAndXml() throws IOException {
        assertThatThrownBy(() -> VocLabels.read(root, LabelOptions.defaults()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("holds no annotations (.xml)");
        write("a.xml", "<project/>");
        refused(LabelOptions.defaults(), "a.xml, line 1: is not a VOC annotation: its root is <project>");
    }

    @Test
    void doesNotFollowExternalEntities() throws IOException {
        Path secret = write("secret", "person");
        write(
                "a.xml",
                GOOD.replace("<annotation>", "<!DOCTYPE a [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]><annotation>")
                        .replace(">person<", ">&e;<"));
        assertThatThrownBy(() -> Labels.open(root)).isInstanceOf(DataException.class);
    }

    private void refused(LabelOptions options, String message) {
        assertThatThrownBy(() -> Labels.open(root, options))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
