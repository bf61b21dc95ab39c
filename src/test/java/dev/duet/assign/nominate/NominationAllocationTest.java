package dev.duet.assign.nominate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.duet.api.Duet;
import dev.duet.random.BatchKind;
import dev.duet.random.BatchOptions;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing is allocated per call once the machine code has settled, under every guide, in layouts that differ from seed to seed, with
 * batches of several sizes in turn. The interpreter boxes vectors, so that calls that do allocate come first.
 */
@Tag("widths")
class NominationAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LAYOUTS = 2;
    private static final int CALLS = 100;
    /** So many rounds in a row must allocate nothing, before so many nanoseconds have passed: compilation takes its time. */
    private static final int CLEAN = 3;

    private static final long PATIENCE = 180_000_000_000L;

    static java.util.stream.Stream<NominationCase> cases() {
        return NominationCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void allocatesNothing(NominationCase row) {
        for (int i = 0; i < LAYOUTS; i++) {
            layout(row, (long) i * BatchKind.values().length);
        }
    }

    private static void layout(NominationCase row, long seed) {
        BatchOptions options = row.options(seed);
        options.allLevels = true;
        options.gts = 8;
        NominationBatch batch = NominationBatch.of(row, seed, options);
        List<NominationBatch> batches = List.of(batch, batch.next(row, seed + 1), batch.next(row, seed + 10));
        try (Duet duet = Duet.engine(row.engine(row.rule(seed), batch.classes), batch.pyramid)
                .threads(1)) {
            long last = 0;
            int rounds = 0;
            int clean = 0;
            long start = System.nanoTime();
            while (clean < CLEAN && System.nanoTime() - start < PATIENCE) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                call(duet, batches, CALLS);
                long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
                clean = bytes == 0 ? clean + 1 : 0;
                last = bytes == 0 ? last : bytes;
                rounds++;
            }
            assertThat(clean)
                    .as(
                            "%s: clean rounds after %s of %s calls; the last unclean one took %s bytes; %s",
                            row, rounds, CALLS, last, batch)
                    .isEqualTo(CLEAN);
        }
    }

    private static void call(Duet duet, List<NominationBatch> batches, int times) {
        for (int i = 0; i < times; i++) {
            for (int b = 0; b < batches.size(); b++) {
                duet.assign(batches.get(b).gts, batches.get(b).predictions);
            }
        }
    }
}
