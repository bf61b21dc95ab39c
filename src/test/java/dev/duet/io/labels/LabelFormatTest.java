package dev.duet.io.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.io.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelFormatTest {
    @TempDir
    Path root;

    @Test
    void tellsByWhatLiesThere() throws IOException {
        Path yolo = Files.createDirectories(root.resolve("yolo/train"));
        Path voc = Files.createDirectories(root.resolve("voc"));
        Files.createFile(yolo.resolve("a.txt"));
        Files.createFile(voc.resolve("a.XML"));
        Path coco = Files.createFile(root.resolve("c.JSON"));
        assertThat(LabelFormat.of(yolo)).isEqualTo(LabelFormat.YOLO);
        assertThat(LabelFormat.of(yolo.getParent())).isEqualTo(LabelFormat.YOLO);
        assertThat(LabelFormat.of(voc)).isEqualTo(LabelFormat.VOC);
        assertThat(LabelFormat.of(coco)).isEqualTo(LabelFormat.COCO);
    }

    @Test
    void saysWhatItExpected() throws IOException {
        refused(root.resolve("none"), "does not exist");
        refused(root, "holds no labels: neither YOLO .txt nor VOC .xml files");
        Files.createFile(root.resolve("c.json"));
        refused(root, "for COCO name the .json file itself");
        refused(Files.createFile(root.resolve("x.csv")), "is not a label file: expected COCO .json");
        assertThatThrownBy(() -> LabelOptions.defaults().withPhotoSize(3, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void refused(Path path, String message) {
        assertThatThrownBy(() -> Labels.open(path))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }
}
