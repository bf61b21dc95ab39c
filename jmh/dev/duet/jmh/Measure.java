package dev.duet.jmh;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures everything on docs/performance.md but the JMH tables; jmh/measure.sh calls it.
 *
 * <pre>
 * --page FILE       rewrite the measured parts of this page; without it they are printed only
 * --pictures DIR    where the growth pictures go; target/images without it
 * --cases DIR       coco.npz, few.npz ... of your own (and NAME.bin for the yardstick); seeded ones are made in target/cases else
 * --yardstick BIN   a program called as BIN CASE.bin SECONDS that prints "unit-major us_per_batch median=.. min=.. duets=..
 *                   target_sum=.." and the same for class-major
 * --rounds N        3: how often each figure is taken, in turns with what it is compared with
 * --seconds S       1: how long each is timed
 * --warmup S        3: how long each is warmed up at least; longer where it still gets faster or allocates
 * --only A,B        of environment, cases, forms, systems, growth, memory, start
 * </pre>
 */
final class Measure {
    private static final Path DUET = Path.of("target", "duet", "bin", "duet");

    private Path pageOrNull;
    private Path pictures = Path.of("target", "images");
    private Path casesOrNull;
    private Path yardstickOrNull;
    private int rounds = 3;
    private double seconds = 1;
    private double warmUp = 3;
    private List<String> only = List.of("environment", "cases", "forms", "systems", "growth", "memory", "start");

    private Measure() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Measure measure = new Measure();
        for (int i = 0; i + 1 < args.length; i += 2) {
            measure.option(args[i], args[i + 1]);
        }
        if (args.length % 2 != 0) {
            throw new IllegalArgumentException(args[args.length - 1] + " needs a value");
        }
        measure.run();
    }

    private void option(String name, String value) {
        switch (name) {
            case "--page" -> pageOrNull = Path.of(value);
            case "--pictures" -> pictures = Path.of(value);
            case "--cases" -> casesOrNull = Path.of(value);
            case "--yardstick" -> yardstickOrNull = Path.of(value);
            case "--rounds" -> rounds = Integer.parseInt(value);
            case "--seconds" -> seconds = Double.parseDouble(value);
            case "--warmup" -> warmUp = Double.parseDouble(value);
            case "--only" -> only = List.of(value.split(","));
            default -> throw new IllegalArgumentException("unknown option " + name);
        }
    }

    /** Measures part by part; one that fails does not cost the others. */
    private void run() throws IOException, InterruptedException {
        Page page = new Page(pageOrNull);
        List<String> failed = new ArrayList<>();
        for (String part : only) {
            long start = System.nanoTime();
            try {
                page.put(part, measure(part));
            } catch (IOException | RuntimeException e) {
                e.printStackTrace();
                failed.add(part);
            }
            System.err.printf(Locale.ROOT, "%s: %.0f s%n", part, (System.nanoTime() - start) / 1e9);
        }
        if (!failed.isEmpty()) {
            System.err.println("failed: " + failed);
            System.exit(1);
        }
    }

    private String measure(String part) throws IOException, InterruptedException {
        return switch (part) {
            case "environment" -> Environment.describe(casesOrNull != null, yardstickOrNull != null, rounds, seconds);
            case "cases" -> cases();
            case "forms" -> forms();
            case "systems" -> systems();
            case "growth" -> Growth.draw(pictures);
            case "memory" -> Commands.java(Workspace.class.getName(), "coco", "crowd", "one", "xview");
            case "start" -> StartUp.measure(DUET);
            default -> throw new IllegalArgumentException("unknown part " + part);
        };
    }

    /** The case's file; made when none was given. */
    private Path file(String name, String ending) throws IOException {
        if (casesOrNull != null) {
            Path given = casesOrNull.resolve(name + ending);
            if (Files.exists(given) || ending.equals(".bin")) {
                return given;
            }
        }
        Path made = Path.of("target", "cases", name + ending);
        if (ending.equals(".npz") && !Files.exists(made)) {
            Files.createDirectories(made.getParent());
            SeededBatch.named(name).write(made);
        }
        return made;
    }

    private String cases() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder(
                "| case | duet µs | spread | C++ µs | ratio | scalar loop µs | ratio | candidates | ns each | B per batch | duets | target sum |\n"
                        + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        for (String name : SeededBatch.CASES) {
            Path npz = file(name, ".npz");
            Rounds duet = new Rounds();
            Rounds rival = new Rounds();
            for (int r = 0; r < rounds; r++) {
                duet.add(bench(npz, "yolov8", ""));
                yardstick(name, rival, 0);
            }
            System.err.println(name);
            BatchData data = BatchData.read(npz);
            PlainAligned plain = new PlainAligned(data);
            long candidates = candidates(data);
            Timing scalar = Timing.of(plain::assign, warmUp, seconds);
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s | %.3f | %,d | %.1f | %,d | %s |%n",
                    name,
                    Timing.text(duet.median()),
                    duet.spread(),
                    rival.isEmpty() ? "" : Timing.text(rival.median()),
                    rival.ratioOf(duet),
                    Timing.text(scalar.median()),
                    duet.median() / scalar.median(),
                    candidates,
                    duet.median() * 1e3 / candidates,
                    duet.last().bytes(),
                    duet.checksum(rival, plain)));
        }
        return text.toString();
    }

    private static long candidates(BatchData data) {
        long sum = 0;
        try (Duet engine = data.engine(1)) {
            Assignment result = engine.assign(data.gts(), data.predictions());
            for (int g = 0; g < result.gts(); g++) {
                sum += result.candidates(g);
            }
        }
        return sum;
    }

    private String forms() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder(
                "| case | form | duet µs | spread | against | ratio | B per batch | duets | target sum |\n"
                        + "|---|---|---:|---:|---|---:|---:|---:|---:|\n");
        for (String name : List.of("coco", "crowd", "xview")) {
            form(text, name, "2 threads", "1 thread", "--threads 2");
        }
        form(text, "one", "2 threads", "1 thread", "--threads 2");
        form(
                text,
                "coco",
                "class-major",
                yardstickOrNull == null ? "unit-major" : "C++, class-major",
                "--scores class-major");
        form(
                text,
                "coco",
                "class-major logits",
                "class-major",
                "--scores class-major --logits",
                "--scores class-major");
        form(text, "coco", "unit-major logits", "unit-major", "--logits");
        form(text, "coco", "boxes [B,4,N]", "boxes [B,N,4]", "--boxes planes");
        form(text, "coco", "-XX:UseAVX=2", "default", "-XX:UseAVX=2");
        return text.toString();
    }

    private void form(StringBuilder text, String name, String what, String against, String options, String... base)
            throws IOException, InterruptedException {
        System.err.println(name + ", " + what);
        Path npz = file(name, ".npz");
        boolean rival = against.startsWith("C++");
        Rounds duet = new Rounds();
        Rounds other = new Rounds();
        for (int r = 0; r < rounds; r++) {
            duet.add(bench(npz, "yolov8", options));
            if (rival) {
                yardstick(name, other, 1);
            } else {
                other.add(bench(npz, "yolov8", String.join(" ", base)));
            }
        }
        text.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s %s | %s | %d | %s |%n",
                name.equals("one") ? "1 image, 5,000 GTs" : name,
                what,
                Timing.text(duet.median()),
                duet.spread(),
                against,
                other.isEmpty() ? "" : Timing.text(other.median()),
                other.ratioOf(duet),
                duet.last().bytes(),
                duet.checksum(other, null)));
    }

    private String systems() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder(
                "| system | coco µs | B per batch | duets | target sum |\n|---|---:|---:|---:|---:|\n");
        for (DetectionSystem system : Systems.list()) {
            Commands.Figure f = bench(file("coco", ".npz"), system.name(), "");
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,d | %,d | %.2f |%n",
                    system.name(),
                    Timing.text(f.median()),
                    f.bytes(),
                    f.duets(),
                    f.targetSum()));
        }
        return text.toString();
    }

    /** @param options of duet bench, and of the JVM where they start with -XX */
    private Commands.Figure bench(Path npz, String system, String options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                DUET.toString(),
                "bench",
                "--system",
                system,
                "--input",
                npz.toString(),
                "--warmup",
                String.valueOf(warmUp),
                "--seconds",
                String.valueOf(seconds)));
        boolean jvm = options.startsWith("-XX");
        if (!options.isEmpty() && !jvm) {
            command.addAll(Arrays.asList(options.split(" ")));
        }
        if (!options.contains("--threads")) {
            command.addAll(List.of("--threads", "1"));
        }
        return Commands.figure(Commands.run(jvm ? Map.of("DUET_JAVA_OPTS", options) : Map.of(), command));
    }

    /** @param line 0 unit-major, 1 class-major */
    private void yardstick(String name, Rounds to, int line) throws IOException, InterruptedException {
        Path bin = file(name, ".bin");
        if (yardstickOrNull != null && Files.exists(bin)) {
            String out = Commands.run(
                    Map.of(), List.of(yardstickOrNull.toString(), bin.toString(), String.valueOf(seconds)));
            to.add(Commands.figure(out.lines().toList().get(line)));
        }
    }
}
