package dev.duet.assign.align;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.BoxTensor;
import dev.duet.lanes.Blocks;
import dev.duet.lanes.Checks;
import dev.duet.lanes.Lanes;
import dev.duet.lanes.PlainIou;
import dev.duet.lanes.Rows;

/**
 * All predictions of an image in blocks of neighbouring units with a bounding box each, so that a system that compares every prediction
 * with every GT (TOOD) looks only at blocks a GT touches: elsewhere the IoU is 0.
 */
final class PredictionBlocks {
    private final int units;
    private final float[][] column = new float[4][];
    private final float[] rows;
    private final float[] lowX;
    private final float[] lowY;
    private final float[] highX;
    private final float[] highY;
    private final int[] touched;
    private final int blocks;

    PredictionBlocks(int units) {
        this.units = units;
        blocks = Math.ceilDiv(units, Blocks.SIZE);
        for (int k = 0; k < 4; k++) {
            column[k] = new float[Lanes.padded(units)];
        }
        rows = new float[Lanes.padded(4 * units)];
        lowX = new float[Lanes.padded(blocks)];
        lowY = new float[Lanes.padded(blocks)];
        highX = new float[Lanes.padded(blocks)];
        highY = new float[Lanes.padded(blocks)];
        touched = new int[Lanes.padded(blocks)];
    }

    /**
     * Loads the boxes of one image.
     *
     * @throws BadPredictionException if any is NaN or infinite: here every unit is a candidate of every GT
     */
    void load(BoxTensor boxes, int image) {
        long plane = (long) image * units * 4;
        if (boxes.planar) {
            for (int k = 0; k < 4; k++) {
                boxes.data.copy(plane + (long) k * units, column[k], 0, units);
            }
        } else {
            boxes.data.copy(plane, rows, 0, 4 * units);
            Rows.columns(rows, 0, units, column[0], column[1], column[2], column[3], 0);
        }
        for (int k = 0; k < 4; k++) {
            if (!Checks.within(column[k], units, -Float.MAX_VALUE, Float.MAX_VALUE)) {
                complain(image, k);
            }
            // Behind the last unit lies a copy of it, so that the last block's bounds hold.
            java.util.Arrays.fill(column[k], units, column[k].length, column[k][units - 1]);
        }
        Blocks.bounds(column[0], column[2], blocks, lowX, highX);
        Blocks.bounds(column[1], column[3], blocks, lowY, highY);
    }

    private void complain(int image, int k) {
        for (int i = 0; i < units; i++) {
            if (!Float.isFinite(column[k][i])) {
                throw new BadPredictionException("pred_boxes", image, i, column[k][i]);
            }
        }
    }

    /** Appends the units of all blocks that GT g touches to {@code out}, with their IoU (floor 1e-6 under the union) as the bound. */
    void overlaps(GtTable t, int g, float area, float floor, CandidateBoxes out) {
        int n = Blocks.touching(lowX, lowY, highX, highY, blocks, t.x1[g], t.y1[g], t.x2[g], t.y2[g], touched);
        int from = out.open(g, n * Blocks.SIZE);
        PlainIou.flooredBlocks(
                column[0], column[1], column[2], column[3], touched, n, t.x1[g], t.y1[g], t.x2[g], t.y2[g], area, floor,
                out.bound, from);
        int at = from;
        for (int i = 0; i < n; i++) {
            int first = touched[i] * Blocks.SIZE;
            Rows.count(first, Blocks.SIZE, out.unit, at);
            at += Math.min(Blocks.SIZE, units - first);
        }
        out.close(at - from);
    }
}
