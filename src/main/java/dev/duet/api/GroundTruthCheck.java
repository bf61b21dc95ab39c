package dev.duet.api;

import dev.duet.assign.GtBatch;

/** The checks of ground truth at the boundary; messages name array, index and value. Allocates only to complain. */
final class GroundTruthCheck {
    /** Coordinates and sides farther from 0 are refused: areas and squares of distances of smaller ones are finite in float32. */
    private static final float MOST = 1e15f;

    private GroundTruthCheck() {}

    /** The part of {@link #check} that says whether rows are there. */
    static void lengths(GtBatch gts) {
        checkOffsets("gt_offsets", gts.offset);
        int n = gts.offset[gts.images];
        requireLength("gt_labels", gts.label.length, n);
        float[][] columns = gts.isRotated()
                ? new float[][] {gts.cx, gts.cy, gts.w, gts.h, gts.angle}
                : new float[][] {gts.x1, gts.y1, gts.x2, gts.y2};
        for (int c = 0; c < columns.length; c++) {
            requireLength("gt_boxes column " + c, columns[c].length, n);
        }
        requireRows("gt_shares", gts.shares, 4L * n);
        requireRows("gt_centres", gts.centres, 2L * n);
        requireRows("gt_scores", gts.weight, n);
        if (gts.ignoreBoxes != null) {
            checkIgnoreOffsets(gts);
            requireRows("ignore_boxes", gts.ignoreBoxes, 4L * gts.ignoreOffset[gts.images]);
        }
    }

    private static void requireRows(String name, float[] valuesOrNull, long needed) {
        if (valuesOrNull != null) {
            requireLength(name, valuesOrNull.length, needed);
        }
    }

    private static void checkIgnoreOffsets(GtBatch gts) {
        if (gts.ignoreOffset.length < gts.images + 1) {
            throw new IllegalArgumentException(
                    "ignore_offsets: length " + gts.ignoreOffset.length + ", needed " + (gts.images + 1));
        }
        checkOffsets("ignore_offsets", gts.ignoreOffset);
    }

    static void check(GtBatch gts, int classes) {
        int[] offset = gts.offset;
        checkOffsets("gt_offsets", offset);
        int n = offset[gts.images];
        if (gts.label.length < n) {
            throw new IllegalArgumentException("gt_labels: length " + gts.label.length + ", gt_offsets say " + n);
        }
        for (int i = 0; i < n; i++) {
            if (gts.label[i] < 0 || gts.label[i] >= classes) {
                throw FaultyGtException.of(
                        "gt_labels", i, ": " + gts.label[i] + "; classes are 0 .. " + (classes - 1), offset);
            }
        }
        if (gts.isRotated()) {
            checkFinite(gts.cx, 0, offset);
            checkFinite(gts.cy, 1, offset);
            checkFinite(gts.w, 2, offset);
            checkFinite(gts.h, 3, offset);
            checkFinite(gts.angle, 4, offset);
            checkSides(gts.w, gts.h, offset);
        } else {
            checkFinite(gts.x1, 0, offset);
            checkFinite(gts.y1, 1, offset);
            checkFinite(gts.x2, 2, offset);
            checkFinite(gts.y2, 3, offset);
            checkOrder(gts.x1, gts.x2, "x2 < x1", offset);
            checkOrder(gts.y1, gts.y2, "y2 < y1", offset);
        }
        if (gts.shares != null) {
            checkFinite("gt_shares", gts.shares, 4L * n);
        }
        if (gts.centres != null) {
            checkFinite("gt_centres", gts.centres, 2L * n);
        }
        if (gts.weight != null) {
            checkFinite("gt_scores", gts.weight, n);
        }
        if (gts.ignoreBoxes != null) {
            checkIgnoreOffsets(gts);
            checkFinite("ignore_boxes", gts.ignoreBoxes, 4L * gts.ignoreOffset[gts.images]);
        }
    }

    static void checkOffsets(String name, int[] offset) {
        if (offset[0] != 0) {
            throw new IllegalArgumentException(name + "[0]: " + offset[0] + "; must be 0");
        }
        for (int b = 1; b < offset.length; b++) {
            if (offset[b] < offset[b - 1]) {
                throw new IllegalArgumentException(
                        name + "[" + b + "]: " + offset[b] + " after " + offset[b - 1] + "; must not fall");
            }
        }
    }

    private static void checkFinite(float[] values, int column, int[] offset) {
        int n = offset[offset.length - 1];
        if (values.length < n) { // the name is put together only to complain
            requireLength("gt_boxes column " + column, values.length, n);
        }
        boolean sane = true;
        for (int i = 0; i < n; i++) {
            sane &= Math.abs(values[i]) <= MOST;
        }
        for (int i = 0; !sane && i < n; i++) {
            String fault = magnitude(values[i]);
            if (fault != null) {
                throw FaultyGtException.of("gt_boxes", i, "[" + column + "]" + fault, offset);
            }
        }
    }

    private static void checkFinite(String name, float[] values, long n) {
        requireLength(name, values.length, n);
        for (int i = 0; i < n; i++) {
            if (!(Math.abs(values[i]) <= MOST)) {
                throw new IllegalArgumentException(name + "[" + i + "]" + magnitude(values[i]));
            }
        }
    }

    /** What is wrong with a number; null if nothing. */
    private static String magnitude(float value) {
        if (!Float.isFinite(value)) {
            return ": " + value + "; must be finite";
        }
        return Math.abs(value) > MOST ? ": " + value + "; must lie within " + -MOST + " .. " + MOST : null;
    }

    private static void checkOrder(float[] low, float[] high, String what, int[] offset) {
        int n = offset[offset.length - 1];
        for (int i = 0; i < n; i++) {
            if (high[i] < low[i]) {
                throw FaultyGtException.of("gt_boxes", i, ": " + what + " (" + high[i] + " < " + low[i] + ")", offset);
            }
        }
    }

    private static void checkSides(float[] w, float[] h, int[] offset) {
        int n = offset[offset.length - 1];
        for (int i = 0; i < n; i++) {
            if (w[i] < 0 || h[i] < 0) {
                throw FaultyGtException.of("gt_boxes", i, ": negative side (w " + w[i] + ", h " + h[i] + ")", offset);
            }
        }
    }

    private static void requireLength(String name, int length, long needed) {
        if (length < needed) {
            throw new IllegalArgumentException(name + ": length " + length + ", gt_offsets say " + needed);
        }
    }
}
