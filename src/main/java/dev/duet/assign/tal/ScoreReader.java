package dev.duet.assign.tal;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.ScoreTensor;
import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.Sane;
import dev.duet.lanes.math.ExpLog;
import dev.duet.lanes.math.Sigmoids;

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
    static void read(ScoreTensor scores, int image, Boxes boxes, int[] picked, int[] end, ImageGts gts, float[] out) {
        int from = 0;
        for (int s = 0; s < boxes.gts; s++) {
            read(scores, image, gts.label[boxes.gt[s]], boxes.unit, picked, from, end[s], out);
            from = end[s];
        }
    }

    /**
     * Turns what {@link #read} wrote into probabilities. A score that is none counts as 1, so that a pair it might matter to is selected
     * and {@link #check} finds it.
     *
     * @return false if there was one that is out of the range of its form
     */
    static boolean toProbabilities(ScoreTensor scores, int n, float[] values) {
        if (Sigmoids.probabilities(values, n, scores.logits)) {
            return true;
        }
        for (int j = 0; j < n; j++) {
            values[j] = !scores.isGood(values[j]) ? 1 : scores.logits ? ExpLog.sigmoid(values[j]) : values[j];
        }
        return false;
    }

    /**
     * Looks at the scores of selected pairs.
     *
     * @throws BadPredictionException naming the first that is out of the range of its form
     */
    static void check(ScoreTensor scores, int image, Boxes boxes, int[] picked, int[] end, ImageGts gts) {
        int from = 0;
        for (int s = 0; s < boxes.gts; s++) {
            for (int j = from; j < end[s]; j++) {
                Sane.score(scores, image, boxes.unit[picked[j]], gts.label[boxes.gt[s]]);
            }
            from = end[s];
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

    /**
     * Probability of one class at one unit.
     *
     * @throws BadPredictionException if the score is out of the range of its form
     */
    static float read(ScoreTensor scores, int image, int label, int unit) {
        Sane.score(scores, image, unit, label);
        float raw = scores.raw(image, unit, label);
        return scores.logits ? ExpLog.sigmoid(raw) : raw;
    }
}
