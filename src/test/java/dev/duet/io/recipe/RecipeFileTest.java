package dev.duet.io.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Systems;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.SystemRecipe;
import dev.duet.io.DataException;
import dev.duet.io.JsonDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Systems written as JSON and read back, and what is said of a recipe that is none. */
class RecipeFileTest {
    static List<DetectionSystem> systems() {
        return Systems.list();
    }

    @ParameterizedTest
    @MethodSource("systems")
    void everySystemSurvivesTheWay(DetectionSystem system) {
        String text = RecipeFile.text(system);
        DetectionSystem back = read(text);
        assertThat(RecipeFile.text(back)).isEqualTo(text);
        assertThat(back.name()).isEqualTo(system.name());
    }

    @ParameterizedTest
    @MethodSource("systems")
    void whatIsReadMayBeLeftOut(DetectionSystem system) {
        String text = RecipeFile.text(system);
        String without = text.replaceAll("\\s+\"reads\" : \\[[^]]*],", "");
        assertThat(without).doesNotContain("reads");
        assertThat(RecipeFile.text(read(without))).isEqualTo(text);
    }

    @Test
    void whatIsReadIsChecked() {
        String text = RecipeFile.text(Systems.YOLOV8);
        assertThatThrownBy(() -> read(text.replace("\"boxes\", \"scores\"", "\"boxes\"")))
                .hasMessageContaining("reads lacks scores, which the task-aligned strategy needs");
        assertThatThrownBy(() -> read(text.replace("\"boxes\", ", "\"boxes\", \"raw-boxes\", ")))
                .hasMessageContaining("reads raw-boxes is not read by the task-aligned strategy");
    }

    @Test
    void shortFormChangesASystem() {
        DetectionSystem system =
                read("{\"name\": \"mine\", \"base\": \"yolov8\", \"settings\": {\"topk\": 13, \"alpha\": 1}}");
        assertThat(system.name()).isEqualTo("mine");
        assertThat(((Select.TopK) system.recipe().heads().get(0).recipe().select()).k())
                .isEqualTo(13);
    }

    /** Files that {@code duet systems NAME --json} of the first releases wrote. */
    @ParameterizedTest
    @ValueSource(strings = {"tood", "yolov6", "ppyoloe", "ota", "yolov4", "yolo26", "max-iou"})
    void filesOfEarlierReleasesAreReadAsTheyWereMeant(String name) throws IOException {
        try (InputStream in = RecipeFileTest.class.getResourceAsStream("/recipes/released-" + name + ".json")) {
            SystemRecipe before = RecipeFile.read(in, name).recipe();
            SystemRecipe today = Systems.named(name).recipe();
            assertThat(before.heads()).isEqualTo(today.heads());
            assertThat(before.warmUpEpochs()).isEqualTo(today.warmUpEpochs());
            if (today.warmUpEpochs() > 0) {
                assertThat(before.warmUp()).isEqualTo(today.warmUp());
            }
        }
    }

    /** Rule, old spelling and what it is today. */
    @ParameterizedTest
    @CsvSource({
        "tood, top-k-then-filter, top-kthen-filter",
        "yolov5, neighbour-cells, neighbor-cells",
        "yolov1, centre-cell, center-cell",
        "yolov8, normalised-alignment, normalized-alignment"
    })
    void otherSpellingsOfRules(String system, String today, String other) {
        String text = RecipeFile.text(Systems.named(system));
        String spelt = text.replace('"' + today + '"', '"' + other + '"');
        assertThat(spelt).isNotEqualTo(text);
        assertThat(RecipeFile.text(read(spelt))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "iou-plus-1e9, iou with union + 1e-9",
        "iou-plus-1e10, iou with union + 1e-10",
        "iou-max-1e6, iou with union at least 1e-6",
        "iou-max-epsilon, iou with union at least 1.1920929e-7",
        "iou, iou",
        "prob-iou, prob iou",
        "iou-of-centers, iou of centres"
    })
    void everyOverlapByOneWord(String word, String meaning) {
        Overlap overlap =
                (Overlap) StageJson.value(JsonDocument.parse(stream('"' + word + '"'), "recipe"), Overlap.class);
        assertThat(overlap).hasToString(meaning);
    }

    @Test
    void anOverlapHasAKindAGuardAndAnEpsilon() {
        String text = RecipeFile.text(Systems.YOLOV6);
        assertThat(text)
                .containsPattern(
                        "\"overlap\" : \\{\\s+\"kind\" : \"iou\",\\s+\"guard\" : \"plus\",\\s+\"eps\" : 1.0E-9");
        Recipe seventh =
                read(text.replace("1.0E-9", "1e-7")).recipe().heads().get(0).recipe();
        assertThat(((Score.Alignment) seventh.score()).overlap()).isEqualTo(Overlap.iouPlus(1e-7f));
        assertThatThrownBy(() -> read(text.replace("\"guard\" : \"plus\"", "\"guard\" : \"none\"")))
                .hasMessageContaining("heads[0].score.overlap is refused: overlap: guard none and eps 1e-9 contradict");
        assertThatThrownBy(() -> read(text.replace("\"kind\" : \"iou\"", "\"kind\" : \"ciou\"")))
                .hasMessageContaining("heads[0].score.overlap is refused: overlap: ciou has a guard of its own");
    }

    @Test
    void eachHeadHasOneSetOfPredictionsAtMost() {
        String text = RecipeFile.text(Systems.YOLOV8);
        for (int index : new int[] {1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> read(text.replace("\"predictions\" : 0", "\"predictions\" : " + index)))
                    .hasMessageContaining("head main: predictions is " + index + "; expected 0 to 0");
        }
    }

    @Test
    void otherCombinationsOfStages() {
        String text = RecipeFile.text(Systems.YOLOV8)
                .replace("\"inside-box\"", "\"centre-distance\"")
                .replaceAll("(?s)\"margin\".*?\"replacement_side\" : 0", "\"cells\" : 1.5");
        assertThat(read(text).recipe().heads().get(0).recipe().candidates().toString())
                .isEqualTo("CentreDistance[cells=1.5]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"k\" : 10 | \"k\" : \"ten\" | heads[0].select.k is 'ten', expected a whole number",
                "\"k\" : 10 | \"k\" : 1.5 | heads[0].select.k is 1.5, expected a whole number",
                "\"k\" : 10 | \"n\" : 10 | heads[0].select has an unknown key 'n'; known are rule, k",
                "\"k\" : 10, | `` | heads[0].select has no 'k'",
                "\"top-k\" | \"top\" | heads[0].select.rule is 'top'; known are",
                "\"ciou\" | \"niou\" | heads[0].score.overlap is 'niou'; known are iou",
                "\"strides\" : [ 8 | \"strides\" : [ 0 | strides[0] is 0; at least 1 is needed",
                "\"alpha\" : 0.5 | \"alpha\" : 1e99 | heads[0].score.alpha is 1.0E99, too large",
                "\"heads\" | \"haeds\" | neither 'base' nor 'heads'",
                "\"top-k\" | \"top-k\", \"rule\" : 1 | Duplicate",
                "{ | [ | is not valid JSON",
                "\"highest-overlap\" | \"keep-all\" | heads[0].resolve has an unknown key 'among'",
            })
    void saysWhereARecipeIsWrong(String from, String to, String message) {
        String text = RecipeFile.text(Systems.YOLOV8);
        assertThat(text).contains(from);
        assertThatThrownBy(() -> read(text.replaceFirst(java.util.regex.Pattern.quote(from), to)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    @Test
    void headsThatNobodyWouldReadAreRefused() {
        String text = RecipeFile.text(Systems.TOOD);
        assertThat(text).contains("\"warm_up_epochs\" : 4");
        assertThatThrownBy(() -> read(text.replace("\"warm_up_epochs\" : 4", "\"warm_up_epochs\" : 0")))
                .hasMessageContaining("has heads in 'warm_up', but no warm_up_epochs above 0");
    }

    @Test
    void combinationsWithoutAMeaningAreRefused() {
        String text = RecipeFile.text(Systems.YOLOV8)
                .replaceAll("(?s)\"rule\" : \"top-k\".*?\"zero_fill\" : true", "\"rule\" : \"one-to-one\"");
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "resolve highest-overlap has nothing to do, as select one-to-one gives a unit away once: say"
                                + " never");
    }

    private static DetectionSystem read(String text) {
        return RecipeFile.read(stream(text), "test");
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
