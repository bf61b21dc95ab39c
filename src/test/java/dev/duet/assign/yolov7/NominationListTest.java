package dev.duet.assign.yolov7;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of columns of every length: the last vector of a list may reach beyond it. */
@Tag("widths")
class NominationListTest {
    private static final int SIDE = 64;
    private static final int CELLS = SIDE / 8 * SIDE / 8;

    /** Each GT lies in the middle of a cell and fits the one anchor, so that it makes one column. */
    @ParameterizedTest
    @ValueSource(
            ints = {1, 15, 16, 17, 250, 256, 257, 511, 512, 513, 515, 519, 527, 1009, 1023, 1024, 1025, 2049, 2063, 2100
            })
    void endAnywhere(int gts) {
        float[] rows = new float[4 * gts];
        for (int g = 0; g < gts; g++) {
            float x = 8 * (g % 8) + 4;
            float y = 8 * (g / 8 % 8) + 4;
            rows[4 * g] = x - 8;
            rows[4 * g + 1] = y - 8;
            rows[4 * g + 2] = x + 8;
            rows[4 * g + 3] = y + 8;
        }
        float[] boxes = new float[4 * CELLS];
        float[] scores = new float[CELLS];
        java.util.Arrays.fill(scores, .5f);
        Pyramid pyramid = Pyramid.of(SIDE, SIDE, 8).anchors(16, 16);
        try (Duet duet =
                Duet.engine(Systems.named("yolov7").classes(1), pyramid).threads(1)) {
            Assignment assignment = duet.assign(
                    GroundTruths.ofRows(rows, new int[gts], new int[] {0, gts}),
                    Predictions.of(1, CELLS).boxes(boxes).scores(scores, 1));
            int nominated = 0;
            for (int g = 0; g < gts; g++) {
                nominated += assignment.candidates(g);
            }
            assertThat(nominated).isEqualTo(gts);
        }
    }
}
