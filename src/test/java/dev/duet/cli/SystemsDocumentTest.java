package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Setting;
import dev.duet.api.Systems;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.cli.text.StageText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/systems.md is what the catalogue says; {@code -Dsystems.write=true} writes it anew. */
class SystemsDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/systems.md");

    @Test
    void theDocumentIsWhatTheCatalogueSays() throws IOException {
        String document = document();
        if (Boolean.getBoolean("systems.write")) {
            Files.writeString(DOCUMENT, document);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("docs/systems.md; write it anew with -Dsystems.write=true")
                .isEqualTo(document);
    }

    private static String document() {
        StringBuilder out = new StringBuilder("""
                # Systems

                Made from the catalogue in the code by `SystemsDocumentTest`; do not edit by hand. Every system is five stages; the
                words are those of the stage records in `dev.duet.assign.stage`. `duet systems NAME` shows the same of one system.

                | system | head | candidates | score | select | resolve | target |
                | --- | --- | --- | --- | --- | --- | --- |
                """);
        for (DetectionSystem system : Systems.list()) {
            if (system.about().alias().isPresent()) {
                out.append("| ").append(system.name()).append(" | | as ");
                out.append(system.about().alias().get().of()).append(" | | | | |\n");
                continue;
            }
            SystemRecipe recipe = system.recipe();
            row(out, system.name(), recipe.heads(), "");
            row(out, system.name(), recipe.warmUpEpochs() > 0 ? recipe.warmUp() : List.of(), ", warm-up");
        }
        for (DetectionSystem system : Systems.list()) {
            section(out, system);
        }
        return out.toString();
    }

    private static void row(StringBuilder out, String name, List<Head> heads, String phase) {
        for (Head head : heads) {
            Recipe r = head.recipe();
            out.append("| ").append(name).append(" | ").append(head.name()).append(phase);
            for (Object stage : new Object[] {r.candidates(), r.score(), r.select(), r.resolve(), r.target()}) {
                out.append(" | ").append(StageText.full((Record) stage));
            }
            out.append(" |\n");
        }
    }

    private static void section(StringBuilder out, DetectionSystem system) {
        DetectionSystem.About about = system.about();
        out.append("\n## ")
                .append(system.name())
                .append("\n\n")
                .append(about.summary())
                .append(".\n\n");
        about.alias()
                .ifPresent(alias -> out.append("- another name for ")
                        .append(alias.of())
                        .append(": ")
                        .append(alias.reason())
                        .append('\n'));
        out.append("- source: ").append(about.source()).append('\n');
        out.append("- ties: ").append(about.ties()).append('\n');
        DetectionSystem.UnitGeometry geometry = system.geometry();
        Recipe main = system.recipe().heads().get(0).recipe();
        out.append("- units: strides ").append(Arrays.toString(geometry.strides()));
        out.append(", ")
                .append(geometry.slots())
                .append(geometry.slots() == 1 ? " slot" : " slots")
                .append(" per cell");
        out.append(geometry.slotsOutermost() ? " numbered slot by slot" : "");
        out.append(", point ")
                .append(main.point().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        if (geometry.anchors() != null) {
            out.append(", anchors ").append(Arrays.toString(geometry.anchors()));
        }
        out.append("\n- reads: ").append(needs(main)).append('\n');
        out.append("- preparation of GTs: ")
                .append(StageText.full((Record) main.preparation()))
                .append('\n');
        for (String quirk : about.quirks()) {
            out.append("- kept: ").append(quirk).append('\n');
        }
        if (!system.settings().list().isEmpty()) {
            out.append("\n| setting | official | may be | meaning |\n| --- | --- | --- | --- |\n");
            for (Setting s : system.settings().list()) {
                out.append("| ").append(s.key()).append(" | ").append(s.value()).append(" | ");
                out.append(s.allowed()).append(" | ").append(s.meaning()).append(" |\n");
            }
        }
    }

    private static String needs(Recipe recipe) {
        return recipe.needs().isEmpty()
                ? "labels only"
                : recipe.needs().stream()
                        .map(need -> need.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .collect(Collectors.joining(", "));
    }
}
