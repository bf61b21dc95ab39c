package dev.duet.assign;

import dev.duet.lanes.Checks;

/** Reads class scores where they lie, as they are: probabilities or logits. */
public final class ClassValues {
    private ClassValues() {}

    /**
     * Scores of one class at some units.
     *
     * @param out padded; receives one value per unit
     * @throws BadPredictionException if a value is NaN, infinite or, given as a probability, outside 0..1
     */
    public static void read(ScoreTensor scores, int image, int label, int[] unit, int n, float[] out) {
        long from = scores.index(image, 0, label);
        int step = scores.classMajor ? 1 : scores.classes;
        float[] heap = scores.data.heapOrNull();
        if (heap != null) {
            int base = (int) from;
            for (int j = 0; j < n; j++) {
                out[j] = heap[base + unit[j] * step];
            }
        } else {
            for (int j = 0; j < n; j++) {
                out[j] = scores.data.get(from + (long) unit[j] * step);
            }
        }
        float low = low(scores);
        float high = high(scores);
        if (!Checks.within(out, n, low, high)) {
            for (int j = 0; j < n; j++) {
                if (!(out[j] >= low && out[j] <= high)) {
                    throw new BadPredictionException("pred_scores", image, unit[j], out[j]);
                }
            }
        }
    }

    /**
     * Scores of every class at one unit.
     *
     * @param out padded; receives one value per class
     * @throws BadPredictionException as {@link #read(ScoreTensor, int, int, int[], int, float[])}
     */
    public static void readAll(ScoreTensor scores, int image, int unit, float[] out) {
        int n = scores.classes;
        long from = scores.index(image, unit, 0);
        if (scores.classMajor) {
            for (int c = 0; c < n; c++) {
                out[c] = scores.data.get(from + (long) c * scores.units);
            }
        } else {
            scores.data.copy(from, out, 0, n);
        }
        float low = low(scores);
        float high = high(scores);
        if (!Checks.within(out, n, low, high)) {
            for (int c = 0; c < n; c++) {
                if (!(out[c] >= low && out[c] <= high)) {
                    throw new BadPredictionException("pred_scores", image, unit, out[c]);
                }
            }
        }
    }

    private static float low(ScoreTensor scores) {
        return scores.logits ? -Float.MAX_VALUE : 0;
    }

    private static float high(ScoreTensor scores) {
        return scores.logits ? Float.MAX_VALUE : 1;
    }
}
