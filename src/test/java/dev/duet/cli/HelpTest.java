package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Systems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

/** What is printed for people fits a terminal of 80 columns, and help is whole sentences. */
class HelpTest {
    private static void fits(Run run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"systems", "assign", "compare", "audit", "explore", "anchors", "bench"})
    void ofACommand(String name) {
        Run run = Run.of(name, "--help");
        fits(run);
        // Examples are as they were written: one that is too long would be broken in the middle of a word.
        CommandSpec spec = Main.commandLine().getSubcommands().get(name).getCommandSpec();
        assertThat(spec.usageMessage().footer())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(spec.usageMessage().description())
                .allSatisfy(text -> assertThat(text).endsWith("."));
        assertThat(spec.options())
                .allSatisfy(option ->
                        assertThat(String.join(" ", option.description())).matches("[A-Z].*\\."));
    }

    @Test
    void ofDuet() {
        Run run = Run.of("--help");
        fits(run);
        CommandSpec spec = Main.commandLine().getCommandSpec();
        assertThat(spec.usageMessage().footer())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(run.out()).contains("all.\n  compare  Runs");
    }

    @Test
    void ofTheSystems() {
        Run list = Run.of("systems");
        fits(list);
        // Scripts take the first word of every line but the title that begins with a letter.
        assertThat(list.out()
                        .lines()
                        .skip(1)
                        .filter(line -> line.matches("[a-z].*"))
                        .map(line -> line.split(" ")[0]))
                .containsOnlyElementsOf(
                        Systems.list().stream().map(DetectionSystem::name).toList());
        for (DetectionSystem system : Systems.list()) {
            fits(Run.of("systems", system.name()));
        }
    }
}
