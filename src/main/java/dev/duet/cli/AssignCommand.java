package dev.duet.cli;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.assign.stage.RecipeException;
import dev.duet.cli.options.BatchOptions;
import dev.duet.cli.options.EngineOptions;
import dev.duet.cli.text.ProgressLine;
import dev.duet.cli.text.Summary;
import dev.duet.io.DataException;
import dev.duet.io.cases.InputBatch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Labels and predictions in, assignments out. */
@Command(
        name = "assign",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Assigns a batch and writes the result, which appears whole or not at all.",
            "Labels without predictions, for systems that read none, may be a whole data set: a .json is written as it goes,"
                    + " in the memory of the labels; the arrays of an .npz must fit into memory."
        },
        footer = {
            "",
            "Examples:",
            "  duet assign --system yolov8 --input case.npz --output duets.npz",
            "  duet assign --system yolov8 --labels instances.json \\",
            "              --predictions pred.npz --output duets.json",
            "  duet assign --system yolov8 --labels labels/ --predictions pred.npz \\",
            "              --letterbox topleft --set topk=13 --explain --output duets.npz",
            "  duet assign --system yolov5 --labels instances_train2017.json --explain \\",
            "              --output duets.json"
        })
final class AssignCommand implements Callable<Integer> {
    private static final int IMAGES_AT_ONCE = 512;

    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engineOptions;

    @Mixin
    private BatchOptions batchOptions;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Where the result goes: .npz (arrays) or .json (readable).")
    private Path output;

    @Option(
            names = "--explain",
            description = "Show per GT how many units were candidates, selected and kept, and to whom the others went.")
    private boolean explain;

    @Option(
            names = "--skip-faulty",
            description =
                    "Leave out what is faulty in the labels and tell it; without this the first fault ends the command.")
    private boolean skipFaulty;

    @Override
    public Integer call() {
        DetectionSystem system = engineOptions.system();
        Outputs.require(spec, "--output", output, List.of(".npz", ".json"), batchOptions.inputs());
        InputBatch batch;
        try (ProgressLine progress = new ProgressLine("reading labels")) {
            batch = batchOptions.read(system, progress, skipFaulty);
        }
        assign(system, batch);
        return Main.OK;
    }

    private void assign(DetectionSystem system, InputBatch batch) {
        PrintWriter out = spec.commandLine().getOut();
        try (Duet engine = engineOptions.engine(system, batch).explain(explain)) {
            PartwiseAssign run = new PartwiseAssign(engine, batch);
            try (ProgressLine progress = new ProgressLine("assigning")) {
                run.write(output, IMAGES_AT_ONCE, explain, progress);
            }
            Summary.print(out, engine, batch, run.totals());
            if (explain) {
                run.funnels().print(out);
            }
            out.println("written to " + output);
        } catch (RecipeException e) {
            throw e; // no file is to blame
        } catch (IllegalArgumentException e) {
            throw DataException.of(batchOptions.source(), e);
        } catch (InternalError e) {
            throw Trouble.ofMapped(batchOptions.source(), e);
        }
        out.flush();
    }
}
