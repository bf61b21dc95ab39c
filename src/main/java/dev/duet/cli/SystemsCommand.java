package dev.duet.cli;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Setting;
import dev.duet.api.Systems;
import dev.duet.assign.Strategies;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.cli.options.ClassPathOption;
import dev.duet.cli.options.SystemNames;
import dev.duet.cli.options.Useless;
import dev.duet.cli.text.Paragraph;
import dev.duet.cli.text.StageText;
import dev.duet.cli.text.TextTable;
import dev.duet.io.recipe.RecipeFile;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The catalogue. */
@Command(
        name = "systems",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the systems with their five stages, or tells all about one.",
        footer = {
            "",
            "Examples:",
            "  duet systems",
            "  duet systems yolov8",
            "  duet systems --json yolov8 > my.json",
            "",
            "A recipe so printed can be changed and passed to --system my.json."
        })
final class SystemsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A system to tell all about.")
    private String name;

    @Mixin
    private ClassPathOption classPath;

    @Option(names = "--json", description = "Print the recipe of NAME as JSON, to change and pass to --system.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (json && name == null) {
            throw new ParameterException(spec.commandLine(), "--json: of which system?");
        }
        if (name == null) {
            Useless.refuse(spec, "without a NAME", "--class-path");
            list(out);
        } else {
            try {
                DetectionSystem system = classPath.reading(() -> SystemNames.find(name));
                if (json) {
                    out.print(RecipeFile.text(system));
                } else {
                    details(system, out);
                }
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
        }
        out.flush();
        return Main.OK;
    }

    /** Under a title, two lines a head: its name, alone in the first column for scripts, and what it reads; then the five stages. */
    private static void list(PrintWriter out) {
        out.println(row("system", "reads; below: candidates, score, select, resolve, target"));
        for (DetectionSystem system : Systems.list()) {
            boolean many = system.recipe().heads().size() > 1;
            for (Head head : system.recipe().heads()) {
                Recipe r = head.recipe();
                out.println(row(system.name(), needs(r) + (many ? " (head " + head.name() + ")" : "")));
                if (system.about().alias().isPresent()) {
                    Paragraph.print(out, "  " + alias(system.about().alias().get()));
                    continue;
                }
                Paragraph.print(
                        out,
                        "  "
                                + String.join(
                                        ", ",
                                        StageText.name((Record) r.candidates()),
                                        StageText.name((Record) r.score()),
                                        StageText.name((Record) r.select()),
                                        StageText.name((Record) r.resolve()),
                                        StageText.name((Record) r.target())));
            }
        }
        out.println();
        out.println(Systems.list().size() + " systems. 'duet systems NAME' shows settings, constants and sources.");
    }

    private static String row(String system, String text) {
        return String.format(Locale.ROOT, "%-20s%s", system, text);
    }

    private static String alias(DetectionSystem.Alias alias) {
        return "another name for " + alias.of() + ": " + alias.reason();
    }

    private static String needs(Recipe recipe) {
        return recipe.needs().isEmpty()
                ? "labels only"
                : recipe.needs().stream()
                        .map(need -> need.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .collect(Collectors.joining(", "));
    }

    private static void details(DetectionSystem system, PrintWriter out) {
        Paragraph.print(out, system.name() + ": " + system.about().summary());
        system.about().alias().ifPresent(alias -> Paragraph.print(out, alias(alias)));
        Paragraph.print(out, "source: " + system.about().source());
        Paragraph.print(out, "ties: " + system.about().ties());
        for (String quirk : system.about().quirks()) {
            Paragraph.print(out, "quirk: " + quirk);
        }
        SystemRecipe recipe = system.recipe();
        heads("head ", recipe.heads(), out);
        if (recipe.warmUpEpochs() > 0) {
            heads("first " + recipe.warmUpEpochs() + " epochs: head ", recipe.warmUp(), out);
        }
        DetectionSystem.UnitGeometry geometry = system.geometry();
        Paragraph.print(
                out,
                "strides "
                        + Arrays.toString(geometry.strides()) + ", slots per cell " + geometry.slots()
                        + (geometry.anchors() == null ? "" : ", anchors " + Arrays.toString(geometry.anchors())));
        if (!system.settings().list().isEmpty()) {
            out.println("settings (--set key=value):");
            for (Setting s : system.settings().list()) {
                Paragraph.print(out, "  " + s.key() + "=" + s.value() + " (" + s.allowed() + "): " + s.meaning());
            }
        }
    }

    private static void heads(String title, List<Head> heads, PrintWriter out) {
        for (Head head : heads) {
            Recipe r = head.recipe();
            out.println(title + head.name() + ", reads " + needs(r) + ":");
            new TextTable()
                    .row("  candidates", StageText.full((Record) r.candidates()))
                    .row("  score", StageText.full((Record) r.score()))
                    .row("  select", StageText.full((Record) r.select()))
                    .row("  resolve", StageText.full((Record) r.resolve()))
                    .row("  target", StageText.full((Record) r.target()))
                    .row("  preparation", StageText.full((Record) r.preparation()))
                    .print(out, Paragraph.WIDTH);
            List<String> slow = Strategies.whyNotFast(r);
            if (!slow.isEmpty()) {
                Paragraph.print(out, "  carried out by the reference, plain and slow: " + String.join(", and ", slow));
            }
        }
    }
}
