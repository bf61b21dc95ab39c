package dev.duet.report;

import dev.duet.io.labels.Labels;
import java.util.Arrays;

/**
 * What is odd about labels, whatever the system: boxes without area, outside their photo, there twice. What was left out while reading is counted in
 * {@link Labels#remarks}.
 */
public final class LabelFaults {
    /** A box may reach this far over the photo's edge before it counts; rounding of normalised labels moves boxes that much. */
    private static final double SLACK = 1;
    /** Overlap from which two boxes of one class in one image count as nearly the same. */
    private static final double NEAR = 0.95;

    private long boxes;
    private long zeroArea;
    private long outside;
    private long beyond;
    private long tiny;
    private long duplicates;
    private long nearDuplicates;
    private long emptyImages;
    private double[] left = new double[0];
    private int[] order = new int[0];

    /** Looks at one image. */
    public void add(LabelSet set, int image) {
        Labels labels = set.labels();
        int from = labels.offsets()[image];
        int to = labels.offsets()[image + 1];
        if (from == to) {
            emptyImages++;
        }
        int n = 0;
        if (order.length < to - from) {
            order = new int[to - from];
        }
        for (int i = from; i < to; i++) {
            boxes++;
            box(set, image, i);
            order[n++] = i;
        }
        twins(labels, n);
    }

    private void box(LabelSet set, int image, int i) {
        Labels labels = set.labels();
        double w = labels.x2()[i] - labels.x1()[i];
        double h = labels.y2()[i] - labels.y1()[i];
        if (w <= 0 || h <= 0) {
            zeroArea++;
        } else {
            float cw = set.canvas().x2()[i] - set.canvas().x1()[i];
            float ch = set.canvas().y2()[i] - set.canvas().y1()[i];
            if (Math.min(cw, ch) < 2) {
                tiny++;
            }
        }
        if (!labels.sizeKnown(image)) {
            return;
        }
        double right = labels.width(image);
        double bottom = labels.height(image);
        if (labels.x2()[i] <= 0 || labels.y2()[i] <= 0 || labels.x1()[i] >= right || labels.y1()[i] >= bottom) {
            outside++;
        } else if (labels.x1()[i] < -SLACK
                || labels.y1()[i] < -SLACK
                || labels.x2()[i] > right + SLACK
                || labels.y2()[i] > bottom + SLACK) {
            beyond++;
        }
    }

    /** Each box is compared with those to its right that begin before it ends; a box counts once. */
    private void twins(Labels labels, int n) {
        if (left.length < n) {
            left = new double[n];
        }
        sort(labels, n);
        for (int a = 0; a < n; a++) {
            int i = order[a];
            double side = labels.x2()[i] - labels.x1()[i];
            double reach = labels.x1()[i] + (1 - NEAR) * 2 * side + 1e-6; // farther left edges cannot overlap enough
            int kind = 0;
            for (int b = a + 1; b < n && labels.x1()[order[b]] <= reach && kind < 2; b++) {
                int j = order[b];
                if (labels.classIndex()[i] == labels.classIndex()[j]) {
                    kind = Math.max(kind, likeness(labels, i, j));
                }
            }
            duplicates += kind == 2 ? 1 : 0;
            nearDuplicates += kind == 1 ? 1 : 0;
        }
    }

    private void sort(Labels labels, int n) {
        long[] keys = new long[n];
        for (int a = 0; a < n; a++) {
            // The order of floats as unsigned bits, with the box behind it.
            int bits = Float.floatToIntBits((float) labels.x1()[order[a]]);
            keys[a] = (long) (bits < 0 ? ~bits ^ Integer.MIN_VALUE : bits) << 32 | a;
        }
        Arrays.sort(keys);
        int[] sorted = new int[n];
        for (int a = 0; a < n; a++) {
            sorted[a] = order[(int) keys[a]];
        }
        System.arraycopy(sorted, 0, order, 0, n);
    }

    /** 2 for equal boxes, 1 for nearly equal ones; boxes that have corners are equal by these or different. */
    private static int likeness(Labels labels, int i, int j) {
        if (labels.isRotated()) {
            double[] corners = labels.corners(i);
            double[] others = labels.corners(j);
            if (corners.length + others.length > 0) {
                return Arrays.equals(corners, others) ? 2 : 0;
            }
        }
        return same(labels, i, j) ? 2 : iou(labels, i, j) >= NEAR ? 1 : 0;
    }

    private static boolean same(Labels labels, int i, int j) {
        return labels.x1()[i] == labels.x1()[j]
                && labels.y1()[i] == labels.y1()[j]
                && labels.x2()[i] == labels.x2()[j]
                && labels.y2()[i] == labels.y2()[j];
    }

    private static double iou(Labels labels, int i, int j) {
        double w = Math.min(labels.x2()[i], labels.x2()[j]) - Math.max(labels.x1()[i], labels.x1()[j]);
        double h = Math.min(labels.y2()[i], labels.y2()[j]) - Math.max(labels.y1()[i], labels.y1()[j]);
        if (w <= 0 || h <= 0) {
            return 0;
        }
        double a = (labels.x2()[i] - labels.x1()[i]) * (labels.y2()[i] - labels.y1()[i]);
        double b = (labels.x2()[j] - labels.x1()[j]) * (labels.y2()[j] - labels.y1()[j]);
        return w * h / (a + b - w * h);
    }

    /** Boxes looked at. */
    public long boxes() {
        return boxes;
    }

    /** Boxes whose width or height is zero. */
    public long zeroArea() {
        return zeroArea;
    }

    /** Boxes that lie outside their photo altogether. */
    public long outside() {
        return outside;
    }

    /** Boxes that reach more than a pixel over an edge of their photo. */
    public long beyond() {
        return beyond;
    }

    /** Boxes with a side under 2 pixels on the canvas, zero areas aside. */
    public long tiny() {
        return tiny;
    }

    /** Boxes whose class and corners another box of the image has. */
    public long duplicates() {
        return duplicates;
    }

    /** Boxes that another of their class and image overlaps by 0.95 or more, equal ones aside. */
    public long nearDuplicates() {
        return nearDuplicates;
    }

    /** Images without boxes. */
    public long emptyImages() {
        return emptyImages;
    }
}
