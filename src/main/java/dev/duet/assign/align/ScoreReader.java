package dev.duet.assign.align;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.ExpLog;
import dev.duet.lanes.Sigmoids;

/** Reads the class probabilities of candidates where they lie: one cache line each unit-major, neighbours class-major. */
final class ScoreReader {
    private ScoreReader() {}

    /**
     * Raw scores of every GT's class at its picked candidates.
     *
     * @param picked positions in {@code boxes}, GT after GT
     * @param end where the picks of each GT in {@code boxes} end
     * @param out padded; receives one score per pick
     */
    static void read(
            ScoreTensor scores, int image, CandidateBoxes boxes, int[] picked, int[] end, GtTable gts, float[] out) {
        int from = 0;
        for (int s = 0; s < boxes.gts; s++) {
            read(scores, image, gts.label[boxes.gt[s]], boxes.unit, picked, from, end[s], out);
            from = end[s];
        }
    }

    /**
     * Turns what {@link #read} wrote into probabilities.
     *
     * @throws BadPredictionException if one is NaN, infinite or, given as a probability, outside 0..1
     */
    static void toProbabilities(
            ScoreTensor scores, int image, CandidateBoxes boxes, int[] picked, int[] end, GtTable gts, float[] values) {
        if (!Sigmoids.probabilities(values, end[boxes.gts - 1], scores.logits)) {
            complain(scores, image, boxes, picked, end, gts);
        }
    }

    private static void read(
            ScoreTensor scores, int image, int label, int[] unit, int[] picked, int from, int to, float[] out) {
        long first = scores.index(image, 0, label);
        int step = scores.classMajor ? 1 : scores.classes;
        float[] heap = scores.data.heapOrNull();
        if (heap != null) {
            int base = (int) first;
            for (int j = from; j < to; j++) {
                out[j] = heap[base + unit[picked[j]] * step];
            }
        } else {
            for (int j = from; j < to; j++) {
                out[j] = scores.data.get(first + (long) unit[picked[j]] * step);
            }
        }
    }

    /** Probability of one class at one unit. */
    static float read(ScoreTensor scores, int image, int label, int unit) {
        float raw = scores.raw(image, unit, label);
        return scores.logits ? ExpLog.sigmoid(raw) : raw;
    }

    /** Names the first score that is no number, or no probability. */
    private static void complain(
            ScoreTensor scores, int image, CandidateBoxes boxes, int[] picked, int[] end, GtTable gts) {
        float least = scores.logits ? -Float.MAX_VALUE : 0;
        float most = scores.logits ? Float.MAX_VALUE : 1;
        int from = 0;
        for (int s = 0; s < boxes.gts; s++) {
            for (int j = from; j < end[s]; j++) {
                int unit = boxes.unit[picked[j]];
                float value = scores.raw(image, unit, gts.label[boxes.gt[s]]);
                if (!(value >= least && value <= most)) {
                    throw new BadPredictionException("pred_scores", image, unit, value);
                }
            }
            from = end[s];
        }
    }
}
