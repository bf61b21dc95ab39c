package dev.duet.assign.tal;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.BoxTensor;
import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.Sane;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import dev.duet.lanes.overlap.Blocks;
import dev.duet.lanes.overlap.BoxColumns;
import dev.duet.lanes.overlap.PlainIou;
import dev.duet.lanes.select.Checks;
import java.util.Arrays;

/**
 * All predictions of an image in blocks of neighbouring units with a bounding box each, so that a system that compares every prediction
 * with every GT (TOOD) looks only at blocks a GT touches: elsewhere the IoU is 0.
 */
final class PredictionBlocks {
    private final int units;
    private final BoxColumns all;
    private final float[] rows;
    private final Blocks bounds = new Blocks();
    private final int[] touched;
    private final int blocks;

    PredictionBlocks(int units) {
        this.units = units;
        blocks = Math.ceilDiv(units, Blocks.SIZE);
        all = new BoxColumns(units);
        rows = new float[Lanes.padded(4 * blocks * Blocks.SIZE)];
        touched = new int[Lanes.padded(blocks)];
    }

    /**
     * Loads the boxes of one image.
     *
     * @throws BadPredictionException if any is NaN or infinite: here every unit is a candidate of every GT
     */
    void load(BoxTensor boxes, int image) {
        long plane = (long) image * units * 4;
        boolean finite;
        if (boxes.planar) {
            finite = plane(boxes, plane, all.x1)
                    & plane(boxes, plane + units, all.y1)
                    & plane(boxes, plane + 2L * units, all.x2)
                    & plane(boxes, plane + 3L * units, all.y2);
            bounds.load(all.x1, all.y1, all.x2, all.y2, blocks);
        } else {
            boxes.data.copy(plane, rows, 0, 4 * units);
            // Behind the last unit lie copies of it, so that the last block's bounds hold.
            for (int i = units; i < blocks * Blocks.SIZE; i++) {
                System.arraycopy(rows, 4 * (units - 1), rows, 4 * i, 4);
            }
            finite = bounds.loadRows(rows, blocks);
            Rows.columns(rows, 0, units, all.x1, all.y1, all.x2, all.y2, 0);
            repeatLast(all.x1);
            repeatLast(all.y1);
            repeatLast(all.x2);
            repeatLast(all.y2);
        }
        if (!finite) {
            Sane.boxes(boxes, image);
        }
    }

    private boolean plane(BoxTensor boxes, long from, float[] column) {
        boxes.data.copy(from, column, 0, units);
        boolean finite = Checks.within(column, units, -Float.MAX_VALUE, Float.MAX_VALUE);
        repeatLast(column);
        return finite;
    }

    /** Behind the last unit lie copies of it, too; they are told apart by their number. */
    private void repeatLast(float[] values) {
        Arrays.fill(values, units, values.length, values[units - 1]);
    }

    /** Appends the units that GT g overlaps to {@code out}, with their IoU (floor 1e-6 under the union) as the bound. */
    void overlaps(ImageGts t, int g, float floor, Boxes out) {
        int n = bounds.touching(t.x1[g], t.y1[g], t.x2[g], t.y2[g], touched);
        int from = out.open(g, n * Blocks.SIZE);
        int to = PlainIou.flooredBlocks(all, touched, n, t, g, floor, out.unit, out.bound, from);
        while (to > from && out.unit[to - 1] >= units) {
            to--;
        }
        out.close(to - from);
    }
}
