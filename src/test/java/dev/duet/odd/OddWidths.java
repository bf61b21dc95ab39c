package dev.duet.odd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Runs the same groups in a process at each vector width and compares what came of every batch. */
final class OddWidths implements AutoCloseable {
    /** Bytes per vector; what the machine has where that is less. */
    static final int[] WIDTHS = {16, 32, 64};

    private static final String END = "END";
    /** A group takes a hundredth of a second; the first ones, not compiled yet, a few. */
    private static final long PATIENCE_SECONDS = 120;

    private final List<Process> processes = new ArrayList<>();
    private final List<BlockingQueue<String>> lines = new ArrayList<>();
    private final long[] answered = new long[WIDTHS.length];
    private final long[] refused = new long[WIDTHS.length];
    /** At most so many failures are kept. */
    private static final int MOST_FAILURES = 50;

    final List<String> failures = new ArrayList<>();
    private long next;
    private final long end;

    /** Starts the processes for groups {@code from .. to}. */
    OddWidths(long from, long to) {
        next = from;
        end = to;
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (int width : WIDTHS) {
            ProcessBuilder builder = new ProcessBuilder(
                    java,
                    "--add-modules=jdk.incubator.vector",
                    "-XX:MaxVectorSize=" + width,
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    // Kernels are slow until they are compiled: earlier than others.
                    "-XX:CompileCommand=quiet",
                    "-XX:CompileCommand=CompileThresholdScaling,dev.duet.lanes.*::*,0.1",
                    "-cp",
                    classPath,
                    OddWorker.class.getName(),
                    Long.toString(from),
                    Long.toString(to));
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            try {
                Process process = builder.start();
                process.getOutputStream().close();
                processes.add(process);
                BlockingQueue<String> queue = new LinkedBlockingQueue<>(1000);
                lines.add(queue);
                Thread reader = new Thread(() -> read(process, queue), "odd-" + width);
                reader.setDaemon(true);
                reader.start();
            } catch (IOException e) {
                close();
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void read(Process process, BlockingQueue<String> queue) {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                queue.put(line);
            }
            queue.put(END);
        } catch (IOException e) {
            // The process was ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the next group and compares it; false where there is none, or where a process has ended or hangs. */
    boolean step() throws InterruptedException {
        if (next == end) {
            return false;
        }
        String[] first = null;
        for (int w = 0; w < WIDTHS.length; w++) {
            String line = groupLine(w);
            if (line == null) {
                return false;
            }
            String[] words = line.split(" ", -1);
            answered[w] = Long.parseLong(words[2 + OddRun.BATCHES]);
            refused[w] = Long.parseLong(words[3 + OddRun.BATCHES]);
            if (first == null) {
                first = words;
            }
            for (int i = 0; i < OddRun.BATCHES; i++) {
                if (!words[2 + i].equals(first[2 + i])) {
                    fail(next * OddRun.BATCHES + i + ": " + new OddSetup(next) + ": answers at " + WIDTHS[w]
                            + " bytes per vector otherwise than at " + WIDTHS[0]);
                }
            }
        }
        next++;
        return true;
    }

    /** The next group's line of a process, or null after the end of it. */
    private String groupLine(int w) throws InterruptedException {
        while (true) {
            String line = lines.get(w).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line != null && line.startsWith("GROUP ")) {
                return line;
            }
            if (line == null || line.equals(END)) {
                fail(next * OddRun.BATCHES + ": the process at " + WIDTHS[w] + " bytes per vector "
                        + (line == null ? "hangs" : "ended"));
                return null;
            }
            fail(line + " (" + WIDTHS[w] + " bytes per vector)");
        }
    }

    private void fail(String what) {
        if (failures.size() < MOST_FAILURES) {
            failures.add(Objects.requireNonNull(what));
        }
    }

    /** The first group not compared yet. */
    long next() {
        return next;
    }

    /** Batches answered, over all widths. */
    long answered() {
        return answered[0] + answered[1] + answered[2];
    }

    /** Batches refused, over all widths. */
    long refused() {
        return refused[0] + refused[1] + refused[2];
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroyForcibly();
        }
    }
}
