package dev.duet.cli;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.assign.stage.RecipeException;
import dev.duet.cli.options.EngineOptions;
import dev.duet.cli.options.LimitOptions;
import dev.duet.cli.options.Useless;
import dev.duet.io.DataException;
import dev.duet.io.Reads;
import dev.duet.io.cases.BenchCase;
import dev.duet.io.cases.BenchForm;
import dev.duet.io.cases.InputBatch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** This machine, your data: the time of one batch in the steady state. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Times a system on a case, in the steady state.",
            "The case is adapted to the system where it must be (levels, slots, heads). Prints one line: us_per_batch median=.. min=.. images_per_s=.. gts_per_s=.. duets=.. target_sum=.."
                    + " bytes_per_batch=.. and, where the case holds more, not_read=.."
        },
        footer = {
            "",
            "Examples:",
            "  duet bench --system yolov8 --input case.npz --threads 1",
            "  duet bench --system yolov8 --input case.npz --scores class-major \\",
            "             --logits --seconds 10"
        })
final class BenchCommand implements Callable<Integer> {
    private static final String NOT_READ = "not read: ";
    private static final int MOST_SAMPLES = 1 << 20;
    private static final int LEAST_SAMPLES = 5;
    private static final double NANOS = 1e9;
    private static final int WARM_UP_ROUNDS = 4;
    private static final int PATIENCE = 6;
    private static final double STEADY_TIME = 0.9;
    private static final long STEADY_BYTES = 512;

    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engineOptions;

    @Option(
            names = {"-i", "--input"},
            required = true,
            paramLabel = "CASE.npz",
            description = "Labels and predictions; docs/formats.md lists the arrays.")
    private Path input;

    @Mixin
    private LimitOptions limits;

    @Option(names = "--seconds", paramLabel = "S", description = "Time to measure for; 5 by default.")
    private double seconds = 5;

    @Option(names = "--warmup", paramLabel = "S", description = "Time to warm up for; 3 by default.")
    private double warmup = 3;

    @Option(
            names = "--boxes",
            paramLabel = "LAYOUT",
            description = "How boxes are handed over: rows (default) or planes.")
    private BoxLayout boxes = BoxLayout.ROWS;

    @Option(
            names = "--scores",
            paramLabel = "LAYOUT",
            description = "How scores are handed over: unit-major (default) or class-major.")
    private String scores = "unit-major";

    @Option(names = "--logits", description = "Hand over logits instead of probabilities.")
    private boolean logits;

    @Override
    public Integer call() {
        if (!(seconds > 0) || !(warmup >= 0) || seconds + warmup > 1e5) {
            throw new ParameterException(spec.commandLine(), "--seconds and --warmup: expected positive numbers");
        }
        limits.set();
        DetectionSystem system = engineOptions.system();
        if (!Reads.predictions(system)) {
            String why = "for system " + system.name() + ", which reads no predictions";
            Useless.refuse(spec, why, "--boxes", "--scores", "--logits");
        }
        BenchForm form = new BenchForm(boxes, layout(), logits ? ScoreForm.LOGIT : ScoreForm.PROBABILITY);
        InputBatch batch = BenchCase.read(input, system, form);
        try (Duet engine = engineOptions.engine(system, batch)) {
            run(engine, batch);
        } catch (RecipeException e) {
            throw e; // no file is to blame
        } catch (IllegalArgumentException e) {
            throw DataException.of(input, e);
        } catch (InternalError e) {
            throw Trouble.ofMapped(input.toString(), e);
        }
        return Main.OK;
    }

    private ScoreLayout layout() {
        return switch (scores) {
            case "unit-major" -> ScoreLayout.UNIT_MAJOR;
            case "class-major" -> ScoreLayout.CLASS_MAJOR;
            default ->
                throw new ParameterException(
                        spec.commandLine(), "--scores: '" + scores + "'; expected unit-major or class-major");
        };
    }

    private void run(Duet engine, InputBatch batch) {
        long[] samples = new long[MOST_SAMPLES];
        warmUp(engine, batch, samples);
        AllocatedBytes bytes = new AllocatedBytes();
        bytes.total();
        long counting = -bytes.total() + bytes.total();
        long before = bytes.total();
        int n = measure(engine, batch, samples, seconds);
        long allocated = Math.max(0, bytes.total() - before - counting);
        report(engine.assign(batch.gts(), batch.predictions()), samples, n, allocated, batch.notes());
    }

    /**
     * Runs until the time for it is over and the compiler has done its work: a round neither allocates nor takes notably less than
     * the one before. A busy machine gets up to {@link #PATIENCE} times the time.
     */
    private void warmUp(Duet engine, InputBatch batch, long[] samples) {
        long start = System.nanoTime();
        AllocatedBytes bytes = null;
        long lastBytes = Long.MAX_VALUE;
        long lastMedian = 0;
        while (true) {
            long before = bytes == null ? 0 : bytes.total();
            int n = measure(engine, batch, samples, warmup / WARM_UP_ROUNDS);
            Arrays.sort(samples, 0, n);
            long median = samples[n / 2];
            bytes = bytes == null ? new AllocatedBytes() : bytes;
            long perBatch = (bytes.total() - before) / n;
            boolean steady = perBatch <= STEADY_BYTES || Math.abs(perBatch - lastBytes) <= STEADY_BYTES;
            double elapsed = (System.nanoTime() - start) / NANOS;
            if (elapsed > PATIENCE * warmup || elapsed > warmup && steady && median > lastMedian * STEADY_TIME) {
                return;
            }
            lastBytes = perBatch;
            lastMedian = median;
        }
    }

    private static int measure(Duet engine, InputBatch batch, long[] samples, double time) {
        long end = System.nanoTime() + (long) (time * NANOS);
        int n = 0;
        long start = System.nanoTime();
        while (n < samples.length && (n < LEAST_SAMPLES || start < end)) {
            engine.assign(batch.gts(), batch.predictions());
            long now = System.nanoTime();
            samples[n++] = now - start;
            start = now;
        }
        return n;
    }

    private void report(Assignment result, long[] samples, int n, long allocated, List<String> notes) {
        Arrays.sort(samples, 0, n);
        double median = samples[n / 2] / 1e3;
        long duets = 0;
        double targets = 0;
        for (String head : result.headNames()) {
            duets += result.head(head).duets();
            targets += result.head(head).targetSum();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(
                Locale.ROOT,
                "us_per_batch median=%.1f min=%.1f images_per_s=%.0f gts_per_s=%.0f duets=%d target_sum=%.6f"
                        + " bytes_per_batch=%d%s",
                median,
                samples[0] / 1e3,
                result.images() / median * 1e6,
                result.gts() / median * 1e6,
                duets,
                targets,
                allocated / n,
                notRead(notes)));
        out.flush();
    }

    /** Arrays of the case that the system had no use for, as one more figure of the line. */
    private static String notRead(List<String> notes) {
        return notes.stream()
                .filter(note -> note.startsWith(NOT_READ))
                .map(note -> " not_read=" + note.substring(NOT_READ.length()).replace(", ", ","))
                .collect(Collectors.joining());
    }
}
