package dev.duet.assign.reference;

import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.assign.BoxTensor;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.ScoreTensor;

/**
 * Predictions moved by a few units in the last place, so that decisions show which hang on rounding. Equal numbers move alike: what is a
 * tie of equal predictions stays one.
 */
final class Disturbed {
    /** Relative size of a move: some times the error of a float32 sum. */
    private static final float SIZE = 4e-6f;

    private Disturbed() {}

    static Predictions[] of(Predictions[] given, int seed) {
        Predictions[] moved = new Predictions[given.length];
        for (int h = 0; h < given.length; h++) {
            moved[h] = of(given[h], seed);
        }
        return moved;
    }

    private static Predictions of(Predictions given, int seed) {
        PredictionBatch batch = given.batch();
        Predictions moved = Predictions.of(given.images(), given.units());
        if (batch.boxes != null) {
            float[] boxes = boxes(batch.boxes, seed);
            moved = batch.boxes.width == 5
                    ? moved.rotatedBoxes(boxes, BoxLayout.ROWS)
                    : moved.boxes(boxes, BoxLayout.ROWS);
        }
        if (batch.rawBoxes != null) {
            moved = moved.rawBoxes(boxes(batch.rawBoxes, seed), BoxLayout.ROWS);
        }
        if (batch.scores != null) {
            moved = moved.scores(
                    scores(batch.scores, seed), batch.scores.classes, ScoreLayout.UNIT_MAJOR, form(batch.scores));
        }
        return batch.objectness == null
                ? moved
                : moved.objectness(scores(batch.objectness, seed), form(batch.objectness));
    }

    private static ScoreForm form(ScoreTensor scores) {
        return scores.logits ? ScoreForm.LOGIT : ScoreForm.PROBABILITY;
    }

    private static float[] boxes(BoxTensor boxes, int seed) {
        float[] moved = new float[boxes.images * boxes.units * boxes.width];
        for (int i = 0; i < moved.length; i++) {
            int unit = i / boxes.width;
            int k = i % boxes.width;
            float v = boxes.at(unit / boxes.units, unit % boxes.units, k);
            float size = Float.isFinite(v) ? Math.min(Math.abs(v), 1e4f) + 1 : 0;
            moved[i] = v + SIZE / 8 * size * noise(v, k, seed);
        }
        return moved;
    }

    private static float[] scores(ScoreTensor scores, int seed) {
        float[] moved = new float[scores.images * scores.units * scores.classes];
        for (int i = 0; i < moved.length; i++) {
            int unit = i / scores.classes;
            float v = scores.raw(unit / scores.units, unit % scores.units, i % scores.classes);
            float size = scores.logits ? Math.abs(v) + 1 : v * (1 - v) == 0 ? 0 : v;
            float other = v + SIZE * size * noise(v, 7, seed);
            moved[i] = scores.logits ? other : Math.clamp(other, 0, 1);
        }
        return moved;
    }

    /** -1 to 1, the same for equal numbers. */
    private static float noise(float v, int k, int seed) {
        long hash = (Float.floatToIntBits(v) * 31L + k) * 1000003 + seed;
        hash *= 0x9E3779B97F4A7C15L;
        hash ^= hash >>> 29;
        hash *= 0xBF58476D1CE4E5B9L;
        return (hash >>> 40) / (float) (1 << 23) - 1;
    }
}
