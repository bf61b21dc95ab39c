package dev.duet.cli.options;

import dev.duet.api.DetectionSystem;
import dev.duet.cli.text.ProgressLine;
import dev.duet.io.DataException;
import dev.duet.io.Reads;
import dev.duet.io.labels.LabelFormat;
import dev.duet.io.labels.LabelOptions;
import dev.duet.io.labels.Labels;
import dev.duet.io.labels.Letterbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that say where labels lie and how their photos lie on the canvas. */
public final class LabelSource {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})[xX]([0-9]{1,9})");

    private static final int MOST_PIXELS = 999_999;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Spec(Target.SELF)
    private CommandSpec own;

    @Option(
            names = "--labels",
            paramLabel = "PATH",
            description = "COCO .json, a folder of YOLO .txt, or a folder of Pascal VOC .xml.")
    private Path labels;

    @Option(
            names = "--letterbox",
            paramLabel = "MODE",
            description = "How photos lie on the canvas: centre (default), topleft, stretch, or none.")
    private String letterbox = "centre";

    @Option(
            names = "--photo-size",
            paramLabel = "WxH",
            description = "Size of all photos whose size neither the labels nor a photo say.")
    private String photoSize;

    @Option(
            names = "--photos",
            paramLabel = "FOLDER",
            description = "Where the photos lie; found by themselves in the usual layouts of data sets.")
    private Path photos;

    @Option(
            names = "--confidence",
            description = "YOLO rows may have a sixth number, a confidence, which is passed over.")
    private boolean confidence;

    @Option(
            names = "--canvas",
            paramLabel = "WxH",
            description = "Canvas for labels without predictions; 640x640 by default.")
    private String canvas = "640x640";

    /** The options of this group alone. */
    public CommandSpec spec() {
        return own;
    }

    /** The path of {@code --labels}, or null. */
    public Path path() {
        return labels;
    }

    /** The folder of {@code --photos}, or null. */
    public Path photos() {
        return photos;
    }

    /** @param skipFaulty whether to go on at faults of the labels */
    LabelOptions options(ProgressLine progress, boolean skipFaulty) {
        if (photos != null && !Files.isDirectory(photos)) {
            throw new DataException(photos + ": is not a folder");
        }
        if (confidence && LabelFormat.of(labels) != LabelFormat.YOLO) {
            Useless.refuse(spec, "with labels that are not YOLO's", "--confidence");
        }
        LabelOptions options = LabelOptions.defaults()
                .withPhotos(photos)
                .withConfidence(confidence)
                .withNeedSizes(mode() != Letterbox.Mode.NONE)
                .withSkipFaulty(skipFaulty)
                .withProgress(progress);
        if (photoSize != null) {
            int[] size = size("--photo-size", photoSize);
            options = options.withPhotoSize(size[0], size[1]);
        }
        return options;
    }

    /** Reads the labels; faults in them become remarks. */
    public Labels read(ProgressLine progress) {
        return read(progress, List.of());
    }

    /** Reads the labels for these systems. */
    public Labels read(ProgressLine progress, List<DetectionSystem> systems) {
        if (labels == null) {
            throw usage("--labels is missing");
        }
        return Labels.open(
                labels, options(progress, true).withRotated(systems.stream().anyMatch(Reads::rotatedBoxes)));
    }

    Letterbox.Mode mode() {
        return switch (letterbox.toLowerCase(Locale.ROOT)) {
            case "centre", "center" -> Letterbox.Mode.CENTRE;
            case "topleft", "top-left" -> Letterbox.Mode.TOP_LEFT;
            case "stretch" -> Letterbox.Mode.STRETCH;
            case "none" -> Letterbox.Mode.NONE;
            default -> throw usage("--letterbox: '" + letterbox + "'; expected centre, topleft, stretch or none");
        };
    }

    /** Mode and canvas together. */
    public Letterbox letterbox() {
        int[] size = size("--canvas", canvas);
        return new Letterbox(mode(), size[1], size[0]);
    }

    private int[] size(String option, String text) {
        Matcher m = SIZE.matcher(text);
        int[] size = m.matches() ? new int[] {Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))} : null;
        if (size == null || size[0] == 0 || size[1] == 0) {
            throw usage(option + ": '" + text + "'; expected WIDTHxHEIGHT in pixels, for example 640x480");
        }
        if (Math.max(size[0], size[1]) > MOST_PIXELS) {
            throw usage(option + ": '" + text + "' is too large; at most " + MOST_PIXELS + " pixels a side are taken");
        }
        return size;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
