package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Systems;
import dev.duet.io.Reads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every system of the catalogue can be timed on a plain case, whatever levels, slots, anchors or heads it wants. */
class EverySystemTest {
    @TempDir
    Path folder;

    static List<DetectionSystem> systems() {
        return Systems.list();
    }

    @ParameterizedTest
    @MethodSource("systems")
    void benchRuns(DetectionSystem system) {
        Path file = new SmallCase().write(folder.resolve("c.npz"));
        for (String form :
                List.of("--threads=1", "--boxes=rows", "--boxes=planes", "--scores=class-major", "--logits")) {
            Run run = Run.of("bench", "-s", system.name(), "-i", file, "--seconds=0.01", "--warmup=0", form);
            if (!Reads.predictions(system) && !form.equals("--threads=1")) {
                assertThat(run.code()).isEqualTo(Main.USAGE);
                assertThat(run.err()).contains(form.split("=")[0] + " changes nothing for system " + system.name());
                continue;
            }
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).startsWith("us_per_batch median=").hasLineCount(1);
        }
        assertThat(Run.of("systems", system.name()).out()).contains("source: ").contains("candidates");
    }

    @ParameterizedTest
    @MethodSource("systems")
    void systemsThatReadNoPredictionsNeedLabelsOnly(DetectionSystem system) {
        if (Reads.predictions(system)) {
            return;
        }
        Path out = folder.resolve("out.npz");
        Run run = Run.of("assign", "-s", system.name(), "--labels", "src/dist/sample/labels.json", "-o", out);
        assertThat(run.err()).isEmpty();
        assertThat(out).isRegularFile().satisfies(f -> assertThat(Files.size(f)).isPositive());
    }
}
