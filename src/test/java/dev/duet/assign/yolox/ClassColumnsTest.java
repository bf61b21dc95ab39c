package dev.duet.assign.yolox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.duet.api.Predictions;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.workbench.ClassColumns;
import dev.duet.lanes.cost.ClassSums;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("widths")
class ClassColumnsTest {
    private static final int UNITS = 40;

    /** The sums of the first columns are taken together, a vector at a time; those behind are taken when somebody asks. */
    @Test
    void sumsBehindTheFirstAreTheirOwn() {
        float[] scores = new float[UNITS];
        int[] unit = new int[UNITS];
        for (int u = 0; u < UNITS; u++) {
            scores[u] = u / (float) UNITS;
            unit[u] = u;
        }
        PredictionBatch batch = Predictions.of(1, UNITS)
                .boxes(new float[4 * UNITS])
                .scores(scores, 1)
                .batch();
        ClassColumns columns = new ClassColumns(new ClassSums(false, 1), new ClassSums(true, 1), 1);
        for (int first = 0; first <= UNITS; first++) {
            columns.load(unit, UNITS, batch, 0);
            columns.sumFirst(first);
            for (int u = 0; u < UNITS; u++) {
                float expected = (float) -Math.log1p(-Math.sqrt(scores[u]));
                assertThat(columns.sumAt(u)).as("unit %s, first %s", u, first).isCloseTo(expected, within(1e-5f));
            }
        }
    }
}
