package dev.duet.io.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.io.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CocoLabelsTest {
    private static final String GOOD = """
            {"info": {"year": 2017},
             "annotations": [
              {"segmentation": [[1, 2, 3]], "area": 1.5, "iscrowd": 0, "image_id": 9000000000, "bbox": [1.5, 2, 3, 4],
               "category_id": 90, "id": 11},
              {"segmentation": {"counts": [1, 2], "size": [4, 4]}, "iscrowd": 1, "image_id": 7, "bbox": [0, 0, 5, 0],
               "category_id": 3, "id": 12},
              {"image_id": 9000000000, "bbox": [0.1, 0.2, 0.3, 0.4], "category_id": 3}
             ],
             "images": [
              {"id": 9000000000, "file_name": "train/big.jpg", "width": 640, "height": 480, "license": null},
              {"id": 8, "file_name": "none.jpg"},
              {"id": 7, "file_name": "x.jpg", "width": 32, "height": 16}
             ],
             "categories": [{"id": 90, "name": "brush"}, {"id": 3, "name": "car"}]}
            """;

    @TempDir
    Path folder;

    @Test
    void readsSectionsInAnyOrder() throws IOException {
        Labels labels = Labels.open(write(GOOD));
        assertThat(labels.images()).isEqualTo(3);
        assertThat(labels.offsets()).containsExactly(0, 2, 2, 2);
        assertThat(labels.classNames()).containsExactly("car", "brush");
        assertThat(labels.classIndex()).containsExactly(1, 0);
        assertThat(labels.classId(1)).isEqualTo(90);
        assertThat(labels.x1()).containsExactly(1.5, 0.1);
        assertThat(labels.y1()).containsExactly(2, 0.2);
        assertThat(labels.x2()).containsExactly(4.5, 0.1 + 0.3);
        assertThat(labels.y2()).containsExactly(6, 0.2 + 0.4);
        assertThat(labels.remarks().notes()).containsExactly("1 crowd boxes left out");
        assertThat(labels.isDifficult(1)).isFalse();
        assertThat(labels.name(0)).isEqualTo("train/big.jpg");
        assertThat(labels.stem(0)).isEqualTo("big");
        assertThat(labels.id(0)).isEqualTo(9_000_000_000L);
        assertThat(labels.width(0)).isEqualTo(640);
        assertThat(labels.height(0)).isEqualTo(480);
        assertThat(labels.sizeKnown(0)).isTrue();
        assertThat(labels.sizeKnown(1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"image_id\": 9000000000, \"bbox\": [0.1 | \"image_id\": 6, \"bbox\": [0.1 | line 7: annotation number 3 (without id) has image_id 6, which is not among the images",
                "\"category_id\": 90 | \"category_id\": 1 | line 3: annotation 11 (image train/big.jpg) has category_id 1, which is not",
                "[1.5, 2, 3, 4] | [1.5, 2, 3] | line 3: annotation 11 (image train/big.jpg) has a bbox that is not a list of four numbers",
                "[1.5, 2, 3, 4] | [1.5, 2, 3, 4, 5] | annotation 11 (image train/big.jpg) has a bbox that is not a list of four",
                "[1.5, 2, 3, 4] | [1.5, \"2\", [3], 4] | annotation 11 (image train/big.jpg) has a bbox that is not a list of four",
                "[1.5, 2, 3, 4] | {\"x\": 1} | annotation 11 (image train/big.jpg) has a bbox that is not a list of four",
                "[1.5, 2, 3, 4] | [1.5, NaN, 3, 4] | annotation 11 (image train/big.jpg) has a bbox that is not finite: [1.5, NaN, 3.0, 4.0]",
                "[1.5, 2, 3, 4] | [1.5, 2, 1e999, 4] | annotation 11 (image train/big.jpg) has a bbox that is not finite",
                "[1.5, 2, 3, 4] | [1.5, 2, -3, 4] | annotation 11 (image train/big.jpg) has a bbox of negative size: [1.5, 2.0, -3.0, 4.0]",
                "\"bbox\": [1.5, | \"box\": [1.5, | annotation 11 (image train/big.jpg) has no bbox",
                "\"image_id\": 7, | `` | line 5: annotation 12 has no image_id",
                "\"category_id\": 90, | `` | annotation 11 (image train/big.jpg) has no category_id",
                ", \"category_id\": 3} | } | annotation number 3 (without id) (image train/big.jpg) has no category_id",
                "\"id\": 11 | \"id\": 1.5 | annotation number 1 (without id) (image train/big.jpg): id is '1.5', neither an integer of 64 bits nor a text",
                "\"id\": 11 | \"id\": 99999999999999999999 | id is '99999999999999999999', neither an integer of 64 bits",
                "\"iscrowd\": 0 | \"iscrowd\": 2 | line 3: annotation 11 (image train/big.jpg): iscrowd is '2', neither 0 or 1 nor true or false",
                "\"iscrowd\": 0 | \"ignore\": [] | annotation 11 (image train/big.jpg): ignore is a list, neither 0 or 1 nor true or false",
                "[1.5, 2, 3, 4] | [1.5, 2, 1e39, 4] | annotation 11 (image train/big.jpg) has a box beyond 1e9 pixels, where no photo reaches: [1.5, 2.0, 1.0E39, 4.0]",
                "\"id\": 8, | `` | line 11: an image has no id",
                "\"file_name\": \"x.jpg\" | \"file_name\": [3] | line 12: image 7: file_name is a list, not text",
                "\"id\": 8 | \"id\": 7 | line 12: image id 7 is there twice",
                "\"width\": 32 | \"width\": 32.5 | line 12: image 7 (x.jpg): width is '32.5', not a size in whole pixels",
                "\"width\": 32 | \"width\": [] | image 7 (x.jpg): width is a list, not a size in whole pixels",
                "\"info\": {\"year\": 2017}, | \"images\": [], | 'images' is there twice",
                "\"id\": 3, \"name\" | \"id\": 90, \"name\" | line 14: category id 90 is there twice",
                "\"id\": 3, \"name\" | \"name\" | a category has no id",
                ", \"name\": \"car\" | `` | category 3 has no name",
                "\"images\" | \"pictures\" | has no 'images'",
                "\"annotations\": | \"no\": | has no 'annotations'",
                "\"categories\": | \"no\": | has no 'categories'",
                "\"info\": {\"year\": 2017}, | \"images\": 3, | line 1: 'images' is not a list",
                "\"categories\": [ | \"categories\": [1, | 'categories' holds something else than objects",
                "\"iscrowd\": 1, | \"iscrowd\": 1 | line 5, column",
            })
    void namesLineAnnotationAndValue(String good, String bad, String message) throws IOException {
        assertThat(GOOD).contains(good);
        Path file = write(GOOD.replace(good, bad));
        assertThatThrownBy(() -> CocoLabels.read(file, LabelOptions.defaults()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("labels.json")
                .hasMessageContaining(message);
    }

    @Test
    void refusesOtherJson() throws IOException {
        refused(write("[{\"image_id\": 3}]"), "a COCO file is an object");
        refused(write(GOOD + "x"), "is not valid JSON");
        refused(write(GOOD + "{}"), "something follows the end");
        refused(write(""), "a COCO file is an object");
        refused(folder.resolve("absent.json"), "absent.json: does not exist");
    }

    @Test
    void truncatedAndDamagedFilesGiveDataExceptionsOnly() throws IOException {
        byte[] bytes = GOOD.strip().getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("labels.json");
        for (int n = 0; n < bytes.length; n++) {
            Files.write(file, Arrays.copyOf(bytes, n));
            refused(file, "labels.json");
        }
        SplittableRandom random = new SplittableRandom(11);
        for (int trial = 0; trial < 3000; trial++) {
            byte[] copy = bytes.clone();
            copy[random.nextInt(copy.length)] = (byte) random.nextInt();
            Files.write(file, copy);
            try {
                CocoLabels.read(file, LabelOptions.defaults());
            } catch (DataException e) {
                assertThat(e).hasMessageContaining("labels.json");
            }
        }
    }

    @Test
    void reportsProgressInBytes() throws IOException {
        Path file = write(GOOD);
        List<Long> told = new ArrayList<>();
        CocoLabels.read(file, LabelOptions.defaults().withProgress((done, total) -> {
            assertThat(total).isEqualTo(file.toFile().length());
            told.add(done);
        }));
        assertThat(told).last().isEqualTo(file.toFile().length());
    }

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("labels.json"), json);
    }

    private static void refused(Path file, String message) {
        assertThatThrownBy(() -> CocoLabels.read(file, LabelOptions.defaults()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }
}
