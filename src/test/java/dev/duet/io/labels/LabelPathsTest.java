package dev.duet.io.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.io.DataException;
import dev.duet.io.Remark;
import dev.duet.io.image.ImageNames;
import dev.duet.io.image.PhotoIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names are whole paths, links are followed, and what is no label file is told or passed over. */
class LabelPathsTest {
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

    @Test
    void equalNamesInTwoSplitsHaveTheirOwnPhotos() throws IOException {
        tree.text("labels/train/a.txt", "0 .5 .5 1 1");
        tree.text("labels/val/a.txt", "0 .5 .5 1 1");
        tree.png("images/train/a.png", 10, 20);
        tree.png("images/val/a.png", 30, 40);
        Labels labels = Labels.open(root);
        assertThat(labels.x2()).containsExactly(10, 30);
        assertThat(List.of(labels.name(0), labels.name(1))).containsExactly("train/a", "val/a");
        assertThat(new PhotoIndex(labels, null).find(labels, 1)).hasValue(root.resolve("images/val/a.png"));
    }

    @Test
    void aPhotoOfTheSameNameInAnotherFolderIsAnother() throws IOException {
        tree.text("labels/train/a.txt", "0 .5 .5 1 1");
        tree.text("labels/val/b.txt", "0 .5 .5 1 1");
        tree.png("images/val/a.png", 10, 20);
        tree.png("images/val/b.png", 10, 20);
        Labels labels = Labels.open(root);
        assertThat(labels.name(0)).isEqualTo("val/a");
        assertThat(labels.offsets()).containsExactly(0, 0, 1);
        assertThat(labels.remarks().notes())
                .containsExactly(
                        "1 label files without a photo left out: train/a.txt",
                        "1 photos without a label file taken as images without boxes: val/a.png");
    }

    @Test
    void twoFilesOfOneNameAreAFaultThatListsBoth() throws IOException {
        tree.text("labels/a.txt", "0 .5 .5 1 1");
        tree.text("labels/a.TXT", "0 .5 .5 .5 .5");
        tree.text("labels/b.txt", "0 .5 .5 1 1");
        assertThatThrownBy(() -> Labels.open(root, SIZED))
                .hasMessageContaining("a.TXT and ")
                .hasMessageContaining("a.txt are both labels of 'a'");
        Labels labels = Labels.open(root, SIZED.withSkipFaulty(true));
        assertThat(labels.images()).isEqualTo(1);
        assertThat(labels.remarks().count(Remark.SAME_NAME)).isEqualTo(1);
        tree.png("images/b.png", 5, 5);
        tree.png("images/b.jpg", 5, 5);
        assertThatThrownBy(() -> Labels.open(root, SIZED)).isInstanceOf(DataException.class);
    }

    @Test
    void namesThatTheEncodingCannotExpressStayDifferent() throws Exception {
        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        "cd \"$1\" && mkdir labels && for n in '\\344' '\\345' '\\303\\251'; do"
                                + " echo '0 .5 .5 1 1' >labels/\"$(printf \"$n\")\".txt; done",
                        "sh",
                        root.toString())
                .start();
        assertThat(shell.waitFor()).isZero();
        Labels labels = Labels.open(root, SIZED);
        assertThat(List.of(labels.name(0), labels.name(1), labels.name(2)))
                .containsExactlyInAnyOrder("\\xE4", "\\xE5", "é");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cam1/0001.jpg | 0",
                "cam1/0001 | 0",
                "cam2/0001.png | 1",
                "data/cam2/0001.jpg | 1",
                "./cam1/0001.jpg | 0",
                "cam1\\0001.jpg | 0",
                "v1.2 | 2",
                "x/y/v1.2.jpg | 2",
            })
    void predictedNamesFindOneImage(String name, int image) throws IOException {
        assertThat(new ImageNames(cameras()).rows(List.of(name))).containsExactly(image);
    }

    @Test
    void predictedNamesThatFitNoneOrSeveralAreErrors() throws IOException {
        ImageNames names = new ImageNames(cameras());
        assertThatThrownBy(() -> names.rows(List.of("0001")))
                .hasMessageContaining(
                        "image name '0001' (image 0 of the predictions) fits cam1/0001.jpg and cam2/0001.jpg");
        assertThatThrownBy(() -> names.rows(List.of("cam9/0001.jpg")))
                .hasMessageContaining("has no image 'cam9/0001.jpg', which is image 0 of the predictions");
        assertThatThrownBy(() -> names.rows(List.of("001"))).hasMessageContaining("has no image '001'");
        assertThatThrownBy(() -> names.rows(List.of("v1.2", "cam1/0001", "x/v1.2.jpg")))
                .hasMessageContaining("image 'v1.2' is named twice, by 'v1.2' (image 0 of the predictions) and by"
                        + " 'x/v1.2.jpg' (image 2)");
    }

    private Labels cameras() throws IOException {
        String image = "{\"id\": %d, \"file_name\": \"%s\", \"width\": 64, \"height\": 64}";
        return Labels.open(tree.text(
                "l.json",
                LabelTree.coco(
                        image.formatted(1, "cam1/0001.jpg") + "," + image.formatted(2, "cam2/0001.jpg") + ","
                                + image.formatted(3, "v1.2"),
                        "")));
    }

    @Test
    void linksToFoldersAreFollowedOnce() throws IOException {
        tree.text("elsewhere/a.txt", "0 .5 .5 1 1");
        tree.png("photos/a.png", 10, 20);
        tree.link("labels/train", "../elsewhere");
        tree.link("images/train", "../photos");
        tree.link("labels/train/again", ".");
        tree.text("labels/val/b.txt", "0 .5 .5 1 1");
        tree.png("images/val/b.png", 30, 40);
        Labels labels = Labels.open(root);
        assertThat(labels.x2()).containsExactly(10, 30);
        assertThat(labels.remarks().count(Remark.FOLDER_AGAIN)).isEqualTo(1);
        tree.text("whole/real/a.txt", "0 .5 .5 1 1");
        tree.png("whole/images/a.png", 7, 7);
        tree.link("whole/labels", "real");
        assertThat(Labels.open(root.resolve("whole")).x2()).containsExactly(7);
        tree.text("voc/real/a.xml", VocLabelsTest.GOOD);
        tree.link("voc/Annotations", "real");
        assertThat(Labels.open(root.resolve("voc")).boxes()).isEqualTo(2);
    }

    @Test
    @Timeout(10)
    void fifosAndDevicesAreNamedAndNotOpened() throws Exception {
        tree.text("labels/a.txt", "0 .5 .5 1 1");
        assertThat(new ProcessBuilder("mkfifo", root.resolve("labels/b.txt").toString())
                        .start()
                        .waitFor())
                .isZero();
        tree.link("labels/c.txt", "/dev/zero");
        tree.link("labels/d.txt", "nowhere");
        assertThatThrownBy(() -> Labels.open(root, SIZED))
                .hasMessageContaining(
                        "labels/b.txt: is no regular file (a fifo, a device or a socket) and is not opened");
        Labels labels = Labels.open(root, SIZED.withSkipFaulty(true));
        assertThat(labels.boxes()).isEqualTo(1);
        assertThat(labels.remarks().count(Remark.NO_FILE)).isEqualTo(3);
        tree.link("images/a.png", "/dev/zero");
        assertThatThrownBy(() -> Labels.open(root, skipping()))
                .hasMessageContaining("images/a.png: is no regular file");
        Files.move(root.resolve("labels/b.txt"), root.resolve("fifo.json"));
        assertThatThrownBy(() -> Labels.open(root.resolve("fifo.json"))).hasMessageContaining("is no regular file");
    }

    @Test
    void textsThatAreNoLabelsArePassedOver() throws IOException {
        tree.text("obj.names", "cat\n");
        tree.text("train.txt", "data/obj_train_data/1.jpg\n");
        tree.text("some.txt", "data/obj_train_data/1.jpg\n");
        tree.text("README.dataset.txt", "# cats");
        tree.text("obj_train_data/1.txt", "0 .5 .5 1 1");
        tree.text("obj_train_data/._1.txt", "\0\5\26\7");
        Labels labels = Labels.open(root, SIZED);
        assertThat(labels.boxes()).isEqualTo(1);
        assertThat(labels.classNames()).containsExactly("cat");
        assertThat(labels.remarks().count(Remark.OTHER_TEXT)).isEqualTo(3);
        assertThat(labels.remarks().count(Remark.APPLE_DOUBLE)).isEqualTo(1);
    }

    @Test
    void theFormIsToldBesideOtherTexts() throws IOException {
        tree.text("voc/README.txt", "# cats");
        tree.text("voc/train/a.xml", VocLabelsTest.GOOD);
        assertThat(Labels.open(root.resolve("voc")).boxes()).isEqualTo(2);
        tree.text("coco/README.txt", "# cats");
        tree.text("coco/train/_annotations.coco.json", LabelTree.coco(A, GOOD));
        assertThatThrownBy(() -> Labels.open(root.resolve("coco")))
                .hasMessageContaining("for COCO name the .json file itself, for example ")
                .hasMessageEndingWith("coco/train/_annotations.coco.json");
        tree.text("yolo/labels/train/a.txt", "0 .5 .5 1 1");
        Path described = tree.text("yolo/data.yaml", "train: images/train\nnames: [cat]\n");
        assertThatThrownBy(() -> Labels.open(described))
                .hasMessageContaining(
                        "data.yaml: describes a data set; give the folder of its label files, for example ")
                .hasMessageContaining("yolo/labels (class names come from ");
        tree.text("kitti/000.txt", "Car 0.00 0 -1.57 10 20 110 120 1.5 1.6 3.9 1 2 3 0.1");
        assertThatThrownBy(() -> Labels.open(root.resolve("kitti"), skipping()))
                .hasMessageContaining("holds no YOLO labels: ")
                .hasMessageContaining("kitti/000.txt, line 1: the class is 'Car', not a number");
    }

    /** Copies that editors and notebooks keep are no labels; a hidden folder that is given is read. */
    @Test
    void hiddenFilesAndFoldersArePassedOver() throws IOException {
        tree.text("labels/a.txt", "0 .5 .5 1 1");
        tree.text("labels/.a.txt", "0 .5 .5 1 1");
        tree.text("labels/.ipynb_checkpoints/a-checkpoint.txt", "0 .5 .5 1 1");
        tree.text("labels/.DS_Store", "0");
        Labels labels = Labels.open(root, SIZED);
        assertThat(labels.images()).isEqualTo(1);
        assertThat(labels.remarks().notes())
                .containsExactly("2 hidden files and folders passed over, for example .a.txt");
        assertThat(Labels.open(root.resolve("labels/.ipynb_checkpoints"), SIZED).images())
                .isEqualTo(1);
        tree.text("voc/a.xml", VocLabelsTest.GOOD);
        tree.text("voc/.git/b.xml", VocLabelsTest.GOOD);
        assertThat(Labels.open(root.resolve("voc")).images()).isEqualTo(1);
    }

    /** What git and archives make of links where the file system has none: a text that is the path. */
    @Test
    void linksThatWereUnpackedAsTextAreFollowed() throws IOException {
        tree.text("elsewhere/a.txt", "0 .5 .5 1 1");
        tree.png("photos/a.png", 10, 20);
        tree.text("labels/train", "../elsewhere");
        tree.text("images/train", "../photos");
        tree.text("labels/again", "train");
        tree.text("labels/notes", "nowhere to be found");
        tree.text("labels/passwords", "/etc");
        tree.text("labels/val/b.txt", "0 .5 .5 1 1");
        tree.png("images/val/b.png", 30, 40);
        Labels labels = Labels.open(root);
        assertThat(labels.x2()).containsExactly(10, 30);
        assertThat(labels.name(0)).isEqualTo("train/a");
        assertThat(labels.remarks().notes())
                .containsExactly(
                        "1 files that hold the path of a folder read as links to it: " + root.resolve("labels/train"));
        tree.text("whole/real/a.txt", "0 .5 .5 1 1");
        tree.png("whole/pictures/a.png", 7, 7);
        tree.text("whole/labels", "real");
        tree.text("whole/images", "pictures");
        assertThat(Labels.open(root.resolve("whole")).x2()).containsExactly(7);
        tree.text("voc/real/a.xml", VocLabelsTest.GOOD);
        tree.text("voc/Annotations", "real");
        assertThat(Labels.open(root.resolve("voc")).boxes()).isEqualTo(2);
    }
}
