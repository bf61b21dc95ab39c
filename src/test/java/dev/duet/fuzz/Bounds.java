package dev.duet.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs a reader on one input after another: it answers, or refuses in the product's own words; neither takes long or much memory. */
public final class Bounds {
    /** What a test runs by default; {@link SeedRange} says how to ask for more. */
    public static final int INPUTS = 10_000;

    private static final long MOST_NANOS = 5_000_000_000L;
    private static final long MOST_BYTES = 50L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A folder for inputs, in memory where there is one: 10,000 files that are forced to a disk take minutes. */
    public static Path folder() throws IOException {
        Path memory = Path.of("/dev/shm");
        Path above = Files.isDirectory(memory) && Files.isWritable(memory)
                ? memory
                : Path.of(System.getProperty("java.io.tmpdir"));
        return Files.createTempDirectory(above, "duet-fuzz");
    }

    /** What is done with an input. */
    @FunctionalInterface
    public interface Reader {
        void read() throws Exception;
    }

    private final Map<String, Integer> answers = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();

    /** Runs it; a fault is kept with the seed of its input. */
    public void run(long seed, Reader reader) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        String answer = "read";
        try {
            reader.read();
        } catch (Exception | Error e) {
            answer = "refused";
            if (!isOurs(e)) {
                StringBuilder fault = new StringBuilder("seed " + seed + ": " + e);
                for (int i = 0; i < Math.min(8, e.getStackTrace().length); i++) {
                    fault.append("\n    at ").append(e.getStackTrace()[i]);
                }
                add(fault.toString());
            }
        }
        long nanos = System.nanoTime() - start;
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        if (nanos > MOST_NANOS || bytes > MOST_BYTES) {
            add("seed " + seed + ": " + nanos / 1_000_000 + " ms, " + (bytes >> 20) + " MB");
        }
        answers.merge(answer, 1, Integer::sum);
    }

    /** Told at once, since the end of a long run may never come. */
    private void add(String fault) {
        faults.add(fault);
        System.err.println(fault);
    }

    /** Whether Duet wrote the message: its own exception, or a plain one thrown in its code. */
    private static boolean isOurs(Throwable e) {
        if (e.getMessage() == null || e instanceof Error) {
            return false;
        }
        boolean plain = e.getClass() == IllegalArgumentException.class || e.getClass() == IllegalStateException.class;
        return e.getClass().getName().startsWith("dev.duet.")
                || plain && e.getStackTrace()[0].getClassName().startsWith("dev.duet.");
    }

    /** The first faults, empty if there are none. */
    public List<String> faults() {
        return faults.subList(0, Math.min(10, faults.size()));
    }

    /** How many inputs were read and how many refused. */
    public Map<String, Integer> answers() {
        return answers;
    }
}
