package dev.duet.cli;

import dev.duet.cli.options.LabelSource;
import dev.duet.cli.options.StrictOption;
import dev.duet.cli.options.Useless;
import dev.duet.cli.text.Notes;
import dev.duet.cli.text.ProgressLine;
import dev.duet.explorer.ExploreImages;
import dev.duet.explorer.ExploreServer;
import dev.duet.io.image.PhotoIndex;
import dev.duet.io.labels.Labels;
import dev.duet.io.labels.Letterbox;
import dev.duet.report.LabelSet;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A web page on this machine to draw boxes, move sliders and watch what the systems do. */
@Command(
        name = "explore",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Serves a page on this machine to draw boxes and watch what systems do.",
            "On 127.0.0.1, boxes are drawn by hand or taken from sample pictures, and one or two systems assign them while"
                    + " their settings are moved. With --labels, the images of a data set are found by name and shown with"
                    + " their boxes, and their photos where there are any. Nothing leaves this machine. Ends with Ctrl-C."
        },
        footer = {
            "",
            "Examples:",
            "  duet explore",
            "  duet explore --port 0    # any free port",
            "  duet explore --labels labels/",
            "  duet explore --labels instances_train2017.json --photos train2017/"
        })
final class ExploreCommand implements Callable<Integer> {
    private static final int MOST_PORT = 65_535;
    /** The page's canvas. */
    private static final int SIDE = 640;

    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "N", description = "The port; 8325 by default, 0 for any free one.")
    private int port = 8325;

    @Mixin
    private LabelSource source;

    @Mixin
    private StrictOption strict;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > MOST_PORT) {
            throw new ParameterException(spec.commandLine(), "--port: " + port + "; 0 to " + MOST_PORT);
        }
        Letterbox letterbox = source.letterbox();
        if (letterbox.width() != SIDE || letterbox.height() != SIDE) {
            throw new ParameterException(spec.commandLine(), "--canvas: the page draws on 640x640 pixels only");
        }
        if (source.photos() != null && source.path() == null) {
            throw new ParameterException(spec.commandLine(), "--photos goes with --labels");
        }
        if (source.path() == null) {
            Useless.refuseAll(spec, source.spec(), "--labels", "without --labels");
            Useless.refuse(spec, "without --labels", "--strict");
        }
        ExploreImages images = source.path() == null ? null : images(letterbox);
        CountDownLatch end = new CountDownLatch(1);
        try (ExploreServer server = ExploreServer.start(port, images)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("open " + server.url() + " (Ctrl-C ends it)");
            if (out.checkError()) {
                return Main.OK; // nobody learns the address; what becomes of a failed stdout is told at the end
            }
            end.await();
        }
        return Main.OK;
    }

    private ExploreImages images(Letterbox letterbox) {
        Labels labels;
        try (ProgressLine progress = new ProgressLine("reading labels")) {
            labels = source.read(progress);
        }
        LabelSet set = new LabelSet(labels, letterbox);
        strict.check(labels);
        PhotoIndex index = new PhotoIndex(labels, source.photos());
        PrintWriter out = spec.commandLine().getOut();
        Notes.print(out, labels.remarks().notes());
        out.printf(Locale.ROOT, "%,d images, %,d boxes%n", set.images(), labels.boxes());
        return new ExploreImages(String.valueOf(source.path().getFileName()), set, index, source.photos());
    }
}
