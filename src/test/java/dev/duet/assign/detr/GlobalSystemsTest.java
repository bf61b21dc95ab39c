package dev.duet.assign.detr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.assign.BadPredictionException;
import dev.duet.assign.PredictionBatch;
import dev.duet.random.BatchKind;
import dev.duet.random.BatchOptions;
import dev.duet.random.CleanRounds;
import dev.duet.random.RandomBatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every system that assigns an image as a whole: nothing allocated per call, bad numbers named. */
class GlobalSystemsTest {
    private static final int CALLS = 200;
    /** Batches in half precision, on the heap unit by unit and class by class, of logits and of probabilities; one with GTs outside. */
    private static final long[] LAYOUTS = {0, 1, 4, 9, 12};

    static java.util.stream.Stream<GlobalSystem> systems() {
        return GlobalSystem.all();
    }

    /** The interpreter boxes vectors, so calls that do allocate come first. */
    @Tag("widths")
    @ParameterizedTest
    @MethodSource("systems")
    void allocatesNothing(GlobalSystem system) {
        for (long seed : LAYOUTS) {
            BatchOptions options = system.options();
            options.allLevels = true;
            options.gts = 8;
            RandomBatch batch = RandomBatch.of(options, seed);
            try (Duet duet =
                    Duet.engine(system.system(batch.classes), batch.pyramid).threads(1)) {
                CleanRounds.require(system + ", " + batch, CALLS, () -> duet.assign(batch.gts, batch.predictions));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("systems")
    void namesNumbersThatAreNotFinite(GlobalSystem system) {
        RandomBatch batch = RandomBatch.of(system.options(), BatchKind.values().length);
        try (Duet duet =
                Duet.engine(system.system(batch.classes), batch.pyramid).threads(2)) {
            Assignment good = duet.assign(batch.gts, batch.predictions).copy();
            assertThat(good.duets()).isPositive();
            int image = 0;
            while (good.offset(image + 1) == 0) {
                image++;
            }
            int unit = good.unit(0);
            int label = batch.gts.batch().label[good.gtOffset(image) + good.gt(0)];
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                for (int k = 0; k < 4; k++) {
                    complains(duet, batch, image, unit, k, -1, bad, "pred_boxes");
                }
                complains(duet, batch, image, unit, -1, label, bad, "pred_scores");
            }
            int[] before = new int[good.images() * good.units()];
            int[] after = new int[before.length];
            good.fillAssignedGt(before);
            duet.assign(batch.gts, batch.predictions).fillAssignedGt(after);
            assertThat(after).as("after all complaints").isEqualTo(before);
        }
    }

    private static void complains(
            Duet duet, RandomBatch batch, int image, int unit, int column, int label, float bad, String array) {
        Predictions given = with(batch.predictions[0], image, unit, column, label, bad);
        BadPredictionException e =
                catchThrowableOfType(BadPredictionException.class, () -> duet.assign(batch.gts, given));
        assertThat(e).as(array + " " + bad + " at unit " + unit).isNotNull().hasMessageContaining(array);
        assertThat(e.image()).isEqualTo(image);
        assertThat(e.unit()).isEqualTo(unit);
    }

    /** The same numbers on the heap, unit by unit, but for one. */
    private static Predictions with(Predictions p, int image, int unit, int column, int label, float bad) {
        PredictionBatch batch = p.batch();
        int classes = batch.scores.classes;
        float[] boxes = new float[p.images() * p.units() * 4];
        float[] scores = new float[p.images() * p.units() * classes];
        float[] objectness = new float[p.images() * p.units()];
        for (int b = 0; b < p.images(); b++) {
            for (int u = 0; u < p.units(); u++) {
                int at = b * p.units() + u;
                boolean here = b == image && u == unit;
                for (int k = 0; k < 4; k++) {
                    boxes[at * 4 + k] = here && k == column ? bad : batch.boxes.at(b, u, k);
                }
                for (int c = 0; c < classes; c++) {
                    scores[at * classes + c] = here && c == label ? bad : batch.scores.raw(b, u, c);
                }
                objectness[at] = batch.objectness == null ? 0 : batch.objectness.raw(b, u, 0);
            }
        }
        ScoreForm form = batch.scores.logits ? ScoreForm.LOGIT : ScoreForm.PROBABILITY;
        Predictions made = Predictions.of(p.images(), p.units())
                .boxes(boxes)
                .scores(scores, classes, ScoreLayout.UNIT_MAJOR, form);
        return batch.objectness == null ? made : made.objectness(objectness, form);
    }
}
