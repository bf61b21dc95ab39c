package dev.duet.bench;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.detr.RawScene;

/**
 * The worked example of docs/greedy-and-optimal.md: three people who overlap, and a detector that is sure of one box in their middle.
 * One level of stride 8, one class.
 */
final class GreedyScene {
    static final int WIDTH = 96;
    static final int HEIGHT = 72;
    static final int STRIDE = 8;
    static final String[] NAMES = {"A", "B", "C"};
    static final float[] GTS = {
        16, 20, 56, 52,
        22, 20, 62, 52,
        26, 20, 66, 52,
    };

    /** Units near the three centres, their box and their score; all others predict nothing of use. */
    private static final float[][] GUESSES = {
        {28, 36, 10, 20, 50, 52, .45f},
        {36, 36, 18, 20, 58, 52, .60f},
        {44, 36, 23, 20, 63, 52, .92f},
        {52, 36, 34, 20, 74, 54, .30f},
    };

    private static final int COLUMNS = WIDTH / STRIDE;

    final Pyramid pyramid = Pyramid.of(HEIGHT, WIDTH, STRIDE);
    final GroundTruths gts = GroundTruths.ofRows(GTS, new int[3], new int[] {0, 3});
    final Predictions predictions;

    GreedyScene() {
        int n = pyramid.cells();
        float[] boxes = new float[4 * n];
        float[] scores = new float[n];
        for (int u = 0; u < n; u++) {
            boxes[4 * u] = x(u) - 3;
            boxes[4 * u + 1] = y(u) - 3;
            boxes[4 * u + 2] = x(u) + 3;
            boxes[4 * u + 3] = y(u) + 3;
            scores[u] = 0.02f;
        }
        for (float[] guess : GUESSES) {
            int u = unit(guess);
            System.arraycopy(guess, 2, boxes, 4 * u, 4);
            scores[u] = guess[6];
        }
        predictions = Predictions.of(1, n).boxes(boxes).scores(scores, 1);
    }

    static int unit(float[] guess) {
        return (int) (guess[1] / STRIDE) * COLUMNS + (int) (guess[0] / STRIDE);
    }

    static float x(int unit) {
        return (unit % COLUMNS + 0.5f) * STRIDE;
    }

    static float y(int unit) {
        return (unit / COLUMNS + 0.5f) * STRIDE;
    }

    /** The units with a guess. */
    static int[] guessed() {
        int[] units = new int[GUESSES.length];
        for (int i = 0; i < units.length; i++) {
            units[i] = unit(GUESSES[i]);
        }
        return units;
    }

    /** simOTA with k = 1. */
    Assignment greedy() {
        return assign("yolox", "topk", 1);
    }

    /** The least total cost. */
    Assignment exact() {
        return assign("simota-one2one", "radius", 1.5f);
    }

    private Assignment assign(String system, String key, Object value) {
        try (Duet duet = Duet.engine(Systems.named(system).classes(1).set(key, value), pyramid)
                .threads(1)) {
            return duet.assign(gts, predictions).copy();
        }
    }

    RawScene costs() {
        return new RawScene(gts, predictions, 0);
    }
}
