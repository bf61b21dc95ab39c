package dev.duet.assign.rtmdet;

import dev.duet.assign.BoxTensor;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.CellRects;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.UnitSet;
import dev.duet.lanes.cost.SoftLabel;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.ColumnBlocks;
import java.util.Arrays;

/**
 * RTMDet's columns of one image: units inside any GT, GT by GT, or all units with those outside marked as never to be selected. Per GT,
 * a list of measured columns: those in blocks that its box overlaps, or all. Blocks of units that one GT holds have small hulls. Grows
 * only.
 */
final class SoftLabelColumns {
    private final UnitGrid grid;
    private final UnitSet inside;
    /** All units, where all are columns; else {@link #inside}. */
    private final UnitSet members;

    private final CellRects rects;
    /** Where units lie, and the stride there. */
    private final float[] unitX;

    private final float[] unitY;
    private final float[] unitStride;

    private final Boxes boxes = new Boxes();
    private final ColumnBlocks blocks = new ColumnBlocks();

    /** Unit point and stride of each column; x is NaN where a column may not be selected, and in the padding of the last block. */
    float[] x = new float[0];

    float[] y = new float[0];
    float[] stride = new float[0];

    private int[] block = new int[0];
    private int blockCount;
    /** Overlap of each measured column with the GT. */
    float[] overlap = new float[0];

    SoftLabelColumns(UnitGrid grid, boolean allUnits) {
        this.grid = grid;
        this.inside = new UnitSet(grid.units);
        this.members = allUnits ? new UnitSet(grid.units) : inside;
        this.rects = new CellRects(grid);
        if (allUnits) {
            members.markAll();
            members.addMarked();
        }
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

    /** Finds the columns of an image; if any may be selected, reads their boxes. */
    void load(ImageGts gts, BoxTensor predictions, int image) {
        rects.reserve(gts.size);
        for (int l = 0; l < grid.levels(); l++) {
            rects.between(l, gts.x1, gts.y1, gts.x2, gts.y2, 0, gts.size);
        }
        inside.clear();
        for (int g = 0; g < gts.size; g++) {
            inside.mark(rects, g);
            inside.addMarked();
        }
        if (inside.size > 0) {
            boxes.load(members.runs, predictions, image);
            reserve();
            locate();
            blocks.load(boxes, members.size);
        }
    }

    private void reserve() {
        int n = Lanes.padded(members.size);
        if (x.length < n) {
            x = Lanes.grow(x, n);
            y = Lanes.grow(y, n);
            stride = Lanes.grow(stride, n);
            overlap = Lanes.grow(overlap, n);
            block = Lanes.grow(block, n / ColumnBlocks.BLOCK);
        }
    }

    private void locate() {
        int n = members.size;
        if (members != inside) {
            Arrays.fill(x, 0, n, Float.NaN);
            for (int r = 0; r < inside.runs.size; r++) {
                System.arraycopy(unitX, inside.runs.start[r], x, inside.runs.start[r], inside.runs.length[r]);
            }
            System.arraycopy(unitY, 0, y, 0, n);
            System.arraycopy(unitStride, 0, stride, 0, n);
        } else {
            for (int i = 0; i < n; i++) {
                int unit = members.unit[i];
                x[i] = unitX[unit];
                y[i] = unitY[unit];
                stride[i] = unitStride[unit];
            }
        }
        Arrays.fill(x, n, Lanes.padded(n), Float.NaN);
    }

    /** Units inside a GT. */
    int inside(int g) {
        return rects.cells(g);
    }

    /** Columns of the image. */
    int size() {
        return members.size;
    }

    /** Columns that may be selected: units inside any GT. */
    int selectable() {
        return inside.size;
    }

    int unit(int column) {
        return members.unit[column];
    }

    /** Measures the columns in blocks that the GT overlaps; all others have overlap 0. */
    void near(ImageGts gts, int g) {
        blockCount = blocks.near(gts.x1[g], gts.y1[g], gts.x2[g], gts.y2[g], block);
        measure(gts, g);
    }

    /** Measures all columns; false if they were measured already. */
    boolean far(ImageGts gts, int g) {
        if (blockCount == blocks.blocks()) {
            return false;
        }
        blockCount = blocks.blocks();
        for (int b = 0; b < blockCount; b++) {
            block[b] = b;
        }
        measure(gts, g);
        return true;
    }

    private void measure(ImageGts gts, int g) {
        blocks.overlaps(block, blockCount, gts.x1[g], gts.y1[g], gts.x2[g], gts.y2[g], overlap);
    }

    /** Measured places: whole blocks, padding of the last one included, whose overlap is 0. */
    int measured() {
        return blockCount * ColumnBlocks.BLOCK;
    }

    /**
     * Lists those of the measured columns that may be selected, overlap the GT by at least {@code overlapFloor} and lie no farther than
     * {@code reach} strides from its centre; rising.
     *
     * @param list gets its overlaps, strides and squared distances
     */
    void list(ImageGts gts, int g, float reach, float overlapFloor, SoftLabelList list) {
        list.reserve(list.size + measured());
        list.size = SoftLabel.close(
                x,
                y,
                stride,
                block,
                blockCount,
                overlap,
                gts.cx[g],
                gts.cy[g],
                reach,
                overlapFloor,
                list.size,
                list.column,
                list.overlap,
                list.prior,
                list.stride);
    }

    /** Overlap of any column with a GT: the same bits as {@link #overlap}. */
    float overlap(int column, ImageGts gts, int g) {
        return blocks.overlap(column, gts.x1[g], gts.y1[g], gts.x2[g], gts.y2[g]);
    }
}
