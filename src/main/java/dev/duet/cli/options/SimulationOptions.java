package dev.duet.cli.options;

import dev.duet.report.SimulatedPredictions.Quality;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of simulated predictions, for systems that read predictions where there are none. */
public final class SimulationOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--noise",
            paramLabel = "0..1",
            description = "Noise of simulated predictions: 0 knows the GTs, 1 hardly anything; 0.2 by default.")
    private float noise = Quality.DEFAULT.noise();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of simulated predictions; 1 by default.")
    private long seed = Quality.DEFAULT.seed();

    /** Refuses the options where nothing is simulated. */
    public void refuse(String why) {
        Useless.refuse(spec, why, "--noise", "--seed");
    }

    public Quality quality() {
        try {
            return new Quality(noise, seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }
}
