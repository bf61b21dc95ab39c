package dev.duet.cli;

import dev.duet.api.AnchorFit;
import dev.duet.api.DetectionSystem;
import dev.duet.cli.options.ClassPathOption;
import dev.duet.cli.options.LabelSource;
import dev.duet.cli.options.StrictOption;
import dev.duet.cli.options.SystemNames;
import dev.duet.cli.text.Notes;
import dev.duet.cli.text.ProgressLine;
import dev.duet.cli.text.TextTable;
import dev.duet.io.DataException;
import dev.duet.io.labels.Labels;
import dev.duet.report.LabelSet;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Fits anchors to the boxes of a data set. */
@Command(
        name = "anchors",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Fits anchors to the boxes of a data set and sets them beside a system's own.",
        footer = {"", "Example:", "  duet anchors --labels labels/ --levels 3 --per-level 3 --canvas 640x640"})
final class AnchorsCommand implements Callable<Integer> {
    private static final int MOST_LEVELS = 32;
    private static final int MOST_PER_LEVEL = 1000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LabelSource source;

    @Mixin
    private StrictOption strict;

    @Mixin
    private ClassPathOption classPath;

    @Option(names = "--levels", paramLabel = "N", description = "Levels of the pyramid; 3 by default.")
    private int levels = 3;

    @Option(names = "--per-level", paramLabel = "N", description = "Anchors per level; 3 by default.")
    private int perLevel = 3;

    @Option(
            names = "--threshold",
            paramLabel = "RATIO",
            description = "Largest side ratio that still fits (anchor_t); 4 by default.")
    private float threshold = 4;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the fit; 0 by default.")
    private long seed;

    @Option(
            names = {"-s", "--system"},
            paramLabel = "NAME",
            description = "System whose anchors are the current ones; yolov5 by default.")
    private String system = "yolov5";

    @Override
    public Integer call() {
        requireCount("--levels", levels, MOST_LEVELS);
        requireCount("--per-level", perLevel, MOST_PER_LEVEL);
        if (!(threshold > 1) || Float.isInfinite(threshold)) {
            throw new ParameterException(spec.commandLine(), "--threshold: " + threshold + "; must be over 1");
        }
        DetectionSystem current;
        AnchorFit fit;
        LabelSet set;
        try {
            current = classPath.reading(() -> SystemNames.find(system));
            if (current.geometry().anchors() == null) {
                throw new IllegalArgumentException("--system: " + system + " has no anchors");
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        Labels labels;
        try (ProgressLine progress = new ProgressLine("reading labels")) {
            labels = source.read(progress);
        }
        set = new LabelSet(labels, source.letterbox());
        float[] widths = new float[labels.boxes()];
        float[] heights = new float[labels.boxes()];
        int n = 0;
        for (int i = 0; i < widths.length; i++) {
            float width = set.canvas().x2()[i] - set.canvas().x1()[i];
            float height = set.canvas().y2()[i] - set.canvas().y1()[i];
            if (width > 0 && height > 0) {
                widths[n] = width;
                heights[n++] = height;
            }
        }
        AnchorFit.Result result;
        try (ProgressLine progress = new ProgressLine("fitting")) {
            fit = AnchorFit.of(Arrays.copyOf(widths, n), Arrays.copyOf(heights, n))
                    .levels(levels)
                    .perLevel(perLevel)
                    .threshold(threshold)
                    .seed(seed);
            result = fit.run((step, steps, best) -> progress.at(step, steps));
        } catch (IllegalArgumentException e) {
            throw new DataException(source.path() + ": " + e.getMessage(), e);
        }
        report(current, fit, result, labels);
        strict.check(labels);
        return Main.OK;
    }

    private void report(DetectionSystem current, AnchorFit fit, AnchorFit.Result result, Labels labels) {
        PrintWriter out = spec.commandLine().getOut();
        Notes.print(out, labels.remarks().notes());
        if (fit.boxes() < labels.boxes()) {
            out.printf(Locale.ROOT, "note: %,d boxes without area left out%n", labels.boxes() - fit.boxes());
        }
        if (fit.boxesFitted() < fit.boxes()) {
            out.printf(
                    Locale.ROOT,
                    "note: %,d boxes with both sides under %.0f pixels left out of the fit%n",
                    fit.boxes() - fit.boxesFitted(),
                    AnchorFit.MINIMUM_SIDE);
        }
        out.printf(Locale.ROOT, "%,d boxes%n", fit.boxes());
        new TextTable()
                .row("", "best possible recall", "anchors above threshold", "fitness")
                .row(row(current.name(), fit.measure(current.geometry().anchors())))
                .row(row("fitted", result.metrics()))
                .print(out);
        int at = 0;
        for (int l = 0; l < levels; l++) {
            StringBuilder line = new StringBuilder("level " + l + ":");
            for (int a = 0; a < perLevel; a++, at += 2) {
                line.append(String.format(Locale.ROOT, "  %.1f,%.1f", result.anchors()[at], result.anchors()[at + 1]));
            }
            out.println(line);
        }
        out.flush();
    }

    private void requireCount(String option, int count, int most) {
        if (count < 1 || count > most) {
            throw new ParameterException(spec.commandLine(), option + ": " + count + "; 1 to " + most);
        }
    }

    private static Object[] row(String name, AnchorFit.Metrics m) {
        return new Object[] {
            name,
            String.format(Locale.ROOT, "%.4f", m.recall()),
            String.format(Locale.ROOT, "%.3f", m.anchorsAbove()),
            String.format(Locale.ROOT, "%.4f", m.fitness())
        };
    }
}
