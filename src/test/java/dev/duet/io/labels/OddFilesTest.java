package dev.duet.io.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.Systems;
import dev.duet.io.cases.CaseFile;
import dev.duet.io.npz.Npz;
import dev.duet.io.npz.NpzWriter;
import dev.duet.io.recipe.RecipeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that ask for a long wait or a long message, and limits of libraries, told in Duet's own words. */
class OddFilesTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aRecipeThatIsAFifoIsNotOpened() throws Exception {
        Path fifo = folder.resolve("recipe.json");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor(10, TimeUnit.SECONDS))
                .isTrue();
        assertThatThrownBy(() -> RecipeFile.read(fifo))
                .hasMessage(fifo + ": is no regular file (a fifo, a device or a socket) and is not opened");
        assertThatThrownBy(() -> RecipeFile.read(folder)).hasMessage(folder + ": is a folder");
    }

    @Test
    void aRecipeThatIsTooLargeNamesItsFileOnce() throws Exception {
        Path large = Files.writeString(folder.resolve("large.json"), " ".repeat((1 << 20) + 1));
        assertThatThrownBy(() -> RecipeFile.read(large)).hasMessage(large + ": is larger than a recipe can be");
    }

    @Test
    void anArchiveOfThousandsOfArraysIsNotListedWhole() throws Exception {
        Path many = folder.resolve("many.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(many))) {
            for (int i = 0; i < 3000; i++) {
                zip.putNextEntry(new ZipEntry("a" + i + ".npy"));
            }
        }
        try (Npz npz = Npz.open(many)) {
            assertThatThrownBy(() -> npz.info("boxes"))
                    .hasMessageStartingWith(many + ": has no array 'boxes'; it has a0, a1, ")
                    .hasMessageEndingWith(", a19 and 2980 more");
        }
        Path none = folder.resolve("none.npz");
        new ZipOutputStream(Files.newOutputStream(none)).close();
        try (Npz npz = Npz.open(none)) {
            assertThatThrownBy(() -> npz.info("boxes")).hasMessage(none + ": has no array 'boxes'; it has none");
        }
    }

    @Test
    void aYamlOfMegabytesIsNotTakenApart() throws Exception {
        Path yaml = Files.writeString(folder.resolve("data.yaml"), "a: b\n".repeat(300_000) + "names: [cat]\n");
        assertThatThrownBy(() -> YamlReader.read(yaml))
                .hasMessageStartingWith(
                        yaml + ": is not valid YAML (The incoming YAML document exceeds the limit: 1048576");
    }

    @Test
    void theLargestClassOfACaseIsRefusedByItsNumber() throws Exception {
        Path file = folder.resolve("case.npz");
        try (NpzWriter npz = NpzWriter.create(file, false)) {
            npz.put("gt_boxes", new float[] {10, 10, 60, 60}, 1, 4);
            npz.put("gt_labels", new int[] {Integer.MAX_VALUE}, 1);
            npz.put("gt_offsets", new int[] {0, 1}, 2);
            npz.put("strides", new int[] {8, 16, 32}, 3);
            npz.put("image_size", new int[] {64, 64}, 2);
            npz.commit();
        }
        assertThatThrownBy(
                        () -> Systems.YOLOV5.classes(CaseFile.readTruths(file).classes()))
                .hasMessageStartingWith("classes: 2147483647; at most ");
    }

    @Test
    void limitsOfParsersAreToldWithoutNamesFromTheirCode() throws Exception {
        Path json = Files.writeString(
                folder.resolve("deep.json"), "{\"images\":[{\"x\":" + "[".repeat(2000) + "]".repeat(2000) + "}]}");
        assertThatThrownBy(() -> Labels.open(json)).hasMessageEndingWith("exceeds the maximum allowed (1000)");
        Path recipe = Files.writeString(folder.resolve("recipe.json"), "[".repeat(40) + "]".repeat(40));
        assertThatThrownBy(() -> RecipeFile.read(recipe)).hasMessageEndingWith("exceeds the maximum allowed (32)");
        Path voc = Files.createDirectory(folder.resolve("voc"));
        Files.writeString(voc.resolve("a.xml"), "<annotation>" + "<a>".repeat(200));
        assertThatThrownBy(() -> Labels.open(voc))
                .hasMessageContaining("is not well-formed XML: The element \"a\" has a depth of \"101\"");
    }
}
