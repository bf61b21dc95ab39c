package dev.duet.cli;

import dev.duet.io.AtomicFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Files that will be written, looked at before the work for them begins. */
final class Outputs {
    private Outputs() {}

    /**
     * Makes sure that a file can be written.
     *
     * @param suffixes the forms there are, with their dots
     * @param inputs files it must not replace; null ones are passed over
     * @throws ParameterException if its name has another suffix, or it is one of the inputs
     * @throws dev.duet.io.DataException if its folder is missing, closed or full, or it is something else than a file
     */
    static void require(CommandSpec spec, String option, Path file, List<String> suffixes, Path... inputs) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (suffixes.stream().noneMatch(name::endsWith)) {
            throw new ParameterException(
                    spec.commandLine(), option + ": '" + file + "' must end in " + listed(suffixes));
        }
        for (Path input : inputs) {
            if (input != null && AtomicFile.same(file, input)) {
                throw new ParameterException(
                        spec.commandLine(), option + ": '" + file + "' is an input of this command; give another name");
            }
        }
        AtomicFile.check(file);
    }

    private static String listed(List<String> suffixes) {
        int last = suffixes.size() - 1;
        return last == 0 ? suffixes.get(0) : String.join(", ", suffixes.subList(0, last)) + " or " + suffixes.get(last);
    }
}
