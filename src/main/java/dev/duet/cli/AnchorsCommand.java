package dev.duet.cli;

import dev.duet.api.AnchorFit;
import dev.duet.api.DetectionSystem;
import dev.duet.io.DataException;
import dev.duet.io.Labels;
import dev.duet.report.LabelSet;
import java.io.PrintWriter;
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
    @Spec
    private CommandSpec spec;

    @Mixin
    private LabelSource source;

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
        DetectionSystem current;
        AnchorFit fit;
        LabelSet set;
        try {
            current = SystemNames.find(system);
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
        int n = labels.boxes();
        float[] widths = new float[n];
        float[] heights = new float[n];
        for (int i = 0; i < n; i++) {
            widths[i] = set.canvas().x2()[i] - set.canvas().x1()[i];
            heights[i] = set.canvas().y2()[i] - set.canvas().y1()[i];
        }
        AnchorFit.Result result;
        try (ProgressLine progress = new ProgressLine("fitting")) {
            fit = AnchorFit.of(widths, heights)
                    .levels(levels)
                    .perLevel(perLevel)
                    .threshold(threshold)
                    .seed(seed);
            result = fit.run((step, steps, best) -> progress.at(step, steps));
        } catch (IllegalArgumentException e) {
            throw new DataException(source.path() + ": " + e.getMessage(), e);
        }
        report(current, fit.measure(current.geometry().anchors()), result, n);
        return Main.OK;
    }

    private void report(DetectionSystem current, AnchorFit.Metrics now, AnchorFit.Result result, int boxes) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%,d boxes%n", boxes);
        new TextTable()
                .row("", "best possible recall", "anchors above threshold", "fitness")
                .row(row(current.name(), now))
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

    private static Object[] row(String name, AnchorFit.Metrics m) {
        return new Object[] {
            name,
            String.format(Locale.ROOT, "%.4f", m.recall()),
            String.format(Locale.ROOT, "%.3f", m.anchorsAbove()),
            String.format(Locale.ROOT, "%.4f", m.fitness())
        };
    }
}
