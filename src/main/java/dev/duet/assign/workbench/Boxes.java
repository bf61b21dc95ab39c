package dev.duet.assign.workbench;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.BoxTensor;
import dev.duet.lanes.memory.FloatSource;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import dev.duet.lanes.overlap.BoxColumns;
import dev.duet.lanes.overlap.BoxForm;
import dev.duet.lanes.select.Checks;
import java.util.Arrays;

/**
 * Predicted boxes gathered into padded columns that stay in cache: of a set of units, or of several GTs' candidates, GT after GT. Every
 * GT's candidates begin at a whole vector; what lies in the gaps is stale. Rotated boxes have cx cy w h in the columns of the corners.
 * Grows only.
 */
public final class Boxes extends BoxColumns {
    /** Where the last GT's candidates end. */
    public int size;
    /** Unit of each box, in the order of the runs. */
    public int[] unit = new int[Lanes.padded(64)];
    /** Angles of rotated boxes. */
    public float[] angle = new float[0];
    /** Upper bound of each candidate's overlap with its GT, where a rule finds one. */
    public float[] bound = new float[unit.length];

    /** GTs in the columns. */
    public int gts;
    /** Image-local index of each GT, where its candidates start and how many it has. */
    public int[] gt = new int[64];

    public int[] start = new int[64];
    public int[] count = new int[64];

    private float[] rows = new float[0];

    /**
     * Loads the boxes of all units of some runs in place of all others, and their areas. Areas that overflow are infinite, so that such
     * boxes overlap nothing.
     *
     * @throws BadPredictionException if a coordinate is NaN or infinite
     */
    public void load(Runs runs, BoxTensor boxes, int image) {
        clear();
        append(0, runs, boxes, image);
        areas(size);
        // A coordinate that is not finite makes the area so, too; large finite ones may as well.
        if (!Checks.within(area, size, -Float.MAX_VALUE, Float.MAX_VALUE)) {
            Sane.boxes(boxes, image, unit, 0, size);
            overflow(area, size);
        }
    }

    /** Derives corners from centre and sides, as YOLOX does; areas stay. */
    public void throughCentre() {
        BoxForm.throughCentre(x1, x2, size);
        BoxForm.throughCentre(y1, y2, size);
    }

    /** Replaces areas that are no numbers, of a side of 0 and one that overflows: like all that overflow, they overlap nothing. */
    public static void overflow(float[] area, int n) {
        for (int i = 0; i < n; i++) {
            area[i] = Float.isNaN(area[i]) ? Float.POSITIVE_INFINITY : area[i];
        }
    }

    public void clear() {
        size = 0;
        gts = 0;
    }

    /** Gathers the boxes of all runs of a GT behind those of the GTs before; they are not checked. */
    public void append(int g, Runs runs, BoxTensor boxes, int image) {
        int at = open(g, runs.units);
        close(runs.units);
        float[] heap = boxes.data.heapOrNull();
        long first = (long) image * boxes.units * boxes.width;
        long end = first + (boxes.planar ? 3L * boxes.units + runs.end : 4L * runs.end);
        if (boxes.width > 4 || heap == null || end > heap.length) {
            copy(runs, boxes, first, at);
        } else if (boxes.planar) {
            Rows.columnsOfRuns(
                    heap, (int) first, boxes.units, runs.start, runs.length, runs.size, unit, x1, y1, x2, y2, at);
        } else {
            Rows.columnsOfRuns(heap, (int) first, runs.start, runs.length, runs.size, unit, x1, y1, x2, y2, at);
        }
    }

    /** Puts the box of one unit in the place of the first, for a look at a single pair; it is not checked. */
    public void one(int ofUnit, BoxTensor boxes, int image) {
        x1[0] = boxes.at(image, ofUnit, 0);
        y1[0] = boxes.at(image, ofUnit, 1);
        x2[0] = boxes.at(image, ofUnit, 2);
        y2[0] = boxes.at(image, ofUnit, 3);
        if (boxes.width > 4) {
            angle = Lanes.grow(angle, 1);
            angle[0] = boxes.at(image, ofUnit, 4);
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

    /** Number {@code k} of every box: a corner's coordinate, or cx cy w h angle. */
    public float[] column(int k) {
        return switch (k) {
            case 0 -> x1;
            case 1 -> y1;
            case 2 -> x2;
            case 3 -> y2;
            default -> angle;
        };
    }

    /** Copies runs that cannot be read in place: outside the heap, at the very end of the tensor, or of five numbers. */
    private void copy(Runs runs, BoxTensor boxes, long first, int at) {
        int to = at;
        for (int r = 0; r < runs.size; r++) {
            Rows.count(runs.start[r], runs.length[r], unit, to);
            to += runs.length[r];
        }
        int width = boxes.width;
        if (width > 4 && angle.length < unit.length) {
            angle = Arrays.copyOf(angle, unit.length);
        }
        for (int k = 0; boxes.planar && k < width; k++) {
            copy(runs, boxes.data, first + (long) k * boxes.units, 1, column(k), at);
        }
        if (!boxes.planar) {
            if (rows.length < width * unit.length) {
                rows = new float[width * unit.length];
            }
            copy(runs, boxes.data, first, width, rows, 0);
            if (width == 4) {
                Rows.columns(rows, 0, runs.units, x1, y1, x2, y2, at);
            } else {
                for (int i = 0; i < runs.units * width; i++) {
                    column(i % width)[at + i / width] = rows[i];
                }
            }
        }
    }

    private static void copy(Runs runs, FloatSource data, long first, int width, float[] to, int at) {
        int next = at;
        for (int r = 0; r < runs.size; r++) {
            int floats = runs.length[r] * width;
            Rows.copy(data, first + (long) runs.start[r] * width, floats, to, next);
            next += floats;
        }
    }

    @Override
    public void reserve(int n) {
        super.reserve(n);
        if (unit.length < Lanes.padded(n)) {
            unit = Lanes.grow(unit, n);
            bound = Lanes.grow(bound, n);
        }
    }
}
