package dev.duet.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;

/** The machine, in one table. */
final class Environment {
    private Environment() {}

    static String describe(boolean givenCases, boolean yardstick, int rounds, double seconds) throws IOException {
        StringBuilder text = new StringBuilder("| | |\n|---|---|\n");
        row(text, "date", LocalDate.now().toString());
        row(
                text,
                "processor",
                find(Path.of("/proc/cpuinfo"), "model name") + ", " + vectors() + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors to this process");
        row(text, "memory", find(Path.of("/proc/meminfo"), "MemTotal"));
        row(text, "system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        row(text, "Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        row(
                text,
                "load when started",
                Files.exists(Path.of("/proc/loadavg"))
                        ? Files.readString(Path.of("/proc/loadavg")).split(" ")[0]
                        : "unknown");
        row(
                text,
                "figures",
                String.format(
                        Locale.ROOT,
                        "medians of %d rounds of %.1f s after at least 1 s of warm-up; spread is the least to the most of the rounds' medians",
                        rounds,
                        seconds));
        row(text, "cases", givenCases ? "given files" : "seeded, of SeededBatch");
        row(text, "C++ yardstick", yardstick ? "yes" : "not at hand");
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }

    private static String find(Path file, String key) throws IOException {
        if (!Files.exists(file)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String vectors() throws IOException {
        String flags = " " + find(Path.of("/proc/cpuinfo"), "flags") + " ";
        return flags.contains(" avx512f ") ? "AVX-512" : flags.contains(" avx2 ") ? "AVX2" : "no AVX2 seen";
    }
}
