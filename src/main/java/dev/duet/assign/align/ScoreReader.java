package dev.duet.assign.align;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.Checks;

/** Reads the class probabilities of candidates where they lie: one cache line each unit-major, neighbours class-major. */
final class ScoreReader {
    private ScoreReader() {}

    /**
     * Probabilities of one class at picked candidates.
     *
     * @param unit unit of each candidate
     * @param picked positions in {@code unit}
     * @param out padded; receives one probability per pick
     * @throws BadPredictionException if one is NaN, infinite or, given as a probability, outside 0..1
     */
    static void read(ScoreTensor scores, int image, int label, int[] unit, int[] picked, int n, float[] out) {
        long from = scores.index(image, 0, label);
        int step = scores.classMajor ? 1 : scores.classes;
        float[] heap = scores.data.heapOrNull();
        if (heap != null) {
            int base = (int) from;
            for (int j = 0; j < n; j++) {
                out[j] = heap[base + unit[picked[j]] * step];
            }
        } else {
            for (int j = 0; j < n; j++) {
                out[j] = scores.data.get(from + (long) unit[picked[j]] * step);
            }
        }
        if (scores.logits) {
            requireWithin(out, n, -Float.MAX_VALUE, Float.MAX_VALUE, image, unit, picked);
            for (int j = 0; j < n; j++) {
                out[j] = probability(out[j]);
            }
        } else {
            requireWithin(out, n, 0, 1, image, unit, picked);
        }
    }

    /** Probability of one class at one unit. */
    static float read(ScoreTensor scores, int image, int label, int unit) {
        float raw = scores.raw(image, unit, label);
        return scores.logits ? probability(raw) : raw;
    }

    private static float probability(float logit) {
        return (float) (1 / (1 + Math.exp(-logit)));
    }

    private static void requireWithin(
            float[] values, int n, float low, float high, int image, int[] unit, int[] picked) {
        if (Checks.within(values, n, low, high)) {
            return;
        }
        for (int j = 0; j < n; j++) {
            if (!(values[j] >= low && values[j] <= high)) {
                throw new BadPredictionException("pred_scores", image, unit[picked[j]], values[j]);
            }
        }
    }
}
