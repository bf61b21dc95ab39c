package dev.duet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.duet.api.AnchorFit.Metrics;
import dev.duet.api.AnchorFit.Result;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Anchors fitted to boxes of known shapes, and the metrics against the formula. */
@Tag("widths")
class AnchorFitTest {
    private static final float[] SHAPES = {10, 14, 30, 20, 60, 90, 150, 80, 200, 260, 300, 310};

    /** Boxes around six shapes, sides up to 8 % off. */
    private static float[][] boxes(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] wh = new float[2][n];
        for (int i = 0; i < n; i++) {
            int shape = random.nextInt(6);
            wh[0][i] = SHAPES[2 * shape] * (float) random.nextDouble(.92, 1.08);
            wh[1][i] = SHAPES[2 * shape + 1] * (float) random.nextDouble(.92, 1.08);
        }
        return wh;
    }

    @Test
    void findsTheShapesOfTheBoxes() {
        float[][] wh = boxes(3001, 1);
        Result result = AnchorFit.of(wh[0], wh[1])
                .levels(3)
                .perLevel(2)
                .generations(300)
                .run();
        for (int k = 0; k < SHAPES.length; k++) {
            assertThat(result.anchors()[k]).isCloseTo(SHAPES[k], within(.08f * SHAPES[k]));
        }
        assertThat(result.metrics().recall()).isEqualTo(1);
        assertThat(result.metrics().fitness()).isGreaterThan(.9f);
        assertThat(result.forStrides(8, 16, 32)).isEqualTo(result.anchors());
        assertThat(result.forStrides(32, 8, 16)).startsWith(result.anchors()[8], result.anchors()[9]);
        assertThat(result.forStrides(32, 8, 16)).endsWith(result.anchors()[6], result.anchors()[7]);
    }

    @Test
    void theSameSeedGivesTheSameAnchorsAndEvolutionNeverHarms() {
        float[][] wh = boxes(777, 2);
        AnchorFit fit = AnchorFit.of(wh[0], wh[1]).perLevel(1).generations(200).seed(5);
        Result first = fit.run();
        assertThat(fit.run().anchors()).isEqualTo(first.anchors());
        assertThat(fit.seed(6).run().anchors()).isNotEqualTo(first.anchors());
        float[] fitness = {0};
        int[] last = {0};
        Result result = fit.run((step, steps, best) -> {
            assertThat(step).isEqualTo(last[0] + 1);
            assertThat(steps).isEqualTo(208);
            assertThat(best.fitness()).isGreaterThanOrEqualTo(fitness[0]);
            fitness[0] = best.fitness();
            last[0] = step;
        });
        assertThat(last[0]).isEqualTo(208);
        assertThat(result.metrics().fitness()).isEqualTo(fitness[0]);
        assertThat(fit.generations(0).run().metrics().fitness()).isLessThan(fitness[0]);
    }

    @Test
    void metricsFollowTheFormula() {
        for (int n : new int[] {1, 7, 16, 33, 2048, 2049, 5003}) {
            float[][] wh = boxes(n, n);
            float[] anchors = {12, 12, 25, 60, 100, 100};
            Metrics metrics = AnchorFit.of(wh[0], wh[1]).threshold(2).measure(anchors);
            int recalled = 0;
            int above = 0;
            double fitness = 0;
            for (int i = 0; i < n; i++) {
                float best = 0;
                for (int k = 0; k < anchors.length; k += 2) {
                    float rw = wh[0][i] / anchors[k];
                    float rh = wh[1][i] / anchors[k + 1];
                    float fit = Math.min(Math.min(rw, 1 / rw), Math.min(rh, 1 / rh));
                    above += fit > .5f ? 1 : 0;
                    best = Math.max(best, fit);
                }
                recalled += best > .5f ? 1 : 0;
                fitness += best > .5f ? best : 0;
            }
            assertThat(metrics)
                    .isEqualTo(new Metrics(
                            (float) (recalled / (double) n), (float) (above / (double) n), (float) (fitness / n)));
        }
    }

    @Test
    void tinyBoxesCountButDoNotTakePart() {
        AnchorFit fit = AnchorFit.of(new float[] {1, 1, 50, 0}, new float[] {1, 2, 50, 0})
                .levels(1)
                .perLevel(1);
        assertThat(fit.boxes()).isEqualTo(4);
        assertThat(fit.boxesFitted()).isEqualTo(2);
        assertThat(fit.measure(50, 50).recall()).isEqualTo(.25f);
        assertThat(AnchorFit.of(new float[0], new float[0]).measure(10, 10)).isEqualTo(new Metrics(0, 0, 0));
    }

    /** Shapes with one short side take part; their anchors would be as thin, and log(0) in training. */
    @Test
    void noAnchorHasASideUnderTwoPixels() {
        float[] thin = new float[12];
        float[] tall = new float[12];
        for (int i = 0; i < 12; i++) {
            thin[i] = i % 3 * .75f;
            tall[i] = 40 + 9 * i;
        }
        for (int generations : new int[] {0, 50}) {
            float[] anchors =
                    AnchorFit.of(thin, tall).generations(generations).run().anchors();
            for (float side : anchors) {
                assertThat(side).isGreaterThanOrEqualTo(AnchorFit.MINIMUM_SIDE);
            }
        }
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> AnchorFit.of(new float[] {1}, new float[2]))
                .hasMessageContaining("1 widths and 2 heights");
        assertThatThrownBy(() -> AnchorFit.of(new float[] {1, Float.NaN}, new float[2]))
                .hasMessageContaining("width 1 is NaN");
        assertThatThrownBy(() -> AnchorFit.of(new float[] {9}, new float[] {9}).run())
                .hasMessageContaining("fewer than the 9 anchors");
        AnchorFit fit = AnchorFit.of(new float[] {9}, new float[] {9});
        assertThatThrownBy(() -> fit.threshold(1)).hasMessageContaining("over 1");
        assertThatThrownBy(() -> fit.levels(0)).hasMessageContaining("levels: 0");
        assertThatThrownBy(() -> fit.measure(1, 2, 3)).hasMessageContaining("3 numbers");
        assertThatThrownBy(() -> fit.generations(-1)).hasMessageContaining("generations: -1");
    }

    @Test
    void identicalBoxesAreNoTrouble() {
        float[] same = new float[20];
        java.util.Arrays.fill(same, 32);
        Result result = AnchorFit.of(same, same).generations(5).run();
        assertThat(result.metrics().recall()).isEqualTo(1);
        assertThat(result.metrics().fitness()).isEqualTo(1);
    }
}
