package dev.duet.io.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duet.io.DataException;
import dev.duet.io.Remark;
import dev.duet.io.npz.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LetterboxTest {
    @TempDir
    Path folder;

    @Test
    void placesPhotos() {
        assertThat(new Letterbox(Letterbox.Mode.CENTRE, 640, 640).place(640, 425))
                .isEqualTo(new Letterbox.Placement(1, 1, 0, 107));
        assertThat(new Letterbox(Letterbox.Mode.CENTRE, 640, 640).place(500, 374))
                .isEqualTo(new Letterbox.Placement(1.28, 1.28, 0, 80));
        assertThat(new Letterbox(Letterbox.Mode.TOP_LEFT, 320, 320).place(640, 480))
                .isEqualTo(new Letterbox.Placement(0.5, 0.5, 0, 0));
        assertThat(new Letterbox(Letterbox.Mode.STRETCH, 300, 200).place(100, 600))
                .isEqualTo(new Letterbox.Placement(2, 0.5, 0, 0));
        assertThat(new Letterbox(Letterbox.Mode.NONE, 300, 200).place(0, 0))
                .isEqualTo(new Letterbox.Placement(1, 1, 0, 0));
    }

    @Test
    void refusesWhatHasNoSize() throws IOException {
        assertThatThrownBy(() -> new Letterbox(Letterbox.Mode.NONE, 0, 5)).isInstanceOf(IllegalArgumentException.class);
        Letterbox box = new Letterbox(Letterbox.Mode.CENTRE, 5, 5);
        assertThatThrownBy(() -> box.place(0, 3)).hasMessageContaining("photo size 0 x 3");
        Files.writeString(
                folder.resolve("c.json"),
                "{'images': [{'id': 1, 'file_name': 'x'}], 'annotations': [{'id': 1, 'image_id': 1, 'category_id': 1,"
                                .replace('\'', '"')
                        + " \"bbox\": [1, 2, 3, 4]}], \"categories\": [{\"id\": 1, \"name\": \"a\"}]}");
        Labels labels = Labels.open(folder.resolve("c.json"));
        assertThatThrownBy(() -> box.apply(labels))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("image 'x': the photo's size is not known");
        assertThat(new Letterbox(Letterbox.Mode.NONE, 5, 5).apply(labels).rows())
                .containsExactly(1, 2, 4, 6);
    }

    /** The boxes of 128 photos, to the bit, from the original label files. */
    @Test
    void givesTheBitsOfTheOriginals() {
        String given = System.getProperty("real.dir", "");
        Path real = Path.of(given);
        assumeTrue(!given.isEmpty() && Files.exists(real.resolve("gt_only_640_train128.npz")), "real.dir");
        Labels labels = Labels.open(real.resolve("gt/train2017"));
        assertThat(labels.classNames()).hasSize(80).startsWith("person");
        assertThat(labels.remarks().count(Remark.NO_PHOTO)).isEqualTo(2);
        Letterbox letterbox = new Letterbox(Letterbox.Mode.CENTRE, 640, 640);
        CanvasBoxes boxes = letterbox.apply(labels);
        Map<Long, Integer> byId = new HashMap<>();
        for (int i = 0; i < labels.images(); i++) {
            byId.put(labels.id(i), i);
        }
        try (Npz npz = Npz.open(real.resolve("gt_only_640_train128.npz"))) {
            int[] photos = npz.ints("tile_image", 128, 1);
            int[] offsets = npz.ints("gt_offsets", 129);
            int[] classes = npz.ints("gt_labels", -1);
            float[] expected = npz.floats("gt_boxes", -1, 4);
            double[] placed = npz.doubles("tile_letterbox", 128, 1, 3);
            float[] rows = boxes.rows();
            for (int i = 0; i < photos.length; i++) {
                int image = byId.get((long) photos[i]);
                assertThat(letterbox.place(labels.width(image), labels.height(image)))
                        .isEqualTo(new Letterbox.Placement(
                                placed[3 * i], placed[3 * i], placed[3 * i + 1], placed[3 * i + 2]));
                int from = labels.offsets()[image];
                int n = labels.offsets()[image + 1] - from;
                assertThat(n).isEqualTo(offsets[i + 1] - offsets[i]);
                for (int k = 0; k < n; k++) {
                    assertThat(labels.classIndex()[from + k]).isEqualTo(classes[offsets[i] + k]);
                    for (int c = 0; c < 4; c++) {
                        assertThat(Float.floatToRawIntBits(rows[4 * (from + k) + c]))
                                .isEqualTo(Float.floatToRawIntBits(expected[4 * (offsets[i] + k) + c]));
                    }
                }
            }
        }
    }
}
