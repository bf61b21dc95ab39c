package dev.duet.cli.options;

import dev.duet.io.DataException;
import dev.duet.io.labels.Labels;
import picocli.CommandLine.Option;

/** The option {@code --strict} of commands that go on at faults of labels. */
public final class StrictOption {
    @Option(
            names = "--strict",
            description = "End with exit code 1 if labels have faults; they are left out and told in any case.")
    private boolean strict;

    /** Complains of faults, after all else is done. */
    public void check(Labels labels) {
        long faults = labels.remarks().faults();
        if (strict && faults > 0) {
            throw new DataException(labels.source() + ": " + faults + (faults == 1 ? " fault" : " faults")
                    + " in the labels (--strict)");
        }
    }
}
