package dev.duet.assign.tal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.assign.BadPredictionException;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.oracle.TaskAlignedCatalogue;
import dev.duet.oracle.TaskAlignedCatalogue.Row;
import dev.duet.random.RandomBatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** For every system of the family: a number that is not finite, at a unit that would be assigned, is named with image and unit. */
class TaskAlignedBadPredictionTest {
    private static final float[] BAD = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

    @TestFactory
    Stream<DynamicTest> isNamed() {
        return TaskAlignedCatalogue.rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> named(row)));
    }

    private static void named(Row row) {
        RandomBatch batch = RandomBatch.of(TaskAlignedRandomTest.options(row), 0);
        try (Duet duet = TaskAlignedRandomTest.engine(row, batch).threads(2)) {
            Assignment main = duet.assign(batch.gts, batch.predictions).copy();
            for (int h = 0; h < main.headNames().size(); h++) {
                Head head = duet.system()
                        .recipe()
                        .at(row.epoch() < 0 ? Integer.MAX_VALUE : row.epoch())
                        .get(h);
                assumeTrue(head.recipe().needs().contains(Need.BOXES), "reads no predictions");
                Assignment of = main.head(head.name());
                assertThat(of.duets()).isPositive();
                int image = 0;
                while (of.offset(image + 1) == 0) {
                    image++;
                }
                int unit = of.unit(0);
                int label = batch.gts.batch().label[of.gtOffset(image) + of.gt(0)];
                for (float bad : BAD) {
                    for (int k = 0; k < (row.rotated() ? 5 : 4); k++) {
                        complains(duet, batch, head, image, unit, k, -1, bad);
                    }
                    if (head.recipe().needs().contains(Need.SCORES)) {
                        complains(duet, batch, head, image, unit, -1, label, bad);
                    }
                }
            }
            assertThat(AssignmentBits.of(duet.assign(batch.gts, batch.predictions)))
                    .as("after all complaints")
                    .isEqualTo(AssignmentBits.of(main));
        }
    }

    private static void complains(
            Duet duet, RandomBatch batch, Head head, int image, int unit, int column, int label, float bad) {
        Predictions[] given = batch.predictions.clone();
        given[head.predictions()] = with(given[head.predictions()], image, unit, column, label, bad);
        boolean logits = given[head.predictions()].batch().scores.logits;
        String array = column >= 0 ? "pred_boxes" : logits ? "pred_logits" : "pred_scores";
        String what = array + " " + bad + " at image " + image + ", unit " + unit + ", column " + column + ", head "
                + head.name();
        BadPredictionException e =
                catchThrowableOfType(BadPredictionException.class, () -> duet.assign(batch.gts, given));
        assertThat(e).as(what).isNotNull().hasMessageContaining(array);
        assertThat(e.image()).as(what).isEqualTo(image);
        assertThat(e.unit()).as(what).isEqualTo(unit);
    }

    /** The same numbers on the heap, unit by unit, but for one. */
    private static Predictions with(Predictions p, int image, int unit, int column, int label, float bad) {
        PredictionBatch batch = p.batch();
        int width = batch.boxes.width;
        int classes = batch.scores.classes;
        float[] boxes = new float[p.images() * p.units() * width];
        float[] scores = new float[p.images() * p.units() * classes];
        for (int b = 0; b < p.images(); b++) {
            for (int u = 0; u < p.units(); u++) {
                boolean here = b == image && u == unit;
                for (int k = 0; k < width; k++) {
                    boxes[(b * p.units() + u) * width + k] = here && k == column ? bad : batch.boxes.at(b, u, k);
                }
                for (int c = 0; c < classes; c++) {
                    float score = batch.scores.raw(b, u, c);
                    scores[(b * p.units() + u) * classes + c] = here && c == label ? bad : score;
                }
            }
        }
        Predictions made = Predictions.of(p.images(), p.units())
                .scores(
                        scores,
                        classes,
                        Predictions.ScoreLayout.UNIT_MAJOR,
                        batch.scores.logits ? Predictions.ScoreForm.LOGIT : Predictions.ScoreForm.PROBABILITY);
        return width == 5 ? made.rotatedBoxes(boxes, BoxLayout.ROWS) : made.boxes(boxes, BoxLayout.ROWS);
    }
}
