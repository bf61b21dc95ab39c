package dev.duet.cli.options;

import dev.duet.io.InputLimits;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that let small files ask for more memory than they may. */
public final class LimitOptions {
    private static final int MEGABYTE = 1 << 20;
    private static final long MOST_MEGABYTES = 1L << 30;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--max-unpacked",
            paramLabel = "MB",
            description = "What the deflated arrays of an .npz may unpack to; by default 32 MB, or 20 times the file"
                    + " where that is more.")
    private long unpacked = InputLimits.DEFAULT.unpacked() / MEGABYTE;

    @Option(
            names = "--max-units",
            paramLabel = "N",
            description = "Units per image that an .npz without predictions of them may ask for; 2,097,152 by default.")
    private long units = InputLimits.DEFAULT.units();

    /** Holds for the files opened from here on. */
    public void set() {
        require("--max-unpacked", unpacked, MOST_MEGABYTES);
        require("--max-units", units, Integer.MAX_VALUE);
        InputLimits.set(new InputLimits(unpacked * MEGABYTE, units));
    }

    private void require(String option, long value, long most) {
        if (value < 1 || value > most) {
            throw new ParameterException(spec.commandLine(), option + ": " + value + "; 1 to " + most);
        }
    }
}
