package dev.duet.cli;

import dev.duet.explorer.ExploreServer;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
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
            "Serves a page on 127.0.0.1 where boxes are drawn by hand or taken from sample pictures, and one or two systems",
            "assign them while their settings are moved. Nothing leaves this machine. Ends with Ctrl-C."
        },
        footer = {"", "Examples:", "  duet explore", "  duet explore --port 0    # any free port"})
final class ExploreCommand implements Callable<Integer> {
    private static final int MOST_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "N", description = "Port; 8325 by default, 0 for any free one.")
    private int port = 8325;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > MOST_PORT) {
            throw new ParameterException(spec.commandLine(), "--port: " + port + "; 0 to " + MOST_PORT);
        }
        CountDownLatch end = new CountDownLatch(1);
        try (ExploreServer server = ExploreServer.start(port)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("open " + server.url() + " (Ctrl-C ends it)");
            out.flush();
            end.await();
        }
        return Main.OK;
    }
}
