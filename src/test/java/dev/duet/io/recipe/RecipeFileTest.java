package dev.duet.io.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Systems;
import dev.duet.assign.stage.Select;
import dev.duet.io.DataException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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

    @Test
    void shortFormChangesASystem() {
        DetectionSystem system =
                read("{\"name\": \"mine\", \"base\": \"yolov8\", \"settings\": {\"topk\": 13, \"alpha\": 1}}");
        assertThat(system.name()).isEqualTo("mine");
        assertThat(((Select.TopK) system.recipe().heads().get(0).recipe().select()).k())
                .isEqualTo(13);
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
    void combinationsWithoutAMeaningAreRefused() {
        String text = RecipeFile.text(Systems.YOLOV8)
                .replaceAll("(?s)\"rule\" : \"top-k\".*?\"zero_fill\" : true", "\"rule\" : \"one-to-one\"");
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "resolve highest-overlap has nothing to do, as select one-to-one gives a unit away once: say never");
    }

    private static DetectionSystem read(String text) {
        return RecipeFile.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "test");
    }
}
