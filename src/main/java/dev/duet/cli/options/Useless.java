package dev.duet.cli.options;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Refuses options that were given and would change nothing beside the others. */
public final class Useless {
    private Useless() {}

    /**
     * Refuses options.
     *
     * @param why what makes them useless, the end of "--x changes nothing ..."
     */
    public static void refuse(CommandSpec spec, String why, String... options) {
        for (String option : options) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(spec.commandLine(), option + " changes nothing " + why + "; leave it out");
            }
        }
    }

    /** Refuses all options of a mixin but one. */
    public static void refuseAll(CommandSpec spec, CommandSpec mixin, String but, String why) {
        for (OptionSpec option : mixin.options()) {
            if (!option.longestName().equals(but)) {
                refuse(spec, why, option.longestName());
            }
        }
    }
}
