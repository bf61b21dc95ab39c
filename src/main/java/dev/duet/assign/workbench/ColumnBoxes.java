package dev.duet.assign.workbench;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.BoxTensor;
import dev.duet.lanes.memory.FloatSource;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import dev.duet.lanes.overlap.BoxColumns;
import dev.duet.lanes.overlap.BoxForm;
import dev.duet.lanes.select.Checks;

/** Predicted boxes of the candidate columns, one padded column per corner coordinate. Grows only. */
public final class ColumnBoxes extends BoxColumns {
    private final boolean throughCentre;

    private float[] rows = new float[Lanes.padded(4 * 256)];

    /** @param throughCentre corners are derived from centre and sides, as YOLOX does */
    public ColumnBoxes(boolean throughCentre) {
        this.throughCentre = throughCentre;
    }

    /**
     * Loads the boxes of all members of a sealed set.
     *
     * @throws BadPredictionException if a coordinate is NaN or infinite
     */
    public void load(UnitSet columns, BoxTensor boxes, int image) {
        int n = columns.size;
        reserve(n);
        long plane = (long) image * boxes.units * 4;
        if (boxes.planar) {
            copy(columns, boxes.data, plane, 1, x1);
            copy(columns, boxes.data, plane + boxes.units, 1, y1);
            copy(columns, boxes.data, plane + 2L * boxes.units, 1, x2);
            copy(columns, boxes.data, plane + 3L * boxes.units, 1, y2);
        } else if (readable(columns, boxes, plane)) {
            Rows.columnsOfRuns(
                    boxes.data.heapOrNull(),
                    (int) plane,
                    columns.runs.start,
                    columns.runs.length,
                    columns.runs.size,
                    columns.unit,
                    x1,
                    y1,
                    x2,
                    y2,
                    0);
        } else {
            rows = Lanes.grow(rows, 4 * n);
            copy(columns, boxes.data, plane, 4, rows);
            Rows.columns(rows, 0, n, x1, y1, x2, y2, 0);
        }
        areas(n);
        // A coordinate that is not finite makes the area so, too; large finite ones may as well.
        if (!Checks.within(area, n, -Float.MAX_VALUE, Float.MAX_VALUE)) {
            Sane.boxes(boxes, image, columns.unit, 0, n);
            overflow(area, n);
        }
        if (throughCentre) {
            BoxForm.throughCentre(x1, x2, n);
            BoxForm.throughCentre(y1, y2, n);
        }
    }

    /** True if boxes can be read in place by whole vectors, none of which reaches behind the last box of the batch. */
    private static boolean readable(UnitSet columns, BoxTensor boxes, long plane) {
        float[] heap = boxes.data.heapOrNull();
        if (heap == null) {
            return false;
        }
        int end = 0;
        for (int r = 0; r < columns.runs.size; r++) {
            end = Math.max(end, 4 * columns.runs.start[r] + Rows.readable(columns.runs.length[r]));
        }
        return plane + end <= heap.length;
    }

    /** Copies {@code width} numbers of every member, run by run. */
    static void copy(UnitSet columns, FloatSource data, long from, int width, float[] to) {
        int at = 0;
        for (int r = 0; r < columns.runs.size; r++) {
            int count = columns.runs.length[r] * width;
            Rows.copy(data, from + (long) columns.runs.start[r] * width, count, to, at);
            at += count;
        }
    }

    /** Replaces areas that are no numbers, of a side of 0 and one that overflows: like all that overflow, they overlap nothing. */
    public static void overflow(float[] area, int n) {
        for (int i = 0; i < n; i++) {
            area[i] = Float.isNaN(area[i]) ? Float.POSITIVE_INFINITY : area[i];
        }
    }
}
