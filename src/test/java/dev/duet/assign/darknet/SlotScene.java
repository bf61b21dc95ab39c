package dev.duet.assign.darknet;

import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;

/**
 * One image as plain rows, and the grid it lies on.
 *
 * @param heights cells per level
 * @param anchors width and height in pixels per level and slot; null where there are none
 * @param masks place of each level's slot in the order of all anchors
 * @param gts x1 y1 x2 y2 in pixels
 * @param weights 1 where none are given
 * @param boxes predicted box per unit
 * @param probabilities per unit and class; logits turned into probabilities in double
 */
record SlotScene(
        int width,
        int height,
        int[] strides,
        int[] heights,
        int[] widths,
        int slots,
        float[][][] anchors,
        int[][] masks,
        float[][] gts,
        int[] labels,
        float[] weights,
        float[][] boxes,
        double[][] probabilities) {

    static SlotScene of(
            Pyramid pyramid, int slots, float[] anchors, GroundTruths truths, Predictions predictions, int image) {
        int levels = pyramid.levels();
        int[] heights = new int[levels];
        int[] widths = new int[levels];
        for (int l = 0; l < levels; l++) {
            heights[l] = pyramid.height(l);
            widths[l] = pyramid.width(l);
        }
        GtBatch batch = truths.batch();
        int from = batch.offset[image];
        int n = batch.offset[image + 1] - from;
        float[][] gts = new float[n][];
        int[] labels = new int[n];
        float[] weights = new float[n];
        for (int g = 0; g < n; g++) {
            gts[g] = new float[] {batch.x1[from + g], batch.y1[from + g], batch.x2[from + g], batch.y2[from + g]};
            labels[g] = batch.label[from + g];
            weights[g] = batch.weight == null ? 1 : batch.weight[from + g];
        }
        PredictionBatch p = predictions.batch();
        float[][] boxes = new float[predictions.units()][4];
        double[][] probabilities = new double[predictions.units()][p.scores.classes];
        for (int u = 0; u < boxes.length; u++) {
            for (int k = 0; k < 4; k++) {
                boxes[u][k] = p.boxes.at(image, u, k);
            }
            for (int c = 0; c < p.scores.classes; c++) {
                double raw = p.scores.raw(image, u, c);
                probabilities[u][c] = p.scores.logits ? 1 / (1 + Math.exp(-raw)) : raw;
            }
        }
        return new SlotScene(
                pyramid.imageWidth(),
                pyramid.imageHeight(),
                pyramid.strides(),
                heights,
                widths,
                slots,
                anchors == null ? null : byLevel(anchors, levels, slots),
                finestFirst(pyramid.strides(), slots),
                gts,
                labels,
                weights,
                boxes,
                probabilities);
    }

    private static float[][][] byLevel(float[] anchors, int levels, int slots) {
        float[][][] all = new float[levels][slots][];
        for (int l = 0; l < levels; l++) {
            for (int a = 0; a < slots; a++) {
                int at = 2 * (l * slots + a);
                all[l][a] = new float[] {anchors[at], anchors[at + 1]};
            }
        }
        return all;
    }

    private static int[][] finestFirst(int[] strides, int slots) {
        int[][] masks = new int[strides.length][slots];
        for (int l = 0; l < strides.length; l++) {
            int finer = 0;
            for (int stride : strides) {
                finer += stride < strides[l] ? 1 : 0;
            }
            for (int a = 0; a < slots; a++) {
                masks[l][a] = finer * slots + a;
            }
        }
        return masks;
    }

    int first(int level) {
        int first = 0;
        for (int l = 0; l < level; l++) {
            first += heights[l] * widths[l] * slots;
        }
        return first;
    }

    int unit(int level, int row, int column, int slot) {
        return first(level) + (row * widths[level] + column) * slots + slot;
    }

    /** The anchor at a place in the order of all, as {level, slot}. */
    int[] anchor(int place) {
        for (int l = 0; l < masks.length; l++) {
            for (int a = 0; a < slots; a++) {
                if (masks[l][a] == place) {
                    return new int[] {l, a};
                }
            }
        }
        throw new IllegalArgumentException("no anchor " + place);
    }

    /** Centre and sides of a unit's box as shares of the image. */
    float[] shares(int unit) {
        float[] b = boxes[unit];
        float left = b[0] / width;
        float top = b[1] / height;
        float right = b[2] / width;
        float bottom = b[3] / height;
        return new float[] {(left + right) / 2, (top + bottom) / 2, right - left, bottom - top};
    }
}
