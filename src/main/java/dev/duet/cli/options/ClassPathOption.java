package dev.duet.cli.options;

import dev.duet.io.recipe.RuleClasses;
import java.io.File;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where the classes of rules of one's own are: the option {@code --class-path}, else the environment variable. */
public final class ClassPathOption {
    private static final String VARIABLE = "DUET_CLASSPATH";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--class-path",
            paramLabel = "PATH",
            description =
                    "Folders and jars with rules of your own, separated as in Java's class path; DUET_CLASSPATH by"
                            + " default. See docs/own-rules.md.")
    private String path;

    /**
     * Reads systems while their classes are found on the class path. The variable, which may be meant for Python, is looked at when a
     * recipe names a class.
     *
     * @throws ParameterException if the path names what is none, or was given in vain
     */
    public <T> T reading(Supplier<T> systems) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        RuleClasses classes = new RuleClasses(this::paths);
        thread.setContextClassLoader(classes);
        try {
            if (path != null) {
                classes.open();
            }
            T read = systems.get();
            if (path != null && !classes.isUsed()) {
                throw new IllegalArgumentException(
                        "--class-path changes nothing: no recipe names a class that is there; leave it out");
            }
            return read;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private List<String> paths() {
        String given = path == null ? System.getenv(VARIABLE) : path;
        return given == null || path == null && given.isEmpty()
                ? List.of()
                : List.of(given.split(File.pathSeparator, -1));
    }
}
