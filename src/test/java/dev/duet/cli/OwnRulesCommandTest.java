package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.RuleSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of one's own from the command line: the example of docs/own-rules.md, and what is said of class paths and rules that fail. */
class OwnRulesCommandTest {
    private static final Path SAMPLE = Path.of("src/dist/sample");
    private static final Path RECIPE = SAMPLE.resolve("paa.json");
    private static final String FAILING = """
            import dev.duet.assign.rule.*;

            public record Failing(int image) implements SelectRule {
                public boolean[] select(ImageView view, PairsView candidates) {
                    if (view.index() == image) throw new IllegalStateException("line one\\nline two");
                    return new boolean[candidates.size()];
                }
            }
            """;

    @TempDir
    static Path folder;

    private static Path rules;

    @BeforeAll
    static void compile() throws IOException {
        rules = RuleSources.compile(Files.createDirectory(folder.resolve("rules")), SAMPLE.resolve("Paa.java"));
        RuleSources.compile(rules, "Failing", FAILING);
    }

    private static Run assign(Object system, Object classPath, String... more) {
        Object[] args = {
            "assign",
            "--system=" + system,
            "--class-path=" + classPath,
            "--labels=" + SAMPLE.resolve("labels.json"),
            "--predictions=" + SAMPLE.resolve("predictions.npz"),
            "--output=" + folder.resolve("duets.json")
        };
        Object[] all = java.util.Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return Run.of(all);
    }

    @Test
    void theExampleOfThePageRuns() throws IOException {
        Run run = assign(RECIPE, rules, "--explain");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).containsPattern("GTs +26\n").contains("not read: pred_objectness");
        // A GT takes as many as belong to the better of two Gaussians: neither always ten, nor more than nine of each
        // level.
        assertThat(run.out()).containsPattern("\n0 +0 +0 +45 +13 +13 +0 +0 +13 +assigned");
        assertThat(run.out()).containsPattern("\n1 +4 +1 +1 +1 +1 +0 +0 +1 +assigned");
        String first = Files.readString(folder.resolve("duets.json"));
        assertThat(first).contains("\"score\"");
        assertThat(assign(RECIPE, rules, "--explain", "--threads=3").code()).isZero();
        assertThat(Files.readString(folder.resolve("duets.json"))).isEqualTo(first);
    }

    @Test
    void aJarServesToo() throws IOException {
        Path jar = folder.resolve("rules.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                var classes = Files.newDirectoryStream(rules, "Paa*.class")) {
            for (Path file : classes) {
                out.putNextEntry(new ZipEntry(String.valueOf(file.getFileName())));
                out.write(Files.readAllBytes(file));
            }
        }
        Run run = Run.of("systems", RECIPE, "--class-path", folder + java.io.File.pathSeparator + jar);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Paa$AnchorScore (lambda 1.0)").contains("Paa$Mixture (k 9)");
        Run json = Run.of("systems", "--json", RECIPE, "--class-path", jar);
        assertThat(json.out()).contains("\"rule\" : \"Paa$Mixture\"");
    }

    @Test
    void otherCommandsTakeItToo() {
        String labels = "--labels=" + SAMPLE.resolve("labels.json");
        Run compare = Run.of("compare", "--systems=yolov8," + RECIPE, "--class-path", rules, labels);
        assertThat(compare.err()).isEmpty();
        assertThat(compare.out()).contains("paa");
        Run audit = Run.of("audit", "--systems=" + RECIPE, "--class-path", rules, labels);
        assertThat(audit.err()).isEmpty();
        assertThat(audit.out()).contains("paa");
    }

    @Test
    void aRuleThatFailsIsNamedAndWrongUsage() throws IOException {
        Path recipe = Files.writeString(
                folder.resolve("failing.json"),
                Files.readString(RECIPE).replace("\"Paa.Mixture\", \"k\": 9", "\"Failing\", \"image\": 2"));
        assertWrong(
                assign(recipe, rules),
                "select Failing: image 2, GT 0: threw java.lang.IllegalStateException: line one line two");
    }

    @Test
    void aClassThatIsNotThereIsWrongUsage() {
        String end =
                "a class that is not found; name its folder or jar by --class-path or DUET_CLASSPATH, or write one of none,";
        Run without = Run.of("systems", RECIPE);
        assertWrong(without, "heads[0].score.rule is 'Paa.AnchorScore', " + end);
        assertWrong(assign(RECIPE, folder), "heads[0].score.rule is 'Paa.AnchorScore', " + end);
    }

    @Test
    void aClassPathThatIsNoneIsWrongUsage() {
        assertWrong(assign(RECIPE, folder.resolve("no")), "class path: '" + folder.resolve("no") + "' is not there; ");
        assertWrong(
                assign("yolov8", rules),
                "--class-path changes nothing: no recipe names a class that is there; leave it out");
        assertWrong(
                Run.of("systems", "--class-path", rules), "--class-path changes nothing without a NAME; leave it out");
    }

    private static void assertWrong(Run run, String message) {
        assertThat(run.err()).contains(message);
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.code()).isEqualTo(2);
    }
}
