package dev.duet.cli.options;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.io.cases.InputBatch;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that say which engine to run. */
public final class EngineOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-s", "--system"},
            required = true,
            paramLabel = "NAME",
            description = "A system of the catalogue ('duet systems'), or a recipe file (.json).")
    private String system;

    @Mixin
    private ClassPathOption classPath;

    @Option(
            names = "--set",
            arity = "1..*",
            paramLabel = "KEY=VALUE",
            description = "Change settings of the system, for example --set topk=13 alpha=1.")
    private List<String> settings = List.of();

    @Option(names = "--threads", paramLabel = "N", description = "Threads to use; as many as processors by default.")
    private int threads = Math.min(Runtime.getRuntime().availableProcessors(), Duet.MOST_THREADS);

    @Option(
            names = "--epoch",
            paramLabel = "E",
            description = "Training epoch from 0, for systems with a warm-up rule; the main rule by default.")
    private Integer epoch;

    /** The system with its settings. */
    public DetectionSystem system() {
        try {
            if (threads < 1 || threads > Duet.MOST_THREADS) {
                throw new IllegalArgumentException(
                        "--threads: " + threads + "; 1 to " + Duet.MOST_THREADS + " are taken");
            }
            if (epoch != null && epoch < 0) {
                throw new IllegalArgumentException("--epoch: " + epoch + "; counted from 0");
            }
            DetectionSystem named = SystemNames.set(classPath.reading(() -> SystemNames.find(system)), settings);
            if (epoch != null && named.recipe().warmUpEpochs() == 0) {
                throw new IllegalArgumentException(
                        "--epoch changes nothing: system " + named.name() + " has no warm-up; leave it out");
            }
            return named;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** An engine for the batch, on the number of threads asked for. */
    public Duet engine(DetectionSystem chosen, InputBatch batch) {
        Duet engine =
                Duet.engine(chosen.classes(batch.classes()), batch.pyramid()).threads(threads);
        return epoch != null ? engine.epoch(epoch) : engine;
    }
}
