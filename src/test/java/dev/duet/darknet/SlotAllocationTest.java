package dev.duet.darknet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.random.BatchKind;
import dev.duet.random.RandomBatch;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Nothing is allocated per call once the machine code has settled, for every system of the darknet line, in layouts that differ from
 * seed to seed.
 */
@Tag("widths")
class SlotAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LAYOUTS = 3;
    private static final int CALLS = 300;
    /** So many rounds in a row must allocate nothing, before so many nanoseconds have passed: compilation takes its time. */
    private static final int CLEAN = 3;

    private static final long PATIENCE = 20_000_000_000L;

    @TestFactory
    Stream<DynamicTest> allocatesNothing() {
        return SlotCase.all().stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> {
                    for (int i = 0; i < LAYOUTS; i++) {
                        layout(row, (long) i * BatchKind.values().length);
                    }
                }));
    }

    private static void layout(SlotCase row, long seed) {
        var options = row.options();
        options.allLevels = true;
        options.gts = 8;
        RandomBatch batch = RandomBatch.of(options, seed);
        GroundTruths gts = row.gts(batch);
        try (Duet duet = row.engine(batch).threads(1)) {
            int clean = 0;
            long last = 0;
            long start = System.nanoTime();
            while (clean < CLEAN && System.nanoTime() - start < PATIENCE) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int call = 0; call < CALLS; call++) {
                    duet.assign(gts, batch.predictions);
                }
                long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
                clean = bytes == 0 ? clean + 1 : 0;
                last = bytes == 0 ? last : bytes;
            }
            assertThat(clean)
                    .as("%s: clean rounds of %s calls; the last unclean one took %s bytes; %s", row, CALLS, last, batch)
                    .isEqualTo(CLEAN);
        }
    }
}
