package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Setting;
import dev.duet.api.Systems;
import dev.duet.assign.UnitGrid.PointRule;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.cli.text.StageText;
import dev.duet.report.EngineRuns;
import dev.duet.report.SimulatedPredictions;
import dev.duet.report.SimulatedPredictions.Quality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * docs/systems.md, and the table of systems in docs/architecture.md, are what the catalogue says; {@code -Dsystems.write=true} writes them
 * anew.
 */
class SystemsDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/systems.md");
    private static final Path HOUSE = Path.of("docs/architecture.md");
    private static final String BEGIN = "<!-- systems: made from the catalogue by SystemsDocumentTest -->\n";
    private static final String END = "<!-- end of systems -->\n";
    private static final GroundTruths GTS =
            GroundTruths.ofRows(new float[] {10, 12, 60, 70, 40, 30, 90, 100}, new int[] {0, 1}, new int[] {0, 2});

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

    @Test
    void theTableOfTheHouseIsWhatTheCatalogueSays() throws IOException {
        String page = Files.readString(HOUSE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        String table = table();
        if (Boolean.getBoolean("systems.write")) {
            page = page.substring(0, from) + table + page.substring(to);
            Files.writeString(HOUSE, page);
            to = page.indexOf(END);
        }
        assertThat(page.substring(from, to))
                .as("systems in docs/architecture.md; write them anew with -Dsystems.write=true")
                .isEqualTo(table);
    }

    /** One row for all heads that are alike, named by their systems. */
    private static String table() {
        Map<String, List<String>> namesOfRow = new LinkedHashMap<>();
        for (DetectionSystem system : Systems.list()) {
            List<Head> heads = system.recipe().heads();
            for (Head head : heads) {
                StringBuilder row = new StringBuilder(units(system, head.recipe()));
                stages(row, head.recipe());
                row.append(" | ").append(results(system, head.name()));
                String name = system.name() + (heads.size() > 1 ? " " + head.name() : "");
                namesOfRow
                        .computeIfAbsent(row.toString(), r -> new ArrayList<>())
                        .add(name);
            }
        }
        StringBuilder out = new StringBuilder("""
            | system | units | candidates | score | select | resolve | target | also tells |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            """);
        namesOfRow.forEach((row, names) -> out.append("| ")
                .append(String.join(", ", names))
                .append(" | ")
                .append(row)
                .append(" |\n"));
        return out.toString();
    }

    private static String units(DetectionSystem system, Recipe recipe) {
        DetectionSystem.UnitGeometry units = system.geometry();
        if (units.strides().length == 0) {
            return "queries";
        }
        String strides =
                Arrays.stream(units.strides()).mapToObj(String::valueOf).collect(Collectors.joining(" "));
        String kind = units.anchors() == null ? " slot" : " anchor";
        boolean plain = units.slots() == 1 && units.anchors() == null;
        String slots = plain ? "" : ", " + units.slots() + kind + (units.slots() == 1 ? "" : "s");
        String point = recipe.point() == PointRule.CENTRE
                ? ""
                : ", " + recipe.point().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return strides + slots + (units.slotsOutermost() ? " outermost" : "") + point;
    }

    /** What a result tells beside units, GTs, overlaps and targets. */
    private static String results(DetectionSystem system, String head) {
        try (Duet engine = EngineRuns.engine(system.classes(2), 128, 128, 1)) {
            GroundTruths gts = EngineRuns.fit(engine, GTS);
            Predictions[] predictions = SimulatedPredictions.of(engine, gts, Quality.DEFAULT, 0);
            Assignment result = engine.assign(gts, predictions).head(head);
            List<Channel> channels = new ArrayList<>(result.duetChannels());
            channels.addAll(result.unitChannels());
            return channels.stream().map(c -> c.name().replace('_', ' ')).collect(Collectors.joining(", "));
        }
    }

    private static void stages(StringBuilder out, Recipe r) {
        for (Object stage : new Object[] {r.candidates(), r.score(), r.select(), r.resolve(), r.target()}) {
            out.append(" | ").append(StageText.full((Record) stage));
        }
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
            stages(out, r);
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
