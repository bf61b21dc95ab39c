package dev.duet.assign.workbench;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.BoxTensor;
import dev.duet.lanes.memory.FloatSource;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import dev.duet.lanes.select.Checks;
import java.util.Arrays;

/**
 * The predictions of several GTs' candidates, gathered into padded columns that stay in cache, GT after GT. Every GT's candidates begin
 * at a whole vector; what lies in the gaps is stale. Grows only.
 */
public final class CandidateBoxes {
    /** Where the last GT's candidates end. */
    public int size;
    /** Unit of each candidate, rising within a GT. */
    public int[] unit = new int[Lanes.padded(1024)];
    /** Columns of the boxes: x1 y1 x2 y2, or cx cy w h angle. */
    public final float[][] column = new float[5][Lanes.padded(1024)];
    /** Upper bound of each candidate's overlap, written by the overlap rule. */
    public float[] bound = new float[Lanes.padded(1024)];
    /** Columns the overlap rule may use between its passes. */
    public final float[][] scratch = new float[3][Lanes.padded(1024)];

    /** GTs in the columns. */
    public int gts;
    /** Image-local index of each GT, where its candidates start and how many it has. */
    public int[] gt = new int[64];

    public int[] start = new int[64];
    public int[] count = new int[64];

    private float[] rows = new float[Lanes.padded(5 * 1024)];

    /** Gathers the predictions of all runs of one GT, in place of all others. */
    public void load(Runs runs, BoxTensor boxes, int image) {
        clear();
        append(0, runs, boxes, image);
    }

    /** @throws BadPredictionException naming the first of the units loaded whose box holds a NaN or an infinity */
    public void requireFinite(BoxTensor boxes, int image) {
        for (int k = 0; k < 4; k++) {
            if (!Checks.within(column[k], size, -Float.MAX_VALUE, Float.MAX_VALUE)) {
                Sane.boxes(boxes, image, unit, 0, size);
            }
        }
    }

    public void clear() {
        size = 0;
        gts = 0;
    }

    /** Gathers the predictions of all runs of a GT behind those of the GTs before. */
    public void append(int g, Runs runs, BoxTensor boxes, int image) {
        int at = open(g, runs.units);
        close(runs.units);
        FloatSource data = boxes.data;
        long plane = (long) image * boxes.units * boxes.width;
        if (!boxes.planar && boxes.width == 4) {
            split(runs, data, plane, at);
            return;
        }
        if (boxes.planar && boxes.width == 4 && copyPlanes(runs, data, plane, boxes.units, at)) {
            return;
        }
        int to = at;
        for (int r = 0; r < runs.size; r++) {
            Rows.count(runs.start[r], runs.length[r], unit, to);
            to += runs.length[r];
        }
        if (boxes.planar) {
            for (int k = 0; k < boxes.width; k++) {
                copyRuns(runs, data, plane + (long) k * boxes.units, 1, column[k], at);
            }
        } else {
            copyRuns(runs, data, plane, boxes.width, rows, 0);
            for (int i = 0; i < runs.units * boxes.width; i++) {
                column[i % boxes.width][at + i / boxes.width] = rows[i];
            }
        }
    }

    /** Makes room for {@code n} candidates of a GT and returns where they start. */
    public int open(int g, int n) {
        int from = Math.ceilDiv(size, Lanes.COUNT) * Lanes.COUNT;
        reserve(from + n);
        if (gts == gt.length) {
            gt = Arrays.copyOf(gt, 2 * gts);
            start = Arrays.copyOf(start, 2 * gts);
            count = Arrays.copyOf(count, 2 * gts);
        }
        gt[gts] = g;
        start[gts] = from;
        return from;
    }

    /** Says how many candidates the GT opened last has. */
    public void close(int n) {
        count[gts] = n;
        size = start[gts++] + n;
    }

    /** Splits runs straight from where they lie; only runs outside the heap, or at the very end of the tensor, are copied first. */
    private void split(Runs runs, FloatSource data, long plane, int at) {
        float[] heap = data.heapOrNull();
        float[] x1 = column[0];
        float[] y1 = column[1];
        float[] x2 = column[2];
        float[] y2 = column[3];
        int last = runs.size - 1;
        if (heap != null && plane + 4L * runs.start[last] + Rows.readable(runs.length[last]) <= heap.length) {
            Rows.columnsOfRuns(heap, (int) plane, runs.start, runs.length, runs.size, unit, x1, y1, x2, y2, at);
            return;
        }
        int to = at;
        for (int r = 0; r < runs.size; r++) {
            int n = runs.length[r];
            Rows.count(runs.start[r], n, unit, to);
            Rows.copy(data, plane + 4L * runs.start[r], 4 * n, rows, 0);
            Rows.columns(rows, 0, n, x1, y1, x2, y2, to);
            to += n;
        }
    }

    /** Copies runs straight from four planes; false where they lie outside the heap, or at the very end of the tensor. */
    private boolean copyPlanes(Runs runs, FloatSource data, long plane, int units, int at) {
        float[] heap = data.heapOrNull();
        int last = runs.size - 1;
        long end = plane + 3L * units + runs.start[last] + Lanes.padded(runs.length[last]);
        if (heap == null || end > heap.length) {
            return false;
        }
        Rows.columnsOfRuns(
                heap,
                (int) plane,
                units,
                runs.start,
                runs.length,
                runs.size,
                unit,
                column[0],
                column[1],
                column[2],
                column[3],
                at);
        return true;
    }

    private static void copyRuns(Runs runs, FloatSource data, long from, int width, float[] to, int at) {
        int next = at;
        for (int r = 0; r < runs.size; r++) {
            int floats = runs.length[r] * width;
            Rows.copy(data, from + (long) runs.start[r] * width, floats, to, next);
            next += floats;
        }
    }

    private void reserve(int n) {
        if (unit.length < Lanes.padded(n)) {
            unit = Lanes.grow(unit, n);
            bound = Lanes.grow(bound, n);
            rows = new float[5 * unit.length];
            for (int k = 0; k < column.length; k++) {
                column[k] = Lanes.grow(column[k], n);
            }
            for (int k = 0; k < scratch.length; k++) {
                scratch[k] = Lanes.grow(scratch[k], n);
            }
        }
    }
}
