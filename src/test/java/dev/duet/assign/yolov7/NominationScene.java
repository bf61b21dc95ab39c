package dev.duet.assign.yolov7;

import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.assign.BoxTensor;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.ScoreTensor;
import dev.duet.assign.yolov5.MatchOracle;

/**
 * One image as plain rows, number by number as the engine is given it.
 *
 * @param pyramid grids of the image
 * @param anchors width and height in pixels, by level and slot
 * @param shares centre and sides per GT, as shares of the image
 * @param labels class per GT
 * @param raw whether boxes are tx ty tw th; else they are x1 y1 x2 y2
 * @param boxes per unit
 * @param p class probabilities per unit
 * @param objectness per unit; 1 where there is none
 */
public record NominationScene(
        Pyramid pyramid,
        float[] anchors,
        float[][] shares,
        int[] labels,
        boolean raw,
        float[][] boxes,
        double[][] p,
        double[] objectness) {
    public static NominationScene of(
            Pyramid pyramid, float[] anchors, GroundTruths truths, Predictions predictions, int image) {
        GtBatch gts = truths.batch();
        int from = gts.offset[image];
        float[][] shares = new float[gts.offset[image + 1] - from][];
        int[] labels = new int[shares.length];
        for (int g = 0; g < shares.length; g++) {
            int row = from + g;
            labels[g] = gts.label[row];
            if (gts.shares == null) {
                float[] box = {gts.x1[row], gts.y1[row], gts.x2[row], gts.y2[row]};
                shares[g] = MatchOracle.shares(box, pyramid);
            } else {
                shares[g] = java.util.Arrays.copyOfRange(gts.shares, 4 * row, 4 * row + 4);
            }
        }
        PredictionBatch given = predictions.batch();
        boolean raw = given.rawBoxes != null;
        BoxTensor tensor = raw ? given.rawBoxes : given.boxes;
        int units = predictions.units();
        float[][] boxes = new float[units][4];
        double[][] p = new double[units][given.scores.classes];
        double[] objectness = new double[units];
        for (int u = 0; u < units; u++) {
            for (int i = 0; i < 4; i++) {
                boxes[u][i] = tensor.at(image, u, i);
            }
            for (int c = 0; c < p[u].length; c++) {
                p[u][c] = probability(given.scores, image, u, c);
            }
            objectness[u] = given.objectness == null ? 1 : probability(given.objectness, image, u, 0);
        }
        return new NominationScene(pyramid, anchors, shares, labels, raw, boxes, p, objectness);
    }

    private static double probability(ScoreTensor scores, int image, int unit, int channel) {
        double value = scores.raw(image, unit, channel);
        return scores.logits ? sigmoid(value) : value;
    }

    static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    /** GTs of the image. */
    int gts() {
        return labels.length;
    }

    /** Slots per cell. */
    int slots() {
        return anchors.length / 2 / pyramid.levels();
    }

    /** Predicted x1 y1 x2 y2 of a unit in pixels. */
    double[] corners(int unit, int level, int anchor, int x, int y) {
        if (!raw) {
            return new double[] {boxes[unit][0], boxes[unit][1], boxes[unit][2], boxes[unit][3]};
        }
        double[] c = inCells(unit, level, anchor, x, y);
        double stride = pyramid.strides()[level];
        double cx = (c[0] + x) * stride;
        double cy = (c[1] + y) * stride;
        double halfW = c[2] * stride / 2;
        double halfH = c[3] * stride / 2;
        return new double[] {cx - halfW, cy - halfH, cx + halfW, cy + halfH};
    }

    /** Predicted centre, relative to the cell, and sides, in cells. */
    double[] inCells(int unit, int level, int anchor, int x, int y) {
        float[] b = boxes[unit];
        double stride = pyramid.strides()[level];
        if (!raw) {
            return new double[] {
                ((double) b[0] + b[2]) / 2 / stride - x,
                ((double) b[1] + b[3]) / 2 / stride - y,
                ((double) b[2] - b[0]) / stride,
                ((double) b[3] - b[1]) / stride
            };
        }
        int side = 2 * (level * slots() + anchor);
        double w = 2 * sigmoid(b[2]);
        double h = 2 * sigmoid(b[3]);
        return new double[] {
            2 * sigmoid(b[0]) - .5,
            2 * sigmoid(b[1]) - .5,
            w * w * anchors[side] / stride,
            h * h * anchors[side + 1] / stride
        };
    }
}
