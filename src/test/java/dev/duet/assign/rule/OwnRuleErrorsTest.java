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

import dev.duet.api.Duet;
import dev.duet.api.Predictions;
import dev.duet.api.Systems;
import dev.duet.assign.BadPredictionException;
import dev.duet.assign.rule.OwnBatch.Aligned;
import dev.duet.assign.rule.OwnBatch.Best;
import dev.duet.assign.rule.OwnBatch.Highest;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What rules of one's own say, return or throw that cannot be: told in a sentence with stage, class, image and GT. */
class OwnRuleErrorsTest {
    private static void refuses(Object rule, String sentence) {
        for (int threads : new int[] {1, 3}) {
            // A score without an overlap goes with no built-in conflict by overlap.
            Recipe recipe = rule instanceof ScoreRule ? with(rule, new Highest()) : with(rule);
            assertThatThrownBy(() -> answer(recipe, threads))
                    .isInstanceOf(RecipeException.class)
                    .hasMessage(sentence.replace("RULE", rule.getClass().getName()));
        }
    }

    @Test
    void answersThatCannotBeAreRefused() {
        refuses((CandidateRule) (image, gt) -> null, "candidates RULE: image 0, GT 0: returned null");
        refuses(
                (CandidateRule) (image, gt) -> new boolean[image.index() < 2 || gt < 3 ? UNITS : 7],
                "candidates RULE: image 2, GT 3: returned 7 values; 84 are needed, one for each it was asked about");
        refuses((ScoreRule) (image, gt, units) -> null, "score RULE: image 0, GT 0: returned null");
        refuses(
                (ScoreRule) (image, gt, units) -> scoresOf(image, gt, units, Float.NaN),
                "score RULE: image 1, GT 2: returned NaN for unit 9; only finite numbers can be ranked");
        refuses(
                (ScoreRule) (image, gt, units) -> scoresOf(image, gt, units, Float.POSITIVE_INFINITY),
                "score RULE: image 1, GT 2: returned Infinity for unit 9; only finite numbers can be ranked");
        refuses(
                (ScoreRule) (image, gt, units) -> scoresOf(image, gt, units, -1),
                "score RULE: image 1, GT 2: returned -1.0 for unit 9; its order() is metric, from 0 on: say more-is-better if it"
                        + " may be below");
        refuses(
                (SelectRule) (image, candidates) -> new boolean[candidates.size() + 1],
                "select RULE: image 0, GT 0: returned 6 values; 5 are needed, one for each it was asked about");
        refuses((SelectRule) (image, candidates) -> null, "select RULE: image 0, GT 0: returned null");
        refuses(
                (ResolveRule) (image, claims) -> claims.size(),
                "resolve RULE: image 0, unit 12: returned 2; expected 0 to 1, which of the claims stays, or -1 for none");
        refuses(
                (ResolveRule) (image, claims) -> -2,
                "resolve RULE: image 0, unit 12: returned -2; expected 0 to 1, which of the claims stays, or -1 for none");
        refuses(
                (TargetRule) (image, kept) -> new float[1],
                "target RULE: image 0, GT 0: returned 1 values; 2 are needed, one for each it was asked about");
        refuses(
                (TargetRule) (image, kept) -> new float[] {1, Float.NaN},
                "target RULE: image 0, GT 0: returned NaN for unit 65; only finite numbers can be ranked");
        refuses((TargetRule) (image, kept) -> null, "target RULE: image 0, GT 0: returned null");
    }

    /** All 1 but one: of image 1, GT 2, at unit 9. */
    private static float[] scoresOf(ImageView image, int gt, int[] units, float value) {
        float[] scores = new float[units.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = image.index() == 1 && gt == 2 && units[i] == 9 ? value : 1;
        }
        return scores;
    }

    private static int endless(int n) {
        return n == Integer.MIN_VALUE ? 0 : 1 + endless(n - 1);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> boolean[] sneaky(Throwable e) throws E {
        throw (E) e;
    }

    @Test
    void whatARuleThrowsIsTold() {
        refuses(
                (CandidateRule) (image, gt) -> new boolean[UNITS + 0 / (gt - 1)],
                "candidates RULE: image 0, GT 1: threw java.lang.ArithmeticException: / by zero");
        refuses(
                (SelectRule) (image, candidates) -> {
                    throw new RecipeException("nothing for me");
                },
                "select RULE: image 0, GT 0: threw dev.duet.assign.stage.RecipeException: nothing for me");
        refuses(
                (CandidateRule)
                        (image, gt) -> OwnRuleErrorsTest.<RuntimeException>sneaky(new java.io.IOException("no file")),
                "candidates RULE: image 0, GT 0: threw java.io.IOException: no file");
        refuses(
                (CandidateRule) (image, gt) -> {
                    throw new AssertionError("odd");
                },
                "candidates RULE: image 0, GT 0: threw java.lang.AssertionError: odd");
        refuses(
                (CandidateRule) (image, gt) -> {
                    throw new NoClassDefFoundError("com/example/Other");
                },
                "candidates RULE: image 0, GT 0: threw java.lang.NoClassDefFoundError: com/example/Other");
        refuses(
                (CandidateRule) (image, gt) -> new boolean[endless(0)],
                "candidates RULE: image 0, GT 0: threw java.lang.StackOverflowError");
        refuses(
                (CandidateRule) (image, gt) -> new boolean[image.level(UNITS)],
                "candidates RULE: image 0, GT 0: threw java.lang.IndexOutOfBoundsException: Index 84 out of bounds for length 84");
        refuses(
                (CandidateRule) (image, gt) -> new boolean[image.label(5)],
                "candidates RULE: image 0, GT 0: threw java.lang.IndexOutOfBoundsException: Index 5 out of bounds for length 5");
        refuses(
                (CandidateRule) (image, gt) -> new boolean[image.anchor(0).length],
                "candidates RULE: image 0, GT 0: threw java.lang.IllegalStateException: the units have no anchors");
        refuses(
                (CandidateRule)
                        (image, gt) -> new boolean[(int) image.overlap(Overlap.IOU, new float[5], new float[4])],
                "candidates RULE: image 0, GT 0: threw java.lang.IllegalArgumentException: overlaps are of two upright boxes,"
                        + " x1 y1 x2 y2");
    }

    @Test
    void theCauseIsKeptAndTheEngineGoesOn() {
        boolean[] broken = {true};
        SelectRule rule = (image, candidates) -> {
            if (broken[0]) {
                throw new IllegalStateException("not yet");
            }
            return new boolean[candidates.size()];
        };
        try (Duet duet = Duet.engine(system(with(rule)), PYRAMID)) {
            Predictions given = Predictions.of(IMAGES, UNITS).boxes(BOXES).scores(SCORES, CLASSES);
            assertThatThrownBy(() -> duet.assign(GTS, given)).hasRootCauseMessage("not yet");
            broken[0] = false;
            assertThat(duet.assign(GTS, given).duets()).isZero();
        }
    }

    @Test
    void whatIsLookedAtMustBeNamed() {
        String end = " of predictions, which its reads() does not name";
        refuses(
                (TargetRule) (image, kept) -> image.predictedBox(0),
                "target RULE: image 0, GT 0: looks at the boxes" + end);
        refuses(
                (TargetRule) (image, kept) -> new float[(int) image.probability(0, 0)],
                "target RULE: image 0, GT 0: looks at the scores" + end);
        refuses(
                (TargetRule) (image, kept) -> new float[image.classes()],
                "target RULE: image 0, GT 0: looks at the scores" + end);
        refuses(
                (TargetRule) (image, kept) -> new float[(int) image.objectness(0)],
                "target RULE: image 0, GT 0: looks at the objectness" + end);
    }

    @Test
    void whatIsNamedMustBeReadByTheRecipeAndGiven() {
        Recipe silent = new Recipe(
                new Candidates.All(),
                new Score.Own(new Aligned(1)),
                new Select.TopK(1),
                new Resolve.LowestCost(),
                new Target.Hard(),
                Set.of(Need.SCORES));
        assertThatThrownBy(() -> Duet.engine(system(silent), PYRAMID))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("boxes");
        try (Duet duet = Duet.engine(system(with(new Aligned(1))), PYRAMID)) {
            assertThatThrownBy(() -> duet.assign(GTS)).hasMessageContaining("pred_boxes");
        }
    }

    @Test
    void aPredictionThatIsNoNumberIsItsOwnError() {
        float[] boxes = BOXES.clone();
        Arrays.fill(boxes, 2 * UNITS * 4, 3 * UNITS * 4, Float.NaN);
        try (Duet duet = Duet.engine(system(with(new Aligned(1))), PYRAMID)) {
            Predictions given = Predictions.of(IMAGES, UNITS).boxes(boxes).scores(SCORES, CLASSES);
            assertThatThrownBy(() -> duet.assign(GTS, given))
                    .isInstanceOf(BadPredictionException.class)
                    .hasMessageStartingWith("pred_boxes: image 2, unit ");
        }
    }

    record Odd(Set<Need> parts, Order way, Overlap kind) implements ScoreRule {
        @Override
        public Set<Need> reads() {
            return parts;
        }

        @Override
        public Order order() {
            return way;
        }

        @Override
        public Overlap overlap() {
            return kind;
        }

        @Override
        public float[] scores(ImageView image, int gt, int[] units) {
            return new float[units.length];
        }
    }

    record Restless() implements TargetRule {
        @Override
        public Set<Need> reads() {
            throw new IllegalStateException("not now");
        }

        @Override
        public float[] targets(ImageView image, PairsView kept) {
            return new float[kept.size()];
        }
    }

    @Test
    void whatARuleSaysOfItselfMustBe() {
        String odd = "score " + Odd.class.getName() + ": ";
        assertSays(
                () -> new Score.Own(new Odd(Set.of(Need.RAW_BOXES), ScoreRule.Order.METRIC, null)),
                odd + "reads() names raw_boxes; boxes, scores and objectness can be read");
        assertSays(() -> new Score.Own(new Odd(null, ScoreRule.Order.METRIC, null)), odd + "reads() returned null");
        assertSays(() -> new Score.Own(new Odd(Set.of(), null, null)), odd + "order() returned null");
        assertSays(
                () -> new Score.Own(new Odd(Set.of(), ScoreRule.Order.METRIC, Overlap.PROB_IOU)),
                odd + "overlap() is prob-iou, of rotated boxes; rules of one's own take upright ones");
        assertSays(() -> new Select.Own(null), "select: the rule is null");
        assertSays(() -> new Select.Own(new Best(10)), "select " + Best.class.getName() + ": k is 10; expected 1 to 9");
        assertSays(
                () -> new Target.Own(new Restless()),
                "target " + Restless.class.getName() + ": reads() threw java.lang.IllegalStateException: not now");
    }

    private static void assertSays(Runnable code, String sentence) {
        assertThatThrownBy(code::run).isInstanceOf(RecipeException.class).hasMessage(sentence);
    }

    @Test
    void combinationsWithoutAMeaningAreRefused() {
        String odd = "score " + Odd.class.getName();
        Odd noOverlap = new Odd(Set.of(), ScoreRule.Order.METRIC, null);
        assertRefused(with(noOverlap), "resolve highest-overlap needs an overlap, and " + odd + " has none");
        Recipe normalised = new Recipe(
                BUILT_IN.candidates(),
                new Score.Own(noOverlap),
                BUILT_IN.select(),
                new Resolve.LastWritten(),
                new Target.NormalisedAlignment(1e-9f, false),
                BUILT_IN.needs());
        assertRefused(normalised, "target normalised-alignment needs an overlap, and " + odd + " has none");
        Odd cost = new Odd(Set.of(), ScoreRule.Order.LESS_IS_BETTER, Overlap.IOU);
        Recipe ofCost = new Recipe(
                BUILT_IN.candidates(),
                new Score.Own(cost),
                BUILT_IN.select(),
                new Resolve.LastWritten(),
                new Target.NormalisedAlignment(1e-9f, false),
                BUILT_IN.needs());
        assertRefused(ofCost, "target normalised-alignment needs a metric from 0 on, and " + odd + " is none");
        Recipe rotated = Systems.named("yolov8-obb").recipe().heads().get(0).recipe();
        assertRefused(
                with(rotated, new Highest()),
                "resolve " + Highest.class.getName()
                        + " needs boxes with upright sides, and score alignment by prob-iou takes rotated ones");
    }

    private static void assertRefused(Recipe recipe, String reason) {
        assertThatThrownBy(() -> Duet.engine(system(recipe), PYRAMID))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void pairsAreOfOneLength() {
        assertThatThrownBy(() -> new PairsView(new int[2], new int[2], new float[1], new float[2]))
                .hasMessage("pairs: 2 GTs, 2 units, 1 scores and 2 overlaps; as many of each are needed");
    }
}
