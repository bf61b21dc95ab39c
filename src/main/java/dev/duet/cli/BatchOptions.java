package dev.duet.cli;

import dev.duet.api.DetectionSystem;
import dev.duet.io.CaseFile;
import dev.duet.io.InputBatch;
import dev.duet.io.LabelOptions;
import dev.duet.io.LabelledBatch;
import dev.duet.io.Letterbox;
import dev.duet.io.Reads;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that say where labels and predictions lie. */
final class BatchOptions {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})[xX]([0-9]{1,6})");

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-i", "--input"},
            paramLabel = "CASE.npz",
            description = "Labels and predictions in one file; docs/formats.md lists the arrays.")
    private Path input;

    @Option(
            names = "--labels",
            paramLabel = "PATH",
            description = "COCO .json, a folder of YOLO .txt, or a folder of Pascal VOC .xml.")
    private Path labels;

    @Option(
            names = "--predictions",
            paramLabel = "FILE.npz",
            description = "Predictions for --labels. Images are matched by the array image_names, else by order.")
    private Path predictions;

    @Option(
            names = "--letterbox",
            paramLabel = "MODE",
            description = "How photos lie on the canvas: centre (default), topleft, stretch, or none.")
    private String letterbox = "centre";

    @Option(
            names = "--photo-size",
            paramLabel = "WxH",
            description = "Size of all photos, for YOLO labels without photos or a table images.tsv.")
    private String photoSize;

    @Option(
            names = "--canvas",
            paramLabel = "WxH",
            description = "Canvas for labels without predictions (systems that read none); 640x640 by default.")
    private String canvas = "640x640";

    /** Reads the batch. */
    InputBatch read(DetectionSystem system, ProgressLine progress) {
        if ((input == null) == (labels == null)) {
            throw usage("give either --input, or --labels with --predictions");
        }
        if (input != null) {
            if (predictions != null) {
                throw usage("--predictions goes with --labels; --input has its own");
            }
            return CaseFile.read(input, system);
        }
        if (predictions == null && Reads.predictions(system)) {
            throw usage("system " + system.name() + " reads predictions: --predictions is missing");
        }
        LabelOptions options = LabelOptions.defaults().withProgress(progress);
        if (photoSize != null) {
            int[] size = size("--photo-size", photoSize);
            options = options.withPhotoSize(size[0], size[1]);
        }
        if (predictions != null) {
            return LabelledBatch.read(labels, options, mode(), predictions, system);
        }
        int[] size = size("--canvas", canvas);
        return LabelledBatch.read(labels, options, mode(), size[1], size[0], system);
    }

    /** The file a message about the batch should name. */
    String source() {
        return input != null ? input.toString() : predictions != null ? labels + " and " + predictions : labels + "";
    }

    private Letterbox.Mode mode() {
        return switch (letterbox.toLowerCase(Locale.ROOT)) {
            case "centre", "center" -> Letterbox.Mode.CENTRE;
            case "topleft", "top-left" -> Letterbox.Mode.TOP_LEFT;
            case "stretch" -> Letterbox.Mode.STRETCH;
            case "none" -> Letterbox.Mode.NONE;
            default -> throw usage("--letterbox: '" + letterbox + "'; expected centre, topleft, stretch or none");
        };
    }

    private int[] size(String option, String text) {
        Matcher m = SIZE.matcher(text);
        int[] size = m.matches() ? new int[] {Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))} : null;
        if (size == null || size[0] == 0 || size[1] == 0) {
            throw usage(option + ": '" + text + "'; expected WIDTHxHEIGHT in pixels, for example 640x480");
        }
        return size;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
