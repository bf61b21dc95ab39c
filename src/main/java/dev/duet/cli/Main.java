package dev.duet.cli;

import dev.duet.assign.stage.RecipeException;
import dev.duet.io.VisibleText;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command {@code duet}. Exit codes: 0 done, 1 the data (or the machine) would not have it, 2 wrong usage; a reader that closes the
 * pipe early ends it with 141, signals with 128 and their number. Whatever goes wrong is one line on stderr; {@code --verbose} adds the
 * stack trace.
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
            "  duet assign --system yolov8 --labels coco.json --predictions pred.npz \\",
            "              --output duets.json",
            "  duet compare --systems yolov5,fcos,yolov8 --labels labels/ \\",
            "              --picture report.html",
            "  duet bench --system yolov8 --input case.npz --threads 1",
            "",
            "'duet COMMAND --help' explains a command.",
            "Exit codes: 0 done, 1 data, 2 usage, 141 the reader of a pipe has left,",
            "130 or 143 interrupted. DUET_JAVA_OPTS adds JVM options, such as -Xmx8g."
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
        StandardStreams streams = StandardStreams.ofProcess();
        int code;
        try {
            code = commandLine().setOut(streams.out()).setErr(streams.err()).execute(args);
        } catch (Throwable e) { // whatever it is, it is told in a line
            streams.err().println("duet: " + Trouble.message(e));
            code = DATA;
        }
        System.exit(streams.finish(code));
    }

    /** The command line, for tests that run it in their own process. */
    static CommandLine commandLine() {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        line.setExecutionExceptionHandler((e, command, parsed) -> main.failed(e, command));
        line.setParameterExceptionHandler((e, args) -> main.misused(e, args));
        line.setExecutionStrategy(parsed -> main.run(parsed));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExpandAtFiles(false); // a path may begin with @
        OptionValues.register(line);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? " + String.join(", ", spec.subcommands().keySet()));
    }

    /** Runs a command; errors that are no exceptions, as memory that does not suffice, are said in one line too. */
    private int run(ParseResult parsed) {
        requireNames(parsed.originalArgs());
        try {
            return new RunLast().execute(parsed);
        } catch (StackOverflowError | OutOfMemoryError | LinkageError | InternalError e) {
            return failed(e, spec.commandLine());
        }
    }

    /** The JVM hands over names as characters; bytes that are not UTF-8 cannot come back as the file's name. */
    private void requireNames(List<String> args) {
        for (String arg : args) {
            String value = arg.startsWith("-") ? arg.substring(arg.indexOf('=') + 1) : arg;
            if (value.indexOf('\ufffd') >= 0 && !Files.exists(Path.of(value))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "'" + value
                                + "' holds bytes that are not UTF-8 text; rename the file, or name its folder instead");
            }
        }
    }

    private int misused(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("duet: " + oneLine(usage(e, args)) + " (see '"
                + command.getCommandSpec().qualifiedName() + " --help')");
        if (verbose || List.of(args).contains("--verbose")) {
            e.printStackTrace(err);
        }
        err.flush();
        return USAGE;
    }

    /** A name that does not exist is told before what is missing, since it often is why. */
    private static String usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        UnmatchedArgumentException unmatched = e instanceof UnmatchedArgumentException u ? u : null;
        for (int i = 0; unmatched == null && e instanceof MissingParameterException && i < args.length; i++) {
            String name = args[i].split("=", 2)[0];
            if (name.startsWith("--") && command.getCommandSpec().findOption(name) == null) {
                unmatched = new UnmatchedArgumentException(command, List.of(name));
            }
        }
        if (unmatched == null) {
            return e.getMessage().replace("option option ", "option "); // picocli's slip
        }
        String what = unmatched.isUnknownOption() ? "unknown option " : "unexpected argument ";
        List<String> nearest = unmatched.getSuggestions();
        return what + "'" + unmatched.getUnmatched().getFirst() + "'"
                + (nearest.isEmpty() ? "" : "; did you mean " + String.join(" or ", nearest) + "?");
    }

    private int failed(Throwable e, CommandLine command) {
        PrintWriter err = command.getErr();
        err.println("duet: " + oneLine(Trouble.message(e)));
        if (verbose) {
            e.printStackTrace(err);
        }
        err.flush();
        return isOfRecipe(e) ? USAGE : DATA;
    }

    /** Whether a setting or a recipe is what must be changed, not a file of data. */
    private static boolean isOfRecipe(Throwable e) {
        return e instanceof RecipeException || e.getCause() != null && isOfRecipe(e.getCause());
    }

    private static String oneLine(String message) {
        return VisibleText.line(
                message.lines().map(String::strip).filter(l -> !l.isEmpty()).collect(Collectors.joining(" ")));
    }
}
