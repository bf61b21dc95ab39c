package dev.duet.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.io.Remark;
import dev.duet.io.labels.Labels;
import dev.duet.io.labels.Letterbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of odd box once, among good ones. */
class LabelFaultsTest {
    @TempDir
    Path folder;

    @Test
    void eachKindIsCounted() throws IOException {
        String[] boxes = {
            "10, 10, 50, 40", // good
            "10, 10, 50, 40", // there twice
            "10.5, 10, 50, 40", // nearly there twice, of both
            "100, 100, 0, 30", // no area
            "100, 100, 1, 30", // thin
            "300, 10, 20, 20", // outside
            "180, 10, 40, 20", // over the edge
            "60, 60, 20, 20", // good
        };
        StringBuilder json = new StringBuilder("{\"categories\": [{\"id\": 1, \"name\": \"a\"}], \"images\": ["
                + "{\"id\": 1, \"file_name\": \"a.jpg\", \"width\": 200, \"height\": 200},"
                + "{\"id\": 2, \"file_name\": \"b.jpg\", \"width\": 200, \"height\": 200}], \"annotations\": [");
        for (int i = 0; i < boxes.length; i++) {
            json.append("{\"id\": " + i + ", \"image_id\": 1, \"category_id\": 1, \"bbox\": [" + boxes[i] + "]},");
        }
        json.append("{\"id\": 99, \"image_id\": 1, \"category_id\": 1, \"iscrowd\": 1, \"bbox\": [0, 0, 9, 9]}]}");
        Path file = Files.writeString(folder.resolve("labels.json"), json);
        LabelSet set = new LabelSet(Labels.open(file), new Letterbox(Letterbox.Mode.NONE, 200, 200));
        LabelFaults faults = new LabelFaults();
        faults.add(set, 0);
        faults.add(set, 1);
        assertThat(faults.boxes()).isEqualTo(8);
        assertThat(set.labels().remarks().count(Remark.CROWD)).isEqualTo(1);
        assertThat(faults.duplicates()).isEqualTo(1);
        assertThat(faults.nearDuplicates()).isEqualTo(1);
        assertThat(faults.zeroArea()).isEqualTo(1);
        assertThat(faults.tiny()).isEqualTo(1);
        assertThat(faults.outside()).isEqualTo(1);
        assertThat(faults.beyond()).isEqualTo(1);
        assertThat(faults.emptyImages()).isEqualTo(1);
    }
}
