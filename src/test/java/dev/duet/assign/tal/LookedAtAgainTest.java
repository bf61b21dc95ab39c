package dev.duet.assign.tal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.BadPredictionException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scores are read where they may matter: of a GT's candidates, those with the highest overlaps first. Where these have poor scores,
 * others win, and what was asked before must not change what wins or what is complained about. One GT of 128 x 128 pixels holds all
 * 256 units; units fall in three kinds by the height of their boxes.
 */
@Tag("widths")
class LookedAtAgainTest {
    private static final Pyramid PYRAMID = Pyramid.of(128, 128, 8);
    private static final int UNITS = 256;
    private static final GroundTruths GT =
            GroundTruths.ofRows(new float[] {0, 0, 128, 128}, new int[] {0}, new int[] {0, 1});

    /** Nearly the GT's box, in every third unit. */
    private static final float CLOSE = 120;
    /** Of about 0.6 overlap, in 13 units. */
    private static final float FAIR = 80;
    /** Of about 0.2 overlap, elsewhere. */
    private static final float POOR = 24;

    private final float[] boxes = new float[4 * UNITS];
    private final Set<Integer> fair = new HashSet<>();

    LookedAtAgainTest() {
        for (int u = 0; u < UNITS; u++) {
            boolean isFair = u % 17 == 3 && isInside(u);
            if (isFair) {
                fair.add(u);
            }
            boxes[4 * u + 2] = 128;
            // No two alike, so that no rank is a tie.
            boxes[4 * u + 3] = (isFair ? FAIR : isClose(u) ? CLOSE : POOR) + u / 1024f;
        }
    }

    private static boolean isClose(int unit) {
        return unit % 3 == 0 && isInside(unit);
    }

    /** On cell corners, the points of the first row and column lie on the GT's sides. */
    private static boolean isInside(int unit) {
        return unit >= 16 && unit % 16 > 0;
    }

    /** Scores of the three kinds. */
    private float[] scores(float close, float itsFair, float poor) {
        float[] scores = new float[UNITS];
        for (int u = 0; u < UNITS; u++) {
            scores[u] = fair.contains(u) ? itsFair : isClose(u) ? close : poor;
        }
        return scores;
    }

    private Predictions predictions(float[] scores) {
        return Predictions.of(1, UNITS).boxes(boxes).scores(scores, 1);
    }

    private static Set<Integer> units(Assignment a) {
        Set<Integer> units = new HashSet<>();
        for (int d = 0; d < a.duets(); d++) {
            units.add(a.unit(d));
        }
        return units;
    }

    private static Duet engine(String system) {
        return Duet.engine(Systems.named(system).classes(1), PYRAMID).threads(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolov8", "yolo11", "yolov6", "ppyoloe", "tood"})
    void fairOverlapsWithGoodScoresBeatCloseOnesWithPoorScores(String system) {
        try (Duet duet = engine(system)) {
            int k = duet.assign(GT, predictions(scores(1, 1, 1))).duets();
            assertThat(k).isIn(10, 13);
            Set<Integer> chosen = units(duet.assign(GT, predictions(scores(1e-12f, 1, 1e-12f))));
            assertThat(chosen).hasSize(k);
            assertThat(fair).containsAll(chosen);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolov8", "yolo11", "yolov6", "ppyoloe", "tood"})
    void whatWasAskedBeforeChangesNothing(String system) {
        float[][] kinds = {
            scores(1, 1, 1), scores(1e-12f, 1, 1e-12f), scores(0, 0, 0.5f), scores(0, 1, 0), scores(1e-3f, 1, 1)
        };
        try (Duet used = engine(system)) {
            for (int i = 0; i < 200; i++) {
                Predictions p = predictions(kinds[i * i / 7 % kinds.length]);
                try (Duet fresh = engine(system)) {
                    assertThat(AssignmentBits.of(used.assign(GT, p)))
                            .as("call " + i)
                            .isEqualTo(AssignmentBits.of(fresh.assign(GT, p)));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolov8", "yolo11", "yolov6", "ppyoloe", "tood"})
    void aScoreThatIsNoneMattersWhereItsPairCouldBeSelected(String system) {
        float[] nowhere = scores(1, 1, 1);
        nowhere[1] = Float.NaN;
        float[] somewhere = scores(1e-12f, 1, 1e-12f);
        somewhere[255] = Float.NaN;
        try (Duet duet = engine(system)) {
            for (int i = 0; i < 60; i++) {
                // The share of candidates that are read moves between the calls.
                duet.assign(GT, predictions(i < 30 ? scores(1, 1, 1) : scores(1e-12f, 1, 1e-12f)));
                assertThat(duet.assign(GT, predictions(nowhere)).duets()).isPositive();
                assertThatThrownBy(() -> duet.assign(GT, predictions(somewhere)))
                        .isInstanceOf(BadPredictionException.class)
                        .hasMessageContaining("pred_scores");
            }
        }
    }
}
