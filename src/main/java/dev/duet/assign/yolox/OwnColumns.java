package dev.duet.assign.yolox;

import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.ClassColumns;
import dev.duet.assign.workbench.UnitSet;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import dev.duet.lanes.overlap.BoxColumns;

/** What is known of one GT's free columns, side by side in short padded buffers. Grows only. */
final class OwnColumns extends BoxColumns {
    int size;
    int[] column = new int[Lanes.padded(128)];
    int[] unit = new int[Lanes.padded(128)];
    float[] sum = new float[Lanes.padded(128)];
    float[] objectness = new float[Lanes.padded(128)];
    /** Stored score of the GT's class. */
    float[] score = new float[Lanes.padded(128)];

    float[] iou = new float[Lanes.padded(128)];
    float[] giou = new float[Lanes.padded(128)];
    float[] cost = new float[Lanes.padded(128)];

    /** Collects the columns of a GT; their class sums were taken before. */
    void load(SpatialPrior prior, int gt, UnitSet columns, Boxes boxes, ClassColumns classes) {
        int first = prior.first[gt];
        int fresh = prior.first[gt + 1] - first;
        int sharedFrom = prior.sharedFirst[gt];
        int sharedCount = prior.sharedFirst[gt + 1] - sharedFrom;
        size = fresh + sharedCount;
        reserve(size);
        Rows.count(first, fresh, column, 0);
        Rows.copy(columns.unit, first, fresh, unit, 0);
        Rows.copy(boxes.x1, first, fresh, x1, 0);
        Rows.copy(boxes.y1, first, fresh, y1, 0);
        Rows.copy(boxes.x2, first, fresh, x2, 0);
        Rows.copy(boxes.y2, first, fresh, y2, 0);
        Rows.copy(boxes.area, first, fresh, area, 0);
        Rows.copy(classes.sum, first, fresh, sum, 0);
        Rows.copy(classes.objectness, first, fresh, objectness, 0);
        for (int i = fresh; i < size; i++) {
            int c = columns.shared[sharedFrom + i - fresh];
            column[i] = c;
            unit[i] = columns.unit[c];
            x1[i] = boxes.x1[c];
            y1[i] = boxes.y1[c];
            x2[i] = boxes.x2[c];
            y2[i] = boxes.y2[c];
            area[i] = boxes.area[c];
            sum[i] = classes.sum[c];
            objectness[i] = classes.objectness[c];
        }
    }

    @Override
    public void reserve(int n) {
        super.reserve(n);
        if (column.length < Lanes.padded(n)) {
            column = Lanes.grow(column, n);
            unit = Lanes.grow(unit, n);
            sum = Lanes.grow(sum, n);
            objectness = Lanes.grow(objectness, n);
            score = Lanes.grow(score, n);
            iou = Lanes.grow(iou, n);
            giou = Lanes.grow(giou, n);
            cost = Lanes.grow(cost, n);
        }
    }
}
