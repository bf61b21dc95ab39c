package dev.duet.jmh;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs the benchmarks, always with the gc profiler, and writes tables with medians, spread, allocation and checksums to
 * target/jmh.md, and to a page where one is named: {@code Benchmarks quick|full [--page FILE] [JMH options]}. {@code quick} takes about
 * ten minutes, {@code full} about two and a half hours.
 */
final class Benchmarks {
    private static final Path TABLES = Path.of("target", "jmh.md");

    private Benchmarks() {}

    public static void main(String[] args) throws RunnerException, CommandLineOptionException, IOException {
        boolean full = args.length > 0 && args[0].equals("full");
        boolean named = full || args.length > 0 && args[0].equals("quick");
        String[] rest = named ? Arrays.copyOfRange(args, 1, args.length) : args;
        boolean paged = rest.length > 1 && rest[0].equals("--page");
        Page page = new Page(paged ? Path.of(rest[1]) : null);
        CommandLineOptions given = new CommandLineOptions(paged ? Arrays.copyOfRange(rest, 2, rest.length) : rest);
        Path sums = Files.createTempFile("duet", ".tsv");
        // Kernels are compiled at once; an engine takes seconds until C2 is through with it.
        Collection<RunResult> results = new ArrayList<>();
        results.addAll(run(options(given, sums, full, full ? 1000 : 300, 100).exclude("Aligned|Systems")));
        ChainedOptionsBuilder engines = options(given, sums, full, full ? 2000 : 900, 200);
        engines.exclude("Kernel");
        if (!full && given.getIncludes().isEmpty()) {
            engines.exclude("Systems.*Bits");
        }
        results.addAll(run(engines));
        String tables = tables(results, Checksums.read(sums));
        Files.delete(sums);
        Files.writeString(TABLES, tables);
        page.put("kernels", tables);
    }

    private static ChainedOptionsBuilder options(
            CommandLineOptions given, Path sums, boolean full, int warmUpMillis, int quickMillis) {
        ChainedOptionsBuilder options =
                new OptionsBuilder().parent(given).addProfiler(GCProfiler.class).jvmArgsPrepend(Checksums.option(sums));
        if (!given.getForkCount().hasValue()) {
            options.forks(full ? 3 : 1);
        }
        if (!given.getWarmupIterations().hasValue()) {
            options.warmupIterations(full ? 5 : 3).warmupTime(TimeValue.milliseconds(warmUpMillis));
        }
        if (!given.getMeasurementIterations().hasValue()) {
            options.measurementIterations(5).measurementTime(TimeValue.milliseconds(full ? 1000 : quickMillis));
        }
        if (!given.getParameter("system").hasValue()) {
            options.param("system", names());
        }
        return options;
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        try {
            return new Runner(options.build()).run();
        } catch (NoBenchmarksException e) {
            // The other half has what was asked for.
            return List.of();
        }
    }

    private static String[] names() {
        return Systems.list().stream().map(DetectionSystem::name).toArray(String[]::new);
    }

    /** One table per benchmark: a row per parameter, a column per JVM and side. */
    private static String tables(Collection<RunResult> results, Map<String, String> sums) {
        Map<String, Map<String, Map<String, String>>> cells = new TreeMap<>();
        Map<String, Set<String>> columns = new TreeMap<>();
        for (RunResult result : results) {
            String[] path = result.getParams().getBenchmark().split("\\.");
            int n = path.length;
            String benchmark = path[n - 3] + " (" + result.getPrimaryResult().getScoreUnit() + ")";
            String method = path[n - 1].equals("assign") ? "" : " " + path[n - 1];
            String column = path[n - 2] + method;
            String row = parameter(result);
            Map<String, String> line =
                    cells.computeIfAbsent(benchmark, b -> new TreeMap<>()).computeIfAbsent(row, r -> new TreeMap<>());
            line.put(column, cell(result));
            line.merge("checksum", sums.getOrDefault(result.getParams().id(), "?"), Benchmarks::agreed);
            columns.computeIfAbsent(benchmark, b -> new TreeSet<>()).add(column);
        }
        StringBuilder text = new StringBuilder();
        cells.forEach((benchmark, rows) -> {
            text.append("\n### ").append(benchmark).append("\n\n");
            text.append("| | ")
                    .append(String.join(" | ", columns.get(benchmark)))
                    .append(" | checksum |\n|---|");
            text.append("---:|".repeat(columns.get(benchmark).size())).append("---|\n");
            rows.forEach((row, line) -> {
                text.append("| ").append(row);
                for (String column : columns.get(benchmark)) {
                    text.append(" | ").append(line.getOrDefault(column, ""));
                }
                text.append(" | ").append(line.get("checksum")).append(" |\n");
            });
        });
        return text.toString();
    }

    private static String parameter(RunResult result) {
        for (String key : result.getParams().getParamsKeys()) {
            return result.getParams().getParam(key).toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        return "yolov8";
    }

    private static String agreed(String one, String other) {
        return one.equals(other) || one.endsWith(other) ? one : one + " / " + other;
    }

    /** Median, then least and most over all iterations, then bytes per call where there are any. */
    private static String cell(RunResult result) {
        Statistics time = result.getPrimaryResult().getStatistics();
        Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
        double allocated = bytes == null ? Double.NaN : bytes.getScore();
        return String.format(
                        Locale.ROOT,
                        "%s (%s–%s)",
                        shortest(time.getPercentile(50)),
                        shortest(time.getMin()),
                        shortest(time.getMax()))
                + (allocated < 1 ? "" : String.format(Locale.ROOT, ", **%.0f B**", allocated));
    }

    private static String shortest(double value) {
        return String.format(
                Locale.ROOT, value < 0.1 ? "%.3f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
