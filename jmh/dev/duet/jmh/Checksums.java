package dev.duet.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;

/** What each fork computed, written to a file by the forks and read by {@link Benchmarks} for its table. */
final class Checksums {
    private static final String FILE = "duet.checksums";

    private Checksums() {}

    /** The JVM option that tells forks where to write. */
    static String option(Path file) {
        return "-D" + FILE + "=" + file;
    }

    /** Notes the result of a benchmark; {@code duets} 0 where it makes none. */
    static void note(BenchmarkParams params, long duets, double sum) {
        String text = String.format(Locale.ROOT, duets > 0 ? "%2$d duets, %1$.4f" : "%1$.5g", sum, duets);
        System.out.println("checksum: " + text);
        String file = System.getProperty(FILE);
        if (file == null) {
            return;
        }
        try {
            Files.writeString(
                    Path.of(file),
                    params.id() + "\t" + text + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, String> read(Path file) throws IOException {
        Map<String, String> sums = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split("\t", 2);
            sums.put(parts[0], parts[1]);
        }
        return sums;
    }
}
