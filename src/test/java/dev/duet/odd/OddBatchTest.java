package dev.duet.odd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Batches with odd values, of every system: an answer of finite numbers that hangs together, or a sentence that names what is wrong;
 * the same on an engine that met other batches before and on a new one, at one and four threads, at three vector widths. {@code
 * -Dodd.seeds=FROM-TO} runs others, in any number; {@code -Dodd.state=FILE} goes on where such a run stopped (docs/testing.md).
 */
class OddBatchTest {
    private static final String USUAL = "0-8000";
    private static final long PROGRESS_NANOS = 10_000_000_000L;

    @Test
    void oddBatchesAreAnsweredOrRefusedTheSameWayEverywhere() throws Exception {
        String given = System.getProperty("odd.seeds", "");
        String[] range = (given.isBlank() ? USUAL : given).split("-", 2);
        long from = Long.parseLong(range[0]) / OddRun.BATCHES;
        long to = Math.ceilDiv(Long.parseLong(range[1]), OddRun.BATCHES);
        String stateGiven = System.getProperty("odd.state", "");
        Path state = stateGiven.isBlank() ? null : Path.of(stateGiven);
        long start = Math.max(from, stopped(state) / OddRun.BATCHES);
        try (OddWidths widths = new OddWidths(start, to)) {
            long said = System.nanoTime();
            while (widths.step()) {
                if (System.nanoTime() - said > PROGRESS_NANOS) {
                    said = System.nanoTime();
                    note(widths, state, to);
                }
            }
            note(widths, state, to);
            assertThat(widths.failures).isEmpty();
            assertThat(widths.next()).isEqualTo(to);
            if (given.isBlank()) {
                assertThat(widths.answered()).as("answered").isGreaterThan(10_000);
                assertThat(widths.answered() + widths.refused()).as("batches").isGreaterThanOrEqualTo(20_000);
            }
        }
    }

    private static long stopped(Path state) throws IOException {
        return state == null || !Files.exists(state)
                ? 0
                : Long.parseLong(Files.readString(state).strip());
    }

    private static void note(OddWidths widths, Path state, long to) throws IOException {
        long seed = widths.next() * OddRun.BATCHES;
        System.out.printf(
                Locale.ROOT,
                "odd batches: seed %,d of %,d; %,d answered, %,d refused, %d failures%n",
                seed,
                to * OddRun.BATCHES,
                widths.answered(),
                widths.refused(),
                widths.failures.size());
        if (state != null && widths.failures.isEmpty()) {
            Files.writeString(state, seed + "\n");
        }
    }
}
