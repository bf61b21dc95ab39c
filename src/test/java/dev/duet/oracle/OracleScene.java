package dev.duet.oracle;

import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;

/**
 * One image as plain rows.
 *
 * @param gts x1 y1 x2 y2, or cx cy w h angle
 * @param labels class per GT
 * @param ignored regions to ignore, x1 y1 x2 y2
 * @param boxes predicted box per unit, like the GTs
 * @param probabilities per unit and class
 */
public record OracleScene(float[][] gts, int[] labels, float[][] ignored, float[][] boxes, float[][] probabilities) {
    /** What the engine is given for one image, number by number. */
    public static OracleScene of(GroundTruths truths, Predictions predictions, int image) {
        GtBatch batch = truths.batch();
        int from = batch.offset[image];
        int count = batch.offset[image + 1] - from;
        float[][] gts = new float[count][];
        int[] labels = new int[count];
        for (int g = 0; g < count; g++) {
            int row = from + g;
            gts[g] = batch.isRotated()
                    ? new float[] {batch.cx[row], batch.cy[row], batch.w[row], batch.h[row], batch.angle[row]}
                    : new float[] {batch.x1[row], batch.y1[row], batch.x2[row], batch.y2[row]};
            labels[g] = batch.label[row];
        }
        float[][] ignored = new float[0][];
        if (batch.ignoreBoxes != null) {
            int first = batch.ignoreOffset[image];
            ignored = new float[batch.ignoreOffset[image + 1] - first][4];
            for (int i = 0; i < ignored.length; i++) {
                System.arraycopy(batch.ignoreBoxes, 4 * (first + i), ignored[i], 0, 4);
            }
        }
        PredictionBatch p = predictions.batch();
        int units = predictions.units();
        float[][] boxes = new float[units][p.boxes.width];
        float[][] probabilities = new float[units][p.scores.classes];
        for (int u = 0; u < units; u++) {
            for (int k = 0; k < p.boxes.width; k++) {
                boxes[u][k] = p.boxes.at(image, u, k);
            }
            for (int c = 0; c < p.scores.classes; c++) {
                float raw = p.scores.raw(image, u, c);
                probabilities[u][c] = p.scores.logits ? (float) (1 / (1 + Math.exp(-raw))) : raw;
            }
        }
        return new OracleScene(gts, labels, ignored, boxes, probabilities);
    }
}
