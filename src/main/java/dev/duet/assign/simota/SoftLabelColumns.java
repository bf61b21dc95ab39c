package dev.duet.assign.simota;

import dev.duet.assign.BoxTensor;
import dev.duet.assign.GtBatch;
import dev.duet.assign.Spans;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.align.CandidateBoxes;
import dev.duet.assign.align.FiniteBoxes;
import dev.duet.assign.align.Runs;
import dev.duet.lanes.ColumnBlocks;
import dev.duet.lanes.Lanes;
import dev.duet.lanes.SoftLabel;
import java.util.Arrays;

/**
 * RTMDet's columns of one image: units inside any GT, or all units with those outside marked as never to be selected. Per GT, a
 * list of measured columns: those in blocks that its box overlaps, or all. Grows only.
 */
final class SoftLabelColumns {
    private final UnitGrid grid;
    private final boolean allUnits;
    private final UnitMarks marks;
    /** Where units lie, and the stride there. */
    private final float[] unitX;

    private final float[] unitY;
    private final float[] unitStride;

    private final Runs inside = new Runs();
    private final Runs runs = new Runs();
    private final CandidateBoxes boxes = new CandidateBoxes();
    private final ColumnBlocks blocks = new ColumnBlocks();
    private int selectable;

    /** Unit point and stride of each column; NaN where a column may not be selected, and in the padding of the last block. */
    float[] x = new float[0];

    float[] y = new float[0];
    float[] stride = new float[0];

    private int[] block = new int[0];
    private int blockCount;
    /** Overlap of each measured column with the GT. */
    float[] overlap = new float[0];

    SoftLabelColumns(UnitGrid grid, boolean allUnits) {
        this.grid = grid;
        this.allUnits = allUnits;
        this.marks = new UnitMarks(grid);
        this.unitX = new float[grid.units];
        this.unitY = new float[grid.units];
        this.unitStride = new float[grid.units];
        for (int unit = 0; unit < grid.units; unit++) {
            int l = grid.level(unit);
            unitX[unit] = grid.point(l, grid.column(l, unit));
            unitY[unit] = grid.point(l, grid.row(l, unit));
            unitStride[unit] = grid.stride[l];
        }
    }

    /**
     * Finds the columns of an image and reads their boxes.
     *
     * @param count receives, per GT, the units inside it
     */
    void load(GtBatch gts, int image, int[] count, BoxTensor predictions) {
        int first = gts.offset[image];
        for (int row = first; row < gts.offset[image + 1]; row++) {
            unitsInside(gts, row);
            count[row - first] = inside.units;
            marks.add(inside);
        }
        marks.drain(inside);
        selectable = inside.units;
        if (allUnits && selectable > 0) {
            runs.clear();
            runs.add(0, grid.units);
        }
        boxes.load(allUnits && selectable > 0 ? runs : inside, predictions, image);
        FiniteBoxes.require(boxes, image);
        reserve();
        locate();
        float[][] c = boxes.column;
        blocks.load(c[0], c[1], c[2], c[3], boxes.size);
    }

    /** Strictly inside the box: one rectangle per level. */
    private void unitsInside(GtBatch gts, int row) {
        inside.clear();
        for (int l = 0; l < grid.levels(); l++) {
            int x0 = Spans.first(grid, l, grid.width[l], gts.x1[row], 0);
            int x1 = Spans.last(grid, l, grid.width[l], gts.x2[row], 0);
            if (x0 <= x1) {
                int y0 = Spans.first(grid, l, grid.height[l], gts.y1[row], 0);
                int y1 = Spans.last(grid, l, grid.height[l], gts.y2[row], 0);
                inside.rectangle(grid, l, x0, x1, y0, y1);
            }
        }
    }

    private void reserve() {
        int n = ColumnBlocks.padded(boxes.size);
        if (x.length < n) {
            int length = n + (n >> 1);
            x = new float[length];
            y = new float[length];
            stride = new float[length];
            overlap = new float[length];
            block = new int[Lanes.padded(length / ColumnBlocks.BLOCK)];
            for (int k = 0; k < 4; k++) {
                boxes.column[k] = Lanes.grow(boxes.column[k], length);
            }
        }
    }

    private void locate() {
        int n = boxes.size;
        if (allUnits) {
            Arrays.fill(x, 0, n, Float.NaN);
            for (int r = 0; r < inside.size; r++) {
                System.arraycopy(unitX, inside.start[r], x, inside.start[r], inside.length[r]);
            }
            System.arraycopy(unitY, 0, y, 0, n);
            System.arraycopy(unitStride, 0, stride, 0, n);
        } else {
            for (int i = 0; i < n; i++) {
                int unit = boxes.unit[i];
                x[i] = unitX[unit];
                y[i] = unitY[unit];
                stride[i] = unitStride[unit];
            }
        }
        Arrays.fill(x, n, n + ColumnBlocks.BLOCK, Float.NaN);
    }

    /** Columns of the image. */
    int size() {
        return boxes.size;
    }

    /** Columns that may be selected: units inside any GT. */
    int selectable() {
        return selectable;
    }

    int unit(int column) {
        return boxes.unit[column];
    }

    /** Measures the columns in blocks that the GT overlaps; all others have overlap 0. */
    void near(GtBatch gts, int row) {
        blockCount = blocks.near(gts.x1[row], gts.y1[row], gts.x2[row], gts.y2[row], block);
        measure(gts, row);
    }

    /** Measures all columns; false if they were measured already. */
    boolean far(GtBatch gts, int row) {
        if (blockCount == blocks.blocks()) {
            return false;
        }
        blockCount = blocks.blocks();
        for (int b = 0; b < blockCount; b++) {
            block[b] = b;
        }
        measure(gts, row);
        return true;
    }

    private void measure(GtBatch gts, int row) {
        blocks.overlaps(block, blockCount, gts.x1[row], gts.y1[row], gts.x2[row], gts.y2[row], overlap);
    }

    /** Measured places: whole blocks, padding of the last one included, whose overlap is 0. */
    int measured() {
        return blockCount * ColumnBlocks.BLOCK;
    }

    /**
     * Measured places of columns that may be selected, overlap the GT by more than {@code overlapFloor} and lie nearer than {@code
     * reach} strides to its centre.
     *
     * @param out padded for {@link #measured}
     * @return how many, rising
     */
    int close(GtBatch gts, int row, float reach, float overlapFloor, int[] out) {
        float cx = (gts.x1[row] + gts.x2[row]) / 2;
        float cy = (gts.y1[row] + gts.y2[row]) / 2;
        return SoftLabel.close(x, y, stride, block, blockCount, overlap, cx, cy, reach, overlapFloor, out);
    }

    /** All measured places of columns that may be selected. */
    int selectable(int[] out) {
        int count = 0;
        for (int p = 0; p < measured(); p++) {
            if (!Float.isNaN(x[column(p)])) {
                out[count++] = p;
            }
        }
        return count;
    }

    /** Column at a measured place. */
    int column(int place) {
        return block[place / ColumnBlocks.BLOCK] * ColumnBlocks.BLOCK + place % ColumnBlocks.BLOCK;
    }

    /** Overlap of any column with a GT: the same bits as {@link #overlap}. */
    float overlap(int column, GtBatch gts, int row) {
        return blocks.overlap(column, gts.x1[row], gts.y1[row], gts.x2[row], gts.y2[row]);
    }
}
