package dev.duet.fuzz;

import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.function.LongConsumer;

/**
 * The seeds of a random run: the first few, or those of {@code -Dfuzz.seeds=FROM-TO} (both included). With {@code -Dfuzz.state=FILE} it notes
 * in that file where it is, says so every ten seconds, and goes on there when it is started again.
 *
 * @param name of the run, one word, the key in the file
 */
public record SeedRange(String name, long from, long to) {
    private static final long NANOS_BETWEEN_NOTES = 10_000_000_000L;

    /** @param usual how many seeds, from 0 on, where none are asked for */
    public static SeedRange of(String name, int usual) {
        String seeds = System.getProperty("fuzz.seeds", "");
        if (seeds.isEmpty()) {
            return new SeedRange(name, 0, usual - 1L);
        }
        int dash = seeds.indexOf('-');
        return new SeedRange(name, Long.parseLong(seeds.substring(0, dash)), Long.parseLong(seeds.substring(dash + 1)));
    }

    /** Whether a range is asked for, which may be so short that it says nothing as a whole. */
    public static boolean isAsked() {
        return !System.getProperty("fuzz.seeds", "").isEmpty();
    }

    /** Runs all that are left; a seed whose run throws is the one to go on with. */
    public void run(LongConsumer run) {
        String state = System.getProperty("fuzz.state", "");
        Path file = state.isEmpty() ? null : Path.of(state);
        long first = file == null ? from : Math.max(from, next(file));
        long start = System.nanoTime();
        long noted = start;
        long seed = first;
        try {
            for (; seed <= to; seed++) {
                long now = System.nanoTime();
                if (file != null && now - noted > NANOS_BETWEEN_NOTES) {
                    noted = now;
                    note(file, seed);
                    System.err.printf(
                            "%s: seed %,d of %,d to %,d, %,.0f a second%n",
                            name, seed, from, to, (seed - first) / ((now - start) / 1e9));
                }
                run.accept(seed);
            }
        } finally {
            if (file != null) {
                note(file, seed);
                System.err.printf("%s: stopped before seed %,d of %,d to %,d%n", name, seed, from, to);
            }
        }
    }

    private long next(Path file) {
        return Long.parseLong(read(file).getProperty(name, "0"));
    }

    private static Properties read(Path file) {
        Properties all = new Properties();
        if (Files.exists(file)) {
            try (Reader in = new FileReader(file.toFile())) {
                all.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private void note(Path file, long seed) {
        Properties all = read(file);
        all.setProperty(name, String.valueOf(seed));
        try (Writer out = new FileWriter(file.toFile())) {
            all.store(out, "the next seed of each run");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
