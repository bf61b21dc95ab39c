package dev.duet.random;

/** What a {@link RandomBatch} must have; the fields start as a three-level, anchor-free, axis-aligned batch with one head. */
public final class BatchOptions {
    /** Levels in the order of the predictions. Some batches leave levels out, unless {@link #allLevels}. */
    public int[] strides = {8, 16, 32};

    public boolean allLevels;
    /** Slots per cell. */
    public int slots = 1;
    /** Predictions to make, one per head that has its own. */
    public int heads = 1;
    /** Boxes cx cy w h angle. */
    public boolean rotated;
    /** Predictions carry objectness. */
    public boolean objectness;
    /** The pyramid carries anchors, {@link #slots} per cell. */
    public boolean anchors;
    /** Ground truth carries regions to ignore. */
    public boolean ignored;
    /** Some predicted boxes are inverted, or so large that their area overflows. */
    public boolean extreme;
    /** Class counts to draw from; null for one to five. */
    public int[] classes;
    /** Largest number of GTs in an ordinary image. */
    public int gts = 20;
    /** Largest image side in ordinary batches, pixels. */
    public int side = 192;
    /** Place of a unit point in its cell, in strides; boxes with edges exactly on unit points use it. */
    public float pointOffset = 0.5f;

    public BatchOptions strides(int... values) {
        strides = values;
        return this;
    }

    public BatchOptions classes(int... counts) {
        classes = counts;
        return this;
    }

    public BatchOptions heads(int count) {
        heads = count;
        return this;
    }

    public BatchOptions rotated() {
        rotated = true;
        return this;
    }

    /** Unit points on cell corners. */
    public BatchOptions corners() {
        pointOffset = 0;
        return this;
    }
}
