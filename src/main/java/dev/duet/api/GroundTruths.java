package dev.duet.api;

import dev.duet.assign.GtBatch;

/**
 * Ground-truth boxes of a batch, flat: all images one after another, image b owns rows {@code offsets[b] .. offsets[b + 1]}. The
 * arrays given are used as they lie, not copied; they may be longer than needed, and may be refilled between calls. They are
 * checked by every {@link Duet#assign}.
 */
public final class GroundTruths {
    private final GtBatch batch;

    private GroundTruths(GtBatch batch) {
        this.batch = batch;
    }

    /**
     * Axis-aligned boxes in pixels.
     *
     * @param labels class of each box, 0 .. C-1
     * @param offsets length images + 1, rising from 0
     */
    public static GroundTruths of(float[] x1, float[] y1, float[] x2, float[] y2, int[] labels, int[] offsets) {
        requireOffsets(offsets);
        return new GroundTruths(GtBatch.corners(x1, y1, x2, y2, labels, offsets));
    }

    /**
     * Axis-aligned boxes as rows x1 y1 x2 y2, {@code [G][4]} flattened. Copies the boxes.
     *
     * @throws IllegalArgumentException if {@code boxes} is not a whole number of rows
     */
    public static GroundTruths ofRows(float[] boxes, int[] labels, int[] offsets) {
        float[][] c = columns("gt_boxes", boxes, 4);
        return of(c[0], c[1], c[2], c[3], labels, offsets);
    }

    /** Rotated boxes: centre and sides in pixels, angle in radians. */
    public static GroundTruths rotated(
            float[] cx, float[] cy, float[] w, float[] h, float[] angle, int[] labels, int[] offsets) {
        requireOffsets(offsets);
        return new GroundTruths(GtBatch.rotated(cx, cy, w, h, angle, labels, offsets));
    }

    /** Rotated boxes as rows cx cy w h angle, {@code [G][5]} flattened. Copies the boxes. */
    public static GroundTruths rotatedRows(float[] boxes, int[] labels, int[] offsets) {
        float[][] c = columns("gt_boxes", boxes, 5);
        return rotated(c[0], c[1], c[2], c[3], c[4], labels, offsets);
    }

    /** The same GTs with a weight each (mixup score); {@link Duet#assign} refuses them where the system reads none. */
    public GroundTruths weights(float[] weights) {
        return new GroundTruths(batch.withWeights(weights));
    }

    /**
     * The same GTs with regions to ignore; {@link Duet#assign} refuses them, if there are any, where the system reads none.
     *
     * @param boxes x1 y1 x2 y2 rows in pixels
     * @param offsets length images + 1, rising from 0
     */
    public GroundTruths ignoring(float[] boxes, int[] offsets) {
        requireOffsets(offsets);
        return new GroundTruths(batch.withIgnored(boxes, offsets));
    }

    /**
     * The same GTs with the boxes as label files have them. Match lists (YOLOv5, YOLOv7) decide by these numbers, which corners in
     * pixels give back only up to rounding; {@link Duet#assign} refuses them for other systems.
     *
     * @param rows centre x, centre y, width, height as shares of the image, {@code [G][4]} flattened
     */
    public GroundTruths shares(float[] rows) {
        return new GroundTruths(batch.withShares(rows));
    }

    /**
     * The same GTs with centres other than their boxes', as RTMDet-Ins takes those of the masks: its prior prefers units near them. Only
     * rtmdet's soft labels read them; other systems refuse them.
     *
     * @param rows x and y in pixels, {@code [G][2]} flattened
     */
    public GroundTruths centres(float[] rows) {
        return new GroundTruths(batch.withCentres(rows));
    }

    /**
     * The GTs of images {@code from} (inclusive) to {@code to} (exclusive). Copies.
     *
     * @throws IndexOutOfBoundsException if there are no such images
     * @throws IllegalArgumentException if offsets fall, or an array is shorter than they say
     */
    public GroundTruths part(int from, int to) {
        if (from < 0 || from > to || to > batch.images) {
            throw new IndexOutOfBoundsException(
                    "part(" + from + ", " + to + "): there are " + batch.images + " images");
        }
        GroundTruthCheck.lengths(batch);
        return new GroundTruths(batch.part(from, to));
    }

    /** Images in the batch. */
    public int images() {
        return batch.images;
    }

    /** GTs of the whole batch. */
    public int size() {
        return batch.size();
    }

    /** GTs of one image. */
    public int size(int image) {
        if (image < 0 || image >= batch.images) {
            throw new IndexOutOfBoundsException("size(" + image + "): there are " + batch.images + " images");
        }
        return batch.offset[image + 1] - batch.offset[image];
    }

    public boolean isRotated() {
        return batch.isRotated();
    }

    /** The arrays behind, for strategies. */
    public GtBatch batch() {
        return batch;
    }

    private static float[][] columns(String name, float[] rows, int width) {
        if (rows.length % width != 0) {
            throw new IllegalArgumentException(
                    name + ": " + rows.length + " numbers are not a whole number of rows of " + width);
        }
        float[][] columns = new float[width][rows.length / width];
        for (int i = 0; i < rows.length; i++) {
            columns[i % width][i / width] = rows[i];
        }
        return columns;
    }

    private static void requireOffsets(int[] offsets) {
        if (offsets.length == 0) {
            throw new IllegalArgumentException("gt_offsets: empty; length must be images + 1");
        }
    }
}
