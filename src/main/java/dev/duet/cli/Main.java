package dev.duet.cli;

import dev.duet.io.DataException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/**
 * The command {@code duet}. Exit codes: 0 done, 1 the data (or the machine) would not have it, 2 wrong usage. Whatever goes wrong is
 * one line on stderr; {@code --verbose} adds the stack trace.
 */
@Command(
        name = "duet",
        description = "Pairs detection units with ground-truth boxes: label assignment of every YOLO generation.",
        subcommands = {
            SystemsCommand.class,
            AssignCommand.class,
            CompareCommand.class,
            AuditCommand.class,
            ExploreCommand.class,
            AnchorsCommand.class,
            BenchCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  duet systems",
            "  duet assign --system yolov8 --input case.npz --output duets.npz",
            "  duet assign --system yolov8 --labels coco.json --predictions pred.npz --output duets.json",
            "  duet compare --systems yolov5,fcos,yolov8 --labels labels/ --picture report.html",
            "  duet bench --system yolov8 --input case.npz --threads 1",
            "",
            "'duet COMMAND --help' explains a command. Exit codes: 0 done, 1 data, 2 usage."
        })
public final class Main implements Runnable {
    static final int OK = 0;
    static final int DATA = 1;
    static final int USAGE = 2;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    private boolean verbose;

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        int code = commandLine().execute(args);
        System.out.flush();
        System.exit(code);
    }

    /** The command line, for tests that run it in their own process. */
    static CommandLine commandLine() {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        line.setExecutionExceptionHandler((e, command, parsed) -> main.failed(e, command));
        line.setParameterExceptionHandler((e, args) -> main.misused(e));
        line.setExecutionStrategy(parsed -> main.run(parsed));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? " + String.join(", ", spec.subcommands().keySet()));
    }

    /** Runs a command; memory that does not suffice is said in one line, as other trouble is. */
    private int run(ParseResult parsed) {
        try {
            return new RunLast().execute(parsed);
        } catch (OutOfMemoryError e) {
            CommandLine command = spec.commandLine();
            long heap = Runtime.getRuntime().maxMemory() >> 20;
            return failed(
                    new DataException(
                            "a heap of " + heap + " MB is too small for this; DUET_JAVA_OPTS=-Xmx" + (heap / 256 + 1)
                                    + "g gives four times as much",
                            e),
                    command);
        }
    }

    private int misused(ParameterException e) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("duet: " + oneLine(e.getMessage()) + " (see '"
                + command.getCommandSpec().qualifiedName() + " --help')");
        if (verbose) {
            e.printStackTrace(err);
        }
        err.flush();
        return USAGE;
    }

    private int failed(Exception e, CommandLine command) {
        PrintWriter err = command.getErr();
        err.println("duet: " + oneLine(message(e)));
        if (verbose) {
            e.printStackTrace(err);
        }
        err.flush();
        return DATA;
    }

    private static String message(Exception e) {
        boolean expected = e instanceof DataException
                || e instanceof IllegalArgumentException
                || e instanceof IllegalStateException;
        return expected && e.getMessage() != null
                ? e.getMessage()
                : "unexpected failure: " + e + "; --verbose shows where";
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
