package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name of a megabyte widens no table, and lists of systems without a name are no lists. */
class LongNamesTest {
    @TempDir
    private Path folder;

    @Test
    void aClassNameOfAMegabyteIsCutInTables() throws Exception {
        Path labels = labels("x".repeat(1 << 20));
        Run audit = Run.of("audit", "--systems", "yolov5", "--labels", labels);
        assertThat(audit.code()).isZero();
        assertThat(audit.out()).contains("x".repeat(200) + "...").hasSizeLessThan(20_000);
    }

    @Test
    void anEmptyPlaceInAListOfSystemsIsRefused() throws Exception {
        Path labels = labels("cat");
        for (String command : new String[] {"audit", "compare"}) {
            for (String systems : new String[] {",", "yolov5,,fcos", ""}) {
                Run run = Run.of(command, "--systems", systems, "--labels", labels);
                assertThat(run.code()).as(command + " " + systems).isEqualTo(2);
                assertThat(run.err()).contains("--systems");
            }
        }
    }

    private Path labels(String name) throws Exception {
        return Files.writeString(
                folder.resolve("l.json"),
                "{\"images\":[{\"id\":1,\"file_name\":\"a.jpg\",\"width\":640,\"height\":480}],\"annotations\":[{\"id\":1,"
                        + "\"image_id\":1,\"category_id\":1,\"bbox\":[10,10,50,50]}],\"categories\":[{\"id\":1,\"name\":\""
                        + name + "\"}]}");
    }
}
