package dev.duet.assign.detr;

import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.ScoreTensor;
import dev.duet.oracle.OracleScene;
import dev.duet.random.RandomBatch;

/** One image as plain rows for oracles that compute in double: logits and probabilities as exact as they were given. */
public final class RawScene {
    public final float[][] gts;
    public final int[] labels;
    public final float[][] boxes;
    /** Per unit and class. */
    public final double[][] p;
    /** ln p - ln(1 - p), finite. */
    public final double[][] z;
    /** Per unit; 1 where there is none. */
    public final double[] objectness;

    public RawScene(RandomBatch batch, int image) {
        this(batch.gts, batch.predictions[0], image);
    }

    public RawScene(GroundTruths truths, Predictions predictions, int image) {
        OracleScene scene = OracleScene.of(truths, predictions, image);
        gts = scene.gts();
        labels = scene.labels();
        boxes = scene.boxes();
        PredictionBatch given = predictions.batch();
        int units = boxes.length;
        int classes = given.scores.classes;
        p = new double[units][classes];
        z = new double[units][classes];
        objectness = new double[units];
        for (int u = 0; u < units; u++) {
            for (int c = 0; c < classes; c++) {
                double raw = given.scores.raw(image, u, c);
                z[u][c] = given.scores.logits ? raw : logit(raw);
                p[u][c] = probability(given.scores, raw);
            }
            objectness[u] =
                    given.objectness == null ? 1 : probability(given.objectness, given.objectness.raw(image, u, 0));
        }
    }

    private static double probability(ScoreTensor scores, double raw) {
        return scores.logits ? 1 / (1 + Math.exp(-raw)) : raw;
    }

    /** A probability of 0 or 1 counts as the nearest float that has a logit. */
    private static double logit(double p) {
        double q = Math.min(Math.max(p, Float.MIN_NORMAL), 1 - 0x1p-24);
        return Math.log(q) - Math.log1p(-q);
    }

    /**
     * YOLOX's cost of a pair without penalty, spec section 2: class cost of the joint probability, every logarithm at least -100, and 3 x
     * -ln(IoU + 1e-8).
     */
    public double simOtaCost(int g, int unit) {
        double cost = 0;
        for (int c = 0; c < p[unit].length; c++) {
            double joint = Math.sqrt(p[unit][c] * objectness[unit]);
            cost -= Math.max(c == labels[g] ? Math.log(joint) : Math.log1p(-joint), -100);
        }
        return cost - 3 * Math.log(iou(boxes[unit], gts[g], Float.MIN_NORMAL) + 1e-8);
    }

    /** ln(1 + e^x). */
    public static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** I / max(A + B - I, floor) in float32, 0 where nothing overlaps. */
    public static float iou(float[] a, float[] b, float floor) {
        float inter = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]))
                * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
        float union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter;
        return inter / Math.max(union, floor);
    }
}
