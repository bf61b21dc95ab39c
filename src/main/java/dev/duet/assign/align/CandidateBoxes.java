package dev.duet.assign.align;

import dev.duet.assign.BoxTensor;
import dev.duet.lanes.FloatSource;
import dev.duet.lanes.Lanes;
import dev.duet.lanes.Rows;

/** The predictions of one GT's candidates, gathered into padded columns that stay in cache. Grows only. */
public final class CandidateBoxes {
    public int size;
    /** Unit of each candidate, rising. */
    public int[] unit = new int[Lanes.padded(1024)];
    /** Columns of the boxes: x1 y1 x2 y2, or cx cy w h angle. */
    public final float[][] column = new float[5][Lanes.padded(1024)];
    /** Upper bound of each candidate's overlap, written by the overlap rule. */
    public float[] bound = new float[Lanes.padded(1024)];
    /** Two columns the overlap rule may use between its passes. */
    public float[] first = new float[Lanes.padded(1024)];

    public float[] second = new float[Lanes.padded(1024)];
    private float[] rows = new float[Lanes.padded(5 * 1024)];

    /** Gathers the predictions of all runs. */
    public void load(Runs runs, BoxTensor boxes, int image) {
        size = runs.units;
        reserve(size);
        int at = 0;
        for (int r = 0; r < runs.size; r++) {
            Rows.count(runs.start[r], runs.length[r], unit, at);
            at += runs.length[r];
        }
        FloatSource data = boxes.data;
        long plane = (long) image * boxes.units * boxes.width;
        if (boxes.planar) {
            for (int k = 0; k < boxes.width; k++) {
                copyRuns(runs, data, plane + (long) k * boxes.units, 1, column[k]);
            }
        } else if (boxes.width == 4) {
            splitRuns(runs, data, plane);
        } else {
            copyRuns(runs, data, plane, boxes.width, rows);
            for (int i = 0; i < size * boxes.width; i++) {
                column[i % boxes.width][i / boxes.width] = rows[i];
            }
        }
    }

    /** Splits runs straight from where they lie; only runs outside the heap, or at the very end of the tensor, are copied first. */
    private void splitRuns(Runs runs, FloatSource data, long plane) {
        float[] heap = data.heapOrNull();
        int at = 0;
        for (int r = 0; r < runs.size; r++) {
            int n = runs.length[r];
            long from = plane + 4L * runs.start[r];
            if (heap != null && from + Rows.readable(n) <= heap.length) {
                Rows.columns(heap, (int) from, n, column[0], column[1], column[2], column[3], at);
            } else {
                Rows.copy(data, from, 4 * n, rows, 0);
                Rows.columns(rows, 0, n, column[0], column[1], column[2], column[3], at);
            }
            at += n;
        }
    }

    private static void copyRuns(Runs runs, FloatSource data, long from, int width, float[] to) {
        int at = 0;
        for (int r = 0; r < runs.size; r++) {
            int count = runs.length[r] * width;
            Rows.copy(data, from + (long) runs.start[r] * width, count, to, at);
            at += count;
        }
    }

    /** Makes room for {@code n} candidates. */
    void reserve(int n) {
        if (unit.length < Lanes.padded(n)) {
            unit = Lanes.grow(unit, n);
            bound = Lanes.grow(bound, n);
            first = Lanes.grow(first, n);
            second = Lanes.grow(second, n);
            rows = Lanes.grow(rows, 5 * n);
            for (int k = 0; k < column.length; k++) {
                column[k] = Lanes.grow(column[k], n);
            }
        }
    }
}
