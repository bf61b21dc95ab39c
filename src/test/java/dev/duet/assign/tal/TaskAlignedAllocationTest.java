package dev.duet.assign.tal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.oracle.TaskAlignedCatalogue;
import dev.duet.oracle.TaskAlignedCatalogue.Row;
import dev.duet.random.BatchKind;
import dev.duet.random.BatchOptions;
import dev.duet.random.CleanRounds;
import dev.duet.random.RandomBatch;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Nothing is allocated per call once the machine code has settled: by the caller or by a worker, for every system, in layouts that
 * differ from seed to seed. The interpreter boxes vectors, so that a run starts with calls that do allocate.
 */
@Tag("widths")
class TaskAlignedAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LAYOUTS = 4;
    private static final int CALLS = 300;

    @TestFactory
    List<DynamicTest> allocatesNothing() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : TaskAlignedCatalogue.rows()) {
            tests.add(DynamicTest.dynamicTest(row.toString(), () -> {
                assumeTrue(TaskAlignedRandomTest.inCatalogue(row.system()), row.system() + " is not in the catalogue");
                for (int i = 0; i < LAYOUTS; i++) {
                    layout(row, (long) i * BatchKind.values().length);
                }
            }));
        }
        return tests;
    }

    private static void layout(Row row, long seed) {
        BatchOptions options = TaskAlignedRandomTest.options(row);
        options.allLevels = true;
        options.gts = 8;
        RandomBatch batch = RandomBatch.of(options, seed);
        try (Duet duet = TaskAlignedRandomTest.engine(row, batch).threads(2)) {
            int[] gt = new int[batch.gts.images() * duet.units()];
            duet.assign(batch.gts, batch.predictions);
            long[] watched = threads();
            CleanRounds.require(row + "; " + batch, CALLS, () -> allocated(watched), () -> {
                Assignment assignment = duet.assign(batch.gts, batch.predictions);
                assignment.fillAssignedGt(gt);
            });
        }
    }

    /** The caller and the engine's workers. */
    private static long[] threads() {
        List<Long> ids = new ArrayList<>();
        ids.add(Thread.currentThread().threadId());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("duet-")) {
                ids.add(thread.threadId());
            }
        }
        assertThat(ids).as("caller and one worker").hasSizeGreaterThanOrEqualTo(2);
        return ids.stream().mapToLong(Long::longValue).toArray();
    }

    private static long allocated(long[] threads) {
        long bytes = 0;
        for (long thread : threads) {
            bytes += THREADS.getThreadAllocatedBytes(thread);
        }
        return bytes;
    }
}
