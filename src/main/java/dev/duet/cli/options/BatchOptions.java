package dev.duet.cli.options;

import dev.duet.api.DetectionSystem;
import dev.duet.cli.text.ProgressLine;
import dev.duet.io.Reads;
import dev.duet.io.cases.CaseFile;
import dev.duet.io.cases.InputBatch;
import dev.duet.io.labels.LabelOptions;
import dev.duet.io.labels.LabelledBatch;
import dev.duet.io.labels.Letterbox;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that say where labels and predictions lie. */
public final class BatchOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-i", "--input"},
            paramLabel = "CASE.npz",
            description = "Labels and predictions in one file; docs/formats.md lists the arrays.")
    private Path input;

    @Option(
            names = "--predictions",
            paramLabel = "FILE.npz",
            description = "Predictions for --labels. Images are matched by the array image_names, else by order.")
    private Path predictions;

    @Mixin
    private LabelSource labels;

    @Mixin
    private LimitOptions limits;

    /**
     * Reads the batch.
     *
     * @param skipFaulty whether to go on at faults of the labels
     */
    public InputBatch read(DetectionSystem system, ProgressLine progress, boolean skipFaulty) {
        if ((input == null) == (labels.path() == null)) {
            throw usage("give either --input, or --labels with --predictions");
        }
        limits.set();
        if (input != null) {
            if (predictions != null) {
                throw usage("--predictions goes with --labels; --input has its own");
            }
            Useless.refuseAll(spec, labels.spec(), "--labels", "with --input, whose boxes are on the canvas");
            Useless.refuse(spec, "with --input, whose boxes are on the canvas", "--skip-faulty");
            return CaseFile.read(input, system);
        }
        if (predictions == null && Reads.predictions(system)) {
            throw usage("system " + system.name() + " reads predictions: --predictions is missing"
                    + " (compare, audit and explore simulate them)");
        }
        LabelOptions options = labels.options(progress, skipFaulty);
        if (predictions != null) {
            Useless.refuse(spec, "with --predictions, which have the size of the canvas", "--canvas");
            return LabelledBatch.read(labels.path(), options, labels.mode(), predictions, system);
        }
        Useless.refuse(spec, "without an .npz to read", "--max-unpacked", "--max-units");
        Letterbox letterbox = labels.letterbox();
        return LabelledBatch.read(
                labels.path(), options, letterbox.mode(), letterbox.height(), letterbox.width(), system);
    }

    /** Files that are read; null where an option is not given. */
    public Path[] inputs() {
        return new Path[] {input, predictions, labels.path()};
    }

    /** The file a message about the batch should name. */
    public String source() {
        String path = String.valueOf(labels.path());
        return input != null ? input.toString() : predictions != null ? path + " and " + predictions : path;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
