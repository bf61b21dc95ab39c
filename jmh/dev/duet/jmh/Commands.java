package dev.duet.jmh;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs that are timed from outside. */
final class Commands {
    private static final Pattern FIGURES = Pattern.compile(
            "median=([\\d.]+) min=([\\d.]+).*?duets=(\\d+) target_sum=([\\d.]+)(?: bytes_per_batch=(\\d+))?");

    /** A figure of duet bench or of the yardstick; {@code bytes} -1 where none is given. */
    record Figure(double median, double min, long duets, double targetSum, long bytes) {}

    private Commands() {}

    /** A line of figures of duet bench or of the yardstick. */
    static Figure figure(String line) {
        Matcher m = FIGURES.matcher(line);
        if (!m.find()) {
            throw new IllegalStateException("no figures in: " + line);
        }
        return new Figure(
                Double.parseDouble(m.group(1)),
                Double.parseDouble(m.group(2)),
                Long.parseLong(m.group(3)),
                Double.parseDouble(m.group(4)),
                m.group(5) == null ? -1 : Long.parseLong(m.group(5)));
    }

    /** Runs a program to its end and returns what it printed; its errors go to ours. */
    static String run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        StringBuilder out = new StringBuilder();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                out.append(line).append('\n');
            }
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + ": exit code " + code);
        }
        return out.toString();
    }

    /** Another program of this folder in a JVM of its own. */
    static String java(String main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        return run(Map.of(), command);
    }
}
