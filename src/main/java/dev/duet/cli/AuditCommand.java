package dev.duet.cli;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.assign.stage.RecipeException;
import dev.duet.cli.options.ClassPathOption;
import dev.duet.cli.options.LabelSource;
import dev.duet.cli.options.SimulationOptions;
import dev.duet.cli.options.StrictOption;
import dev.duet.cli.options.SystemNames;
import dev.duet.cli.text.Notes;
import dev.duet.cli.text.ProgressLine;
import dev.duet.cli.text.TextTable;
import dev.duet.io.DataException;
import dev.duet.io.Reads;
import dev.duet.io.labels.Labels;
import dev.duet.report.LabelSet;
import dev.duet.report.audit.Audit;
import dev.duet.report.audit.AuditJson;
import dev.duet.report.audit.AuditPage;
import dev.duet.report.audit.AuditTables;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A whole data set: which GTs never get a unit, and what is odd about the labels. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Looks through a data set for boxes that get no unit, and for faulty labels.",
            "Says which GTs get no unit, by size, aspect, level, border and class; lists duplicates, boxes outside the"
                    + " photo, zero areas and the worst images. No model is needed: systems that read predictions get"
                    + " simulated ones (--noise, --seed)."
        },
        footer = {
            "",
            "Examples:",
            "  duet audit --systems yolov5,fcos --labels instances_train2017.json",
            "  duet audit --systems yolov8 --labels labels/ --noise 0.4 \\",
            "             --page audit.html --json > audit.json"
        })
final class AuditCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LabelSource source;

    @Mixin
    private StrictOption strict;

    @Mixin
    private SimulationOptions simulation;

    @Mixin
    private ClassPathOption classPath;

    @Option(
            names = {"-s", "--systems"},
            required = true,
            split = ",",
            paramLabel = "NAME[:KEY=VALUE...]",
            description = "Systems of the catalogue or recipe files, each with settings behind it.")
    private List<String> names;

    @Option(names = "--page", paramLabel = "FILE.html", description = "Also write a page with charts.")
    private Path page;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to use; as many as processors by default.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() {
        if (threads < 1 || threads > Duet.MOST_THREADS) {
            throw new ParameterException(
                    spec.commandLine(), "--threads: " + threads + "; 1 to " + Duet.MOST_THREADS + " are taken");
        }
        List<DetectionSystem> systems;
        try {
            systems = classPath.reading(() -> SystemNames.list(names));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (systems.stream().noneMatch(Reads::predictions)) {
            simulation.refuse("for systems that read no predictions");
        }
        if (page != null) {
            Outputs.require(spec, "--page", page, List.of(".html", ".htm"), source.path());
        }
        long start = System.nanoTime();
        Labels labels;
        try (ProgressLine progress = new ProgressLine("reading labels")) {
            labels = source.read(progress, systems);
        }
        LabelSet set = new LabelSet(labels, source.letterbox());
        Audit audit;
        try (ProgressLine progress = new ProgressLine("auditing")) {
            audit = Audit.run(set, systems, threads, simulation.quality(), progress);
        } catch (RecipeException e) {
            throw e; // no file is to blame
        } catch (IllegalArgumentException e) {
            throw new DataException(source.path() + ": " + e.getMessage(), e);
        }
        report(set, audit, System.nanoTime() - start);
        strict.check(labels);
        return Main.OK;
    }

    private void report(LabelSet set, Audit audit, long nanos) {
        PrintWriter out = spec.commandLine().getOut();
        List<String> notes = new ArrayList<>();
        notes.add("canvas " + set.letterbox().width() + " x " + set.letterbox().height() + ", letterbox "
                + set.letterbox().mode().name().toLowerCase(Locale.ROOT).replace("_", "") + ", no augmentation");
        if (audit.columns().stream().anyMatch(c -> c.isSimulated())) {
            notes.add("simulated predictions: noise " + simulation.quality().noise() + ", seed "
                    + simulation.quality().seed());
        }
        notes.addAll(set.labels().remarks().notes());
        if (json) {
            out.print(AuditJson.text(audit, notes));
        } else {
            Notes.print(out, notes);
            for (AuditTables.Table table : AuditTables.of(audit)) {
                out.println();
                out.println(table.title());
                TextTable text = new TextTable();
                table.rows().forEach(row -> text.row(row.toArray()));
                text.print(out);
            }
            out.println();
            out.printf(Locale.ROOT, "%,d images in %.1f s, reading included%n", audit.images(), nanos / 1e9);
        }
        if (page != null) {
            AuditPage.write(page, "Duet audit of " + source.path().getFileName(), audit, notes);
            if (!json) {
                out.println("written to " + page);
            }
        }
        out.flush();
    }
}
