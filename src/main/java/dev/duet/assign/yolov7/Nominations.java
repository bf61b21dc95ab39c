package dev.duet.assign.yolov7;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.BoxTensor;
import dev.duet.assign.DuetTable;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.NeighbourCellMatches;
import dev.duet.assign.workbench.Sane;
import dev.duet.assign.workbench.UnitSet;
import dev.duet.lanes.cells.AnchorDecode;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import dev.duet.lanes.overlap.BoxColumns;
import dev.duet.lanes.overlap.CellBoxes;
import dev.duet.lanes.select.Checks;

/**
 * The candidate columns of YOLOv7: units nominated by GTs as in YOLOv5, in its order (level, offset kind, anchor, GT). A unit nominated
 * several times is several columns. Holds what the network predicted for each. Grows only.
 */
final class Nominations {
    private final UnitGrid grid;
    private final NeighbourCellMatches matches;
    private final DuetTable list = new DuetTable(Channel.NONE, Channel.NONE);
    /** The distinct units among the columns. */
    final UnitSet units;

    private final AnchorDecode.Level[] levels;
    /** Level, and anchor sides in cells, of the groups in the list: level, offset kind, anchor. */
    private final int[] levelOfGroup;

    private final float[] widthOfGroup;
    private final float[] heightOfGroup;
    private final int[] firstOfLevel;

    int size;
    /** Distinct unit of each column, its column in {@link #units}. */
    int[] number = new int[0];

    /** Predicted boxes. */
    final BoxColumns boxes = new BoxColumns();
    /** Predictions in cells, relative to the cell. */
    final CellBoxes predicted = new CellBoxes();

    private float[] rows = new float[0];
    private float[] cellX = rows;
    private float[] cellY = rows;
    private float[] anchorW = rows;
    private float[] anchorH = rows;

    Nominations(UnitGrid grid, float reach, float ratioLimit) {
        this.grid = grid;
        matches = new NeighbourCellMatches(grid, reach, ratioLimit);
        units = new UnitSet(grid.units);
        levels = new AnchorDecode.Level[grid.levels()];
        for (int l = 0; l < levels.length; l++) {
            levels[l] = new AnchorDecode.Level(grid.first[l], grid.slots, grid.width[l], grid.stride[l]);
        }
        int groups = grid.levels() * NeighbourCellMatches.KINDS * grid.slots;
        levelOfGroup = new int[groups];
        widthOfGroup = new float[groups];
        heightOfGroup = new float[groups];
        firstOfLevel = new int[grid.levels() + 1];
        for (int group = 0; group < groups; group++) {
            int l = group / (NeighbourCellMatches.KINDS * grid.slots);
            int anchor = 2 * (l * grid.slots + group % grid.slots);
            levelOfGroup[group] = l;
            widthOfGroup[group] = grid.anchors[anchor] / grid.stride[l];
            heightOfGroup[group] = grid.anchors[anchor + 1] / grid.stride[l];
        }
    }

    /** Finds the columns of an image. */
    void find(ImageGts gts) {
        list.clear(0);
        matches.find(gts, list, -1);
        size = list.size;
        // Kernels read whole vectors of the list's units.
        list.reserve(Lanes.padded(size) - size);
        reserve(size);
        units.clear();
        units.add(list.unit, size, number);
    }

    int unit(int column) {
        return list.unit[column];
    }

    int level(int column) {
        return levelOfGroup[list.group[column]];
    }

    /**
     * Reads the predictions of all columns: raw outputs, or decoded boxes where there are none.
     *
     * @throws BadPredictionException if a number is NaN or infinite
     */
    void load(PredictionBatch predictions, int image) {
        boolean raw = predictions.rawBoxes != null;
        BoxTensor tensor = raw ? predictions.rawBoxes : predictions.boxes;
        copyRows(tensor, image);
        if (!Checks.within(rows, 4 * size, -Float.MAX_VALUE, Float.MAX_VALUE)) {
            Sane.boxes(tensor, image, list.unit, 0, size);
        }
        BoxColumns b = boxes;
        Rows.columns(rows, 0, size, b.x1, b.y1, b.x2, b.y2, 0);
        anchors();
        if (raw) {
            AnchorDecode.decode(b.x1, b.y1, b.x2, b.y2, size, anchorW, anchorH, predicted);
        }
        for (int l = 0; l < levels.length; l++) {
            int from = firstOfLevel[l];
            int to = firstOfLevel[l + 1];
            AnchorDecode.cells(levels[l], list.unit, from, to, cellX, cellY);
            if (raw) {
                AnchorDecode.ends(predicted.x, cellX, predicted.w, from, to, grid.stride[l], b.x1, b.x2);
                AnchorDecode.ends(predicted.y, cellY, predicted.h, from, to, grid.stride[l], b.y1, b.y2);
            } else {
                AnchorDecode.inCells(b.x1, b.x2, cellX, from, to, grid.stride[l], predicted.x, predicted.w);
                AnchorDecode.inCells(b.y1, b.y2, cellY, from, to, grid.stride[l], predicted.y, predicted.h);
            }
        }
        b.areas(size);
        if (!Checks.within(b.area, size, -Float.MAX_VALUE, Float.MAX_VALUE)) {
            Boxes.overflow(b.area, size);
        }
    }

    private void copyRows(BoxTensor boxes, int image) {
        float[] heap = boxes.data.heapOrNull();
        if (heap == null || boxes.planar) {
            for (int i = 0; i < size; i++) {
                for (int k = 0; k < 4; k++) {
                    rows[4 * i + k] = boxes.at(image, list.unit[i], k);
                }
            }
            return;
        }
        int base = image * boxes.units;
        for (int i = 0; i < size; i++) {
            int at = (base + list.unit[i]) * 4;
            rows[4 * i] = heap[at];
            rows[4 * i + 1] = heap[at + 1];
            rows[4 * i + 2] = heap[at + 2];
            rows[4 * i + 3] = heap[at + 3];
        }
    }

    /** Anchors of all columns, and where levels begin in the list. */
    private void anchors() {
        int level = 0;
        for (int i = 0; i < size; i++) {
            int group = list.group[i];
            anchorW[i] = widthOfGroup[group];
            anchorH[i] = heightOfGroup[group];
            while (level < levelOfGroup[group]) {
                firstOfLevel[++level] = i;
            }
        }
        while (level < levels.length) {
            firstOfLevel[++level] = size;
        }
    }

    /**
     * Copies the predictions of some columns and the boxes of the GTs that own them, both relative to the columns' cells.
     *
     * @param gtOf GT of each
     */
    void gather(int[] columns, int[] gtOf, int n, ImageGts gts, CellBoxes prediction, CellBoxes target) {
        prediction.reserve(n);
        target.reserve(n);
        for (int i = 0; i < n; i++) {
            int c = columns[i];
            int g = gtOf[i];
            int l = level(c);
            prediction.x[i] = predicted.x[c];
            prediction.y[i] = predicted.y[c];
            prediction.w[i] = predicted.w[c];
            prediction.h[i] = predicted.h[c];
            target.x[i] = gts.shareX[g] * grid.width[l] - cellX[c];
            target.y[i] = gts.shareY[g] * grid.height[l] - cellY[c];
            target.w[i] = gts.shareW[g] * grid.width[l];
            target.h[i] = gts.shareH[g] * grid.height[l];
        }
    }

    private void reserve(int n) {
        boxes.reserve(n);
        if (number.length < Lanes.padded(n)) {
            number = Lanes.grow(number, n);
            cellX = Lanes.grow(cellX, n);
            cellY = Lanes.grow(cellY, n);
            anchorW = Lanes.grow(anchorW, n);
            anchorH = Lanes.grow(anchorH, n);
            // Not by its own growth: four times as long as the others, it must grow when they do.
            rows = new float[4 * number.length];
            predicted.reserve(n);
        }
    }
}
