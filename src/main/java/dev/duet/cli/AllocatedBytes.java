package dev.duet.cli;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Bytes that the calling thread and the engine's workers have allocated so far. */
final class AllocatedBytes {
    private static final ThreadMXBean MX = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long[] workers;

    /** Finds the workers that run now; an engine starts them with its first batch. */
    AllocatedBytes() {
        Thread[] all = new Thread[2 * Thread.activeCount() + 16];
        int n = Thread.enumerate(all);
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            if (all[i].getName().startsWith("duet-")) {
                ids.add(all[i].threadId());
            }
        }
        workers = ids.stream().mapToLong(Long::longValue).toArray();
    }

    /** Total of all threads, without what counting itself allocates. */
    long total() {
        long total = MX.getCurrentThreadAllocatedBytes();
        for (long id : workers) {
            total += MX.getThreadAllocatedBytes(id);
        }
        return total;
    }
}
