package dev.duet.api;

import java.util.Arrays;

/** Fills arrays of the caller, long enough, from a head's columns. Allocates nothing. */
final class DenseViews {
    private DenseViews() {}

    /** GT of every unit of {@code [images, units]}, background or ignored. */
    static void assignedGt(HeadColumns c, int images, int units, int[] out) {
        Arrays.fill(out, 0, images * units, Assignment.BACKGROUND);
        for (int b = 0; b < images; b++) {
            int base = b * units;
            for (int i = c.ignoredOffsets[b]; i < c.ignoredOffsets[b + 1]; i++) {
                out[base + c.ignoredUnit[i]] = Assignment.IGNORED;
            }
            for (int d = c.offsets[b]; d < c.offsets[b + 1]; d++) {
                out[base + c.unit[d]] = c.gt[d];
            }
        }
    }

    /** Number {@code k} of a column of {@code width} per duet, as {@code [images, units]}. */
    static void numbers(HeadColumns c, int images, int units, float[] column, int width, int k, float[] out) {
        Arrays.fill(out, 0, images * units, 0);
        for (int b = 0; b < images; b++) {
            for (int d = c.offsets[b]; d < c.offsets[b + 1]; d++) {
                out[b * units + c.unit[d]] = column[d * width + k];
            }
        }
    }

    /** Refuses classes that are none, or too few of them. */
    static void requireClasses(int[] labels, int gts, int classes) {
        if (labels.length < gts) {
            throw new IllegalArgumentException("labels: length " + labels.length + ", the batch has " + gts + " GTs");
        }
        for (int row = 0; row < gts; row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                throw new IllegalArgumentException(
                        "labels[" + row + "]: " + labels[row] + "; classes are 0 .. " + (classes - 1));
            }
        }
    }

    /** Targets in the channel of the GT's class, as {@code [images, units, classes]}. */
    static void classTargets(HeadColumns c, int images, int units, int[] labels, int classes, float[] out) {
        Arrays.fill(out, 0, images * units * classes, 0);
        for (int b = 0; b < images; b++) {
            for (int d = c.offsets[b]; d < c.offsets[b + 1]; d++) {
                int label = labels[c.gtOffsets[b] + c.gt[d]];
                out[(b * units + c.unit[d]) * classes + label] = c.target[d];
            }
        }
    }

    /** Rows of {@code duets} duets by group, then as listed. */
    static void byGroup(HeadColumns c, int duets, int[] out) {
        int at = 0;
        int group = 0;
        while (at < duets && group < Integer.MAX_VALUE) { // no more groups: the columns were changed meanwhile
            int next = Integer.MAX_VALUE;
            for (int d = 0; d < duets; d++) {
                if (c.group[d] == group) {
                    out[at++] = d;
                } else if (c.group[d] > group) {
                    next = Math.min(next, c.group[d]);
                }
            }
            group = next;
        }
    }
}
