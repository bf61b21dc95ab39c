package dev.duet.random;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * Holds calls to allocating nothing once the machine code has settled. The interpreter makes an object of every vector, so that a run
 * starts with calls that do allocate; then several rounds of calls in a row must not.
 */
public final class CleanRounds {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** So many rounds in a row must allocate nothing, before so many nanoseconds have passed: compilation takes its time. */
    private static final int CLEAN = 3;

    private static final long PATIENCE = 180_000_000_000L;

    private CleanRounds() {}

    /** Watches this thread; {@code what} is for the message. */
    public static void require(Object what, int calls, Runnable call) {
        long me = Thread.currentThread().threadId();
        require(what, calls, () -> THREADS.getThreadAllocatedBytes(me), call);
    }

    /** Watches a count of bytes, which must not allocate itself. */
    public static void require(Object what, int calls, LongSupplier allocated, Runnable call) {
        long last = 0;
        int rounds = 0;
        int clean = 0;
        long start = System.nanoTime();
        while (clean < CLEAN && System.nanoTime() - start < PATIENCE) {
            long before = allocated.getAsLong();
            for (int i = 0; i < calls; i++) {
                call.run();
            }
            long bytes = allocated.getAsLong() - before;
            clean = bytes == 0 ? clean + 1 : 0;
            last = bytes == 0 ? last : bytes;
            rounds++;
        }
        assertThat(clean)
                .as(
                        "%s: clean rounds after %s of %s calls; the last unclean one took %s bytes",
                        what, rounds, calls, last)
                .isEqualTo(CLEAN);
    }
}
