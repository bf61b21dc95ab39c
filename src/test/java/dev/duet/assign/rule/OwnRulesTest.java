package dev.duet.assign.rule;

import static dev.duet.assign.rule.OwnBatch.BOXES;
import static dev.duet.assign.rule.OwnBatch.BUILT_IN;
import static dev.duet.assign.rule.OwnBatch.CLASSES;
import static dev.duet.assign.rule.OwnBatch.GTS;
import static dev.duet.assign.rule.OwnBatch.IMAGES;
import static dev.duet.assign.rule.OwnBatch.PYRAMID;
import static dev.duet.assign.rule.OwnBatch.SCORES;
import static dev.duet.assign.rule.OwnBatch.UNITS;
import static dev.duet.assign.rule.OwnBatch.answer;
import static dev.duet.assign.rule.OwnBatch.system;
import static dev.duet.assign.rule.OwnBatch.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Funnel;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.assign.rule.OwnBatch.Aligned;
import dev.duet.assign.rule.OwnBatch.Best;
import dev.duet.assign.rule.OwnBatch.Highest;
import dev.duet.assign.rule.OwnBatch.Inside;
import dev.duet.assign.rule.OwnBatch.TheOverlap;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of one's own by the API: those that say what built-in ones say give their answers, on any number of threads. */
class OwnRulesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void rulesThatSayWhatBuiltInOnesSayGiveTheirAnswers(int threads) {
        List<Rule> all = List.of(new Inside(1e-9f), new Aligned(2), new Best(4), new Highest(), new TheOverlap());
        List<String> built = answer(BUILT_IN, 1);
        assertThat(built).anyMatch(line -> line.contains("<-")).anyMatch(line -> line.matches(".* LOST \\{.+}"));
        for (Rule rule : all) {
            assertThat(answer(with(rule), threads)).as(rule.toString()).isEqualTo(built);
        }
        assertThat(answer(with(all.toArray()), threads)).isEqualTo(built);
        assertThat(answer(with(new Best(3)), threads)).isNotEqualTo(built);
    }

    @Test
    void scoresComeOutAndMayBeBelowZero() {
        ScoreRule logarithm = new ScoreRule() {
            @Override
            public Order order() {
                return Order.MORE_IS_BETTER;
            }

            @Override
            public float[] scores(ImageView image, int gt, int[] units) {
                float[] scores = new float[units.length];
                for (int i = 0; i < scores.length; i++) {
                    scores[i] = -1 - units[i];
                }
                return scores;
            }
        };
        Recipe recipe = with(
                new Recipe(
                        new Candidates.InsideBox(1e-9f),
                        BUILT_IN.score(),
                        new Select.TopK(4, 2, true),
                        new Resolve.LastWritten(),
                        new Target.Hard(),
                        Set.of()),
                logarithm);
        try (Duet duet = Duet.engine(system(recipe), PYRAMID).explain(true)) {
            Assignment duets = duet.assign(GTS);
            assertThat(duets.duets()).isPositive();
            for (int d = 0; d < duets.duets(); d++) {
                assertThat(duets.value("score", d, 0)).isEqualTo(-1f - duets.unit(d));
            }
            for (int row = 0; row < duets.gts(); row++) {
                assertThat(duets.selected(row)).isLessThanOrEqualTo(4);
            }
            Funnel funnel = Funnel.of(duets, 0);
            for (int g = 0; g < funnel.gts(); g++) {
                assertThat(funnel.units(g)).isLessThanOrEqualTo(2);
            }
        }
    }

    @Test
    void aUnitMayBeWonByNobody() {
        ResolveRule nobody = (image, claims) -> ResolveRule.NOBODY;
        List<String> lines = answer(with(nobody), 1);
        assertThat(lines).anyMatch(line -> line.endsWith("{-1=1}"));
        assertThat(lines.stream().filter(line -> line.contains("<-"))).doesNotHaveDuplicates();
    }

    @Test
    void queriesHaveNoCells() {
        CandidateRule all = (image, gt) -> {
            boolean[] may = new boolean[image.units()];
            Arrays.fill(may, image.levels() == 0 && image.level(0) == -1);
            return may;
        };
        DetectionSystem system = system(with(all));
        Predictions given = Predictions.of(IMAGES, UNITS).boxes(BOXES).scores(SCORES, CLASSES);
        try (Duet duet = Duet.engine(system, Pyramid.queries(64, 64, UNITS))) {
            assertThat(duet.assign(GTS, given).duets()).isPositive();
        }
        CandidateRule points = (image, gt) -> new boolean[(int) image.x(3)];
        try (Duet duet = Duet.engine(system(with(points)), Pyramid.queries(64, 64, UNITS))) {
            assertThatThrownBy(() -> duet.assign(GTS, given))
                    .hasMessageEndingWith(
                            "threw java.lang.IllegalStateException: unit 3 is a query, which has no cell");
        }
    }
}
