package dev.duet.io.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.RuleSources;
import dev.duet.api.DetectionSystem;
import dev.duet.api.DetectionSystem.UnitGeometry;
import dev.duet.assign.rule.SelectRule;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.io.DataException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of one's own in recipe files: found by the name of their class, with settings, and refused with a sentence. */
class OwnRuleJsonTest {
    private static final String RULES = """
            package com.example;

            import dev.duet.assign.rule.*;
            import dev.duet.assign.stage.*;
            import dev.duet.assign.stage.Recipe.Need;

            public class Rules {
                public enum Way { UP_WARDS, DOWN }

                public record All(
                        @Within(least = 1, most = 9, meaning = "some") int k,
                        @Within(least = 0, over = true, most = 2, meaning = "more") float share,
                        @Within(least = 0, most = 9, otherwise = 7, meaning = "left out") int left,
                        double precise, boolean flag, float[] numbers, Way way)
                        implements SelectRule {
                    public All {
                        if (k == 8) throw new IllegalStateException("8 is odd");
                    }
                    public boolean[] select(ImageView image, PairsView candidates) {
                        return new boolean[candidates.size()];
                    }
                }

                public static class Plain implements SelectRule {
                    public boolean[] select(ImageView image, PairsView candidates) {
                        return new boolean[candidates.size()];
                    }
                }

                public record Text(String name) implements SelectRule {
                    public boolean[] select(ImageView image, PairsView candidates) { return null; }
                }

                record Hidden() implements SelectRule {
                    public boolean[] select(ImageView image, PairsView candidates) { return null; }
                }

                public class Inner implements SelectRule {
                    public boolean[] select(ImageView image, PairsView candidates) { return null; }
                }

                public abstract static class Half implements SelectRule {}

                public static class Bad implements SelectRule {
                    static final int[] NONE = new int[-1];
                    public boolean[] select(ImageView image, PairsView candidates) { return null; }
                }

                public static class Sly implements SelectRule {
                    public Sly() { throw new UnsupportedOperationException("no"); }
                    public boolean[] select(ImageView image, PairsView candidates) { return null; }
                }

                public record Raw() implements TargetRule, SelectRule {
                    public java.util.Set<Need> reads() { return java.util.Set.of(Need.ANY_BOXES); }
                    public float[] targets(ImageView image, PairsView kept) { return null; }
                    public boolean[] select(ImageView image, PairsView candidates) { return null; }
                }
            }
            """;

    @TempDir
    static Path folder;

    @BeforeAll
    static void compile() throws Exception {
        RuleSources.compile(folder, "Rules", RULES);
        Files.write(Files.createDirectories(folder.resolve("com/other")).resolve("Broken.class"), new byte[100]);
    }

    private static DetectionSystem read(String select) {
        String text =
                "{\"strides\": [8, 16], \"heads\": [{\"candidates\": {\"rule\": \"all\"}, \"score\": {\"rule\": \"none\"},"
                        + " \"select\": " + select
                        + ", \"resolve\": {\"rule\": \"last-written\"}, \"target\": {\"rule\": \"hard\"}}]}";
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (RuleClasses classes = RuleClasses.of(folder.toString())) {
            thread.setContextClassLoader(classes);
            return RecipeFile.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "test");
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static final String ALL =
            "{\"rule\": \"com.example.Rules$All\", \"k\": 3, \"share\": 0.5, \"precise\": 0.1,"
                    + " \"flag\": true, \"numbers\": [1, \"inf\"], \"way\": \"up-wards\"}";

    @Test
    void settingsAreComponentsAndTextReadsBack() {
        DetectionSystem system = read(ALL);
        Select.Own own = (Select.Own) system.recipe().heads().get(0).recipe().select();
        assertThat(own.rule().toString())
                .matches("All\\[k=3, share=0.5, left=7, precise=0.1, flag=true, numbers=\\[F@\\w+, way=UP_WARDS]");
        String text = RecipeFile.text(system);
        assertThat(text).contains("\"rule\" : \"com.example.Rules$All\"");
        String select = text.substring(text.indexOf("\"select\"") + 10, text.indexOf("\"resolve\"") - 1)
                .strip();
        select = select.substring(select.indexOf('{'), select.lastIndexOf('}') + 1);
        assertThat(RecipeFile.text(read(select))).isEqualTo(text);
    }

    @Test
    void nestedClassesAreFoundWithDotsToo() {
        assertThat(read("{\"rule\": \"com.example.Rules.Plain\"}")
                        .recipe()
                        .heads()
                        .get(0)
                        .recipe()
                        .select()
                        .toString())
                .startsWith("Own[rule=com.example.Rules$Plain@");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "com.example.Nothing | is 'com.example.Nothing', a class that is not found; name its folder or jar by --class-path or"
                        + " DUET_CLASSPATH, or write one of all, best, ",
                "TopK | is 'TopK', a class that is not found; ",
                "com.other.Broken | is 'com.other.Broken', a class that cannot be loaded (java.lang.ClassFormatError: ",
                "java.lang.String | is 'java.lang.String', which implements no rule; stage select takes a"
                        + " dev.duet.assign.rule.SelectRule",
                "com.example.Rules$Text | is 'com.example.Rules$Text', whose component name is a java.lang.String; settings are int,"
                        + " float, double, boolean, float[] or an enum",
                "com.example.Rules$Hidden | is 'com.example.Rules$Hidden', which is not public",
                "com.example.Rules$Inner | is 'com.example.Rules$Inner', which is no record and has no public constructor without"
                        + " parameters",
                "com.example.Rules$Half | is 'com.example.Rules$Half', of which there can be no object, as it is abstract",
            })
    void classesThatAreNoRuleAreRefused(String rule, String message) {
        assertRefused("{\"rule\": \"" + rule + "\"}", "heads[0].select.rule " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"k\": 3 | \"k\": 10 | heads[0].select.k is 10; expected 1 to 9",
                "\"k\": 3 | \"k\": 3.5 | heads[0].select.k is 3.5, expected a whole number",
                "\"k\": 3, | `` | heads[0].select has no 'k'",
                "\"share\": 0.5 | \"share\": 0 | heads[0].select.share is 0; expected over 0, up to 2",
                "\"way\": \"up-wards\" | \"way\": \"up\" | heads[0].select.way is 'up'; known are up-wards, down",
                "\"k\": 3 | \"q\": 3 | heads[0].select has an unknown key 'q'; known are rule, k, share, left, precise, flag,",
                "\"k\": 3 | \"k\": 8 | heads[0].select is refused: the constructor of com.example.Rules$All threw"
                        + " java.lang.IllegalStateException: 8 is odd",
            })
    void settingsOutOfRangeAreRefused(String from, String to, String message) {
        assertThat(ALL).contains(from);
        assertThatThrownBy(() -> read(ALL.replace(from, to)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    @Test
    void classesThatCannotBeMadeAreRefused() {
        assertRefused(
                "{\"rule\": \"com.example.Rules$Plain\", \"k\": 1}",
                "heads[0].select has an unknown key 'k'; known are rule");
        assertRefused(
                "{\"rule\": \"com.example.Rules$Sly\"}",
                "heads[0].select is refused: the constructor of com.example.Rules$Sly threw"
                        + " java.lang.UnsupportedOperationException: no");
        assertRefused(
                "{\"rule\": \"com.example.Rules$Bad\"}",
                "heads[0].select is refused: the constructor of com.example.Rules$Bad threw java.lang.ExceptionInInitializerError");
        assertRefused(
                "{\"rule\": \"com.example.Rules$Raw\"}",
                "heads[0].select is refused: select com.example.Rules$Raw: reads() names any_boxes; boxes, scores and objectness"
                        + " can be read");
        assertRefused("{\"rule\": \"own\"}", "heads[0].select.rule is 'own'; known are all, best, ");
    }

    @Test
    void aRuleOfAnotherStageIsRefused() {
        String text = "{\"strides\": [8], \"heads\": [{\"candidates\": {\"rule\": \"com.example.Rules.Raw\"}}]}";
        Thread.currentThread().setContextClassLoader(RuleClasses.of(folder.toString()));
        try {
            assertThatThrownBy(() ->
                            RecipeFile.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "test"))
                    .hasMessageContaining(
                            "heads[0].candidates.rule is 'com.example.Rules.Raw', which implements SelectRule and"
                                    + " TargetRule; stage candidates takes a dev.duet.assign.rule.CandidateRule");
        } finally {
            Thread.currentThread().setContextClassLoader(OwnRuleJsonTest.class.getClassLoader());
        }
    }

    /** Told by its path, and wrong usage on the command line. */
    private static void assertRefused(String select, String message) {
        assertThatThrownBy(() -> read(select))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message)
                .satisfies(e -> {
                    if (!message.contains("known are")) {
                        assertThat(e).hasCauseInstanceOf(RecipeException.class);
                    }
                });
    }

    @Test
    void aRuleWithoutANameCannotBeWritten() {
        SelectRule rule = (image, candidates) -> new boolean[candidates.size()];
        Recipe base = read("{\"rule\": \"best\"}".replace("best", "all"))
                .recipe()
                .heads()
                .get(0)
                .recipe();
        Recipe recipe = new Recipe(
                base.candidates(), base.score(), new Select.Own(rule), base.resolve(), base.target(), base.needs());
        DetectionSystem system = DetectionSystem.custom(
                "mine", new UnitGeometry(new int[] {8}, 1, null, false), SystemRecipe.of(recipe));
        assertThatThrownBy(() -> RecipeFile.text(system))
                .isInstanceOf(RecipeException.class)
                .hasMessage("select " + rule.getClass().getName()
                        + ": a class without a name; a recipe file needs one that has a name");
    }

    @Test
    void aClassPathOfNothingIsRefused() throws Exception {
        Path text = Files.writeString(folder.resolve("rules.txt"), "");
        String end = "; folders of classes and jars are taken, with '" + java.io.File.pathSeparator + "' between them";
        assertThatThrownBy(() -> RuleClasses.of("/nowhere/at/all"))
                .hasMessage("class path: '/nowhere/at/all' is not there" + end);
        assertThatThrownBy(() -> RuleClasses.of(text.toString()))
                .hasMessage("class path: '" + text + "' is neither a folder nor a jar" + end);
        assertThatThrownBy(() -> RuleClasses.of("")).hasMessage("class path: '' is not there" + end);
    }
}
