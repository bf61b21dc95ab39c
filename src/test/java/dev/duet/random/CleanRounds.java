package dev.duet.random;

import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Holds calls to allocating nothing once the machine code has settled. The interpreter makes an object of every vector, so that a run
 * starts with calls that do allocate; then several rounds of calls in a row must not.
 */
public final class CleanRounds {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** So many rounds in a row must allocate nothing, before so many nanoseconds have passed: compilation takes its time. */
    private static final int CLEAN = 3;

    private static final long PATIENCE = 90_000_000_000L;
    /** Calls go on for so long to see what allocates. */
    private static final long LOOK = 2_000_000_000L;

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
        if (clean < CLEAN) {
            fail(
                    "%s: %s of %s clean rounds after %s of %s calls; the last unclean one took %s bytes, at %s",
                    what, clean, CLEAN, rounds, calls, last, sites(call));
        }
    }

    /** Where the flight recorder sees the calls allocate, the most frequent first. */
    private static String sites(Runnable call) {
        Map<String, Integer> seen = new HashMap<>();
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ObjectAllocationSample").with("throttle", "10000/s");
            recording.start();
            for (long start = System.nanoTime(); System.nanoTime() - start < LOOK; ) {
                call.run();
            }
            recording.stop();
            Path file = Files.createTempFile("allocation", ".jfr");
            try {
                recording.dump(file);
                for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                    seen.merge(site(event), 1, Integer::sum);
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seen.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(5)
                .map(entry -> entry.getValue() + " x " + entry.getKey())
                .collect(Collectors.joining("; "));
    }

    /** What an event allocates, in which method and line of ours. */
    private static String site(RecordedEvent event) {
        String what = event.getClass("objectClass").getName();
        if (event.getStackTrace() == null) {
            return what;
        }
        return event.getStackTrace().getFrames().stream()
                .filter(frame -> frame.getMethod().getType().getName().startsWith("dev.duet."))
                .findFirst()
                .map(frame -> what + " in " + frame.getMethod().getType().getName() + "."
                        + frame.getMethod().getName() + ":" + frame.getLineNumber())
                .orElse(what);
    }
}
