package dev.duet.assign;

import java.util.Arrays;

/**
 * Ground-truth boxes of a batch as flat arrays, all images one after another: image b owns rows {@code offset[b] ..
 * offset[b + 1]}. Axis-aligned boxes use {@code x1 y1 x2 y2} (pixels); rotated ones {@code cx cy w h} (pixels) and {@code angle}
 * (radians). Arrays may be longer than needed. The arrays are not copied.
 */
public final class GtBatch {
    public final int images;
    public final int[] offset;
    public final int[] label;
    /** Corners; null for rotated boxes. */
    public final float[] x1;

    public final float[] y1;
    public final float[] x2;
    public final float[] y2;
    /** Centre, sides and angle; null for axis-aligned boxes. */
    public final float[] cx;

    public final float[] cy;
    public final float[] w;
    public final float[] h;
    public final float[] angle;
    /** Weight of each GT (mixup score of PPYOLO); null means 1. */
    public final float[] weight;
    /** Regions to ignore (x1 y1 x2 y2 rows, image b owns {@code ignoreOffset[b] .. ignoreOffset[b + 1]}); null means none. */
    public final float[] ignoreBoxes;

    public final int[] ignoreOffset;
    /**
     * The boxes as label files have them: rows of centre x, centre y, width, height as shares of the image; null where they are to be
     * derived from the corners.
     */
    public final float[] shares;
    /** Centres to measure distances from, rows of x and y in pixels; null where they are the boxes' own. */
    public final float[] centres;

    /** {@code columns} are four, the corners, or five of rotated boxes. */
    private GtBatch(
            int[] offset,
            int[] label,
            float[][] columns,
            float[] weight,
            float[] ignoreBoxes,
            int[] ignoreOffset,
            float[] shares,
            float[] centres) {
        this.images = offset.length - 1;
        this.offset = offset;
        this.label = label;
        boolean rotated = columns.length == 5;
        this.x1 = rotated ? null : columns[0];
        this.y1 = rotated ? null : columns[1];
        this.x2 = rotated ? null : columns[2];
        this.y2 = rotated ? null : columns[3];
        this.cx = rotated ? columns[0] : null;
        this.cy = rotated ? columns[1] : null;
        this.w = rotated ? columns[2] : null;
        this.h = rotated ? columns[3] : null;
        this.angle = rotated ? columns[4] : null;
        this.weight = weight;
        this.ignoreBoxes = ignoreBoxes;
        this.ignoreOffset = ignoreOffset;
        this.shares = shares;
        this.centres = centres;
    }

    /** Axis-aligned boxes. */
    public static GtBatch corners(float[] x1, float[] y1, float[] x2, float[] y2, int[] label, int[] offset) {
        return new GtBatch(offset, label, new float[][] {x1, y1, x2, y2}, null, null, null, null, null);
    }

    /** Rotated boxes. */
    public static GtBatch rotated(
            float[] cx, float[] cy, float[] w, float[] h, float[] angle, int[] label, int[] offset) {
        return new GtBatch(offset, label, new float[][] {cx, cy, w, h, angle}, null, null, null, null, null);
    }

    /** The same GTs with a weight each. */
    public GtBatch withWeights(float[] weights) {
        return new GtBatch(offset, label, columns(), weights, ignoreBoxes, ignoreOffset, shares, centres);
    }

    /** The same GTs with regions to ignore. */
    public GtBatch withIgnored(float[] boxes, int[] offsets) {
        return new GtBatch(offset, label, columns(), weight, boxes, offsets, shares, centres);
    }

    /** The same GTs with their boxes as shares of the image too. */
    public GtBatch withShares(float[] rows) {
        return new GtBatch(offset, label, columns(), weight, ignoreBoxes, ignoreOffset, rows, centres);
    }

    /** The same GTs with centres other than their boxes'. */
    public GtBatch withCentres(float[] rows) {
        return new GtBatch(offset, label, columns(), weight, ignoreBoxes, ignoreOffset, shares, rows);
    }

    /** The GTs of images {@code from} (inclusive) to {@code to} (exclusive), with all that is theirs. Copies. */
    public GtBatch part(int from, int to) {
        int first = offset[from];
        int last = offset[to];
        return new GtBatch(
                offsets(offset, from, to),
                Arrays.copyOfRange(label, first, last),
                rows(columns(), first, last),
                weight == null ? null : Arrays.copyOfRange(weight, first, last),
                ignoreBoxes == null
                        ? null
                        : Arrays.copyOfRange(ignoreBoxes, 4 * ignoreOffset[from], 4 * ignoreOffset[to]),
                ignoreOffset == null ? null : offsets(ignoreOffset, from, to),
                shares == null ? null : Arrays.copyOfRange(shares, 4 * first, 4 * last),
                centres == null ? null : Arrays.copyOfRange(centres, 2 * first, 2 * last));
    }

    private static int[] offsets(int[] all, int from, int to) {
        int[] some = Arrays.copyOfRange(all, from, to + 1);
        for (int i = 0; i < some.length; i++) {
            some[i] -= all[from];
        }
        return some;
    }

    private static float[][] rows(float[][] columns, int from, int to) {
        float[][] some = new float[columns.length][];
        for (int c = 0; c < columns.length; c++) {
            some[c] = Arrays.copyOfRange(columns[c], from, to);
        }
        return some;
    }

    /** The corners, or centre, sides and angle. */
    private float[][] columns() {
        return isRotated() ? new float[][] {cx, cy, w, h, angle} : new float[][] {x1, y1, x2, y2};
    }

    public boolean isRotated() {
        return cx != null;
    }

    /** GTs of the whole batch. */
    public int size() {
        return offset[images];
    }
}
