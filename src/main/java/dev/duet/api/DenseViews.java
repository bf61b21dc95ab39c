package dev.duet.api;

import dev.duet.assign.DuetTable;
import dev.duet.assign.stage.Channel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Fills arrays or memory of the caller, large enough, from a head's columns. Allocates nothing. Arrays and memory have a loop each: a
 * segment about an array would be an object per call.
 */
final class DenseViews {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private DenseViews() {}

    /** Place of a channel among those there are. */
    static int index(Channel[] channels, String name) {
        for (int c = 0; c < channels.length; c++) {
            if (channels[c].name().equals(name)) {
                return c;
            }
        }
        throw new IllegalArgumentException("no channel " + name + "; there are "
                + Arrays.stream(channels).map(Channel::name).toList());
    }

    /** GT of every unit of {@code [images, units]}, background or ignored. */
    static void assignedGt(ResultState r, int[] out) {
        DuetTable c = r.columns;
        Arrays.fill(out, 0, r.images * r.units, Assignment.BACKGROUND);
        for (int b = 0; b < r.images; b++) {
            int base = b * r.units;
            for (int i = c.ignored.offsets[b]; i < c.ignored.offsets[b + 1]; i++) {
                out[base + c.ignored.unit[i]] = Assignment.IGNORED;
            }
            for (int d = c.offsets[b]; d < c.offsets[b + 1]; d++) {
                out[base + c.unit[d]] = c.gt[d];
            }
        }
    }

    /** GT of every unit of {@code [images, units]}, background or ignored. */
    static void assignedGt(ResultState r, MemorySegment out) {
        DuetTable c = r.columns;
        long n = (long) r.images * r.units;
        for (long i = 0; i < n; i++) {
            out.setAtIndex(INT, i, Assignment.BACKGROUND);
        }
        for (int b = 0; b < r.images; b++) {
            long base = (long) b * r.units;
            for (int i = c.ignored.offsets[b]; i < c.ignored.offsets[b + 1]; i++) {
                out.setAtIndex(INT, base + c.ignored.unit[i], Assignment.IGNORED);
            }
            for (int d = c.offsets[b]; d < c.offsets[b + 1]; d++) {
                out.setAtIndex(INT, base + c.unit[d], c.gt[d]);
            }
        }
    }

    /** Number {@code k} of a column of {@code width} per duet, as {@code [images, units]}. */
    static void numbers(ResultState r, float[] column, int width, int k, float[] out) {
        DuetTable c = r.columns;
        Arrays.fill(out, 0, r.images * r.units, 0);
        for (int b = 0; b < r.images; b++) {
            for (int d = c.offsets[b]; d < c.offsets[b + 1]; d++) {
                out[b * r.units + c.unit[d]] = column[d * width + k];
            }
        }
    }

    /** Number {@code k} of a column of {@code width} per duet, as {@code [images, units]}. */
    static void numbers(ResultState r, float[] column, int width, int k, MemorySegment out) {
        DuetTable c = r.columns;
        zero(out, (long) r.images * r.units);
        for (int b = 0; b < r.images; b++) {
            for (int d = c.offsets[b]; d < c.offsets[b + 1]; d++) {
                out.setAtIndex(FLOAT, (long) b * r.units + c.unit[d], column[d * width + k]);
            }
        }
    }

    private static void zero(MemorySegment out, long n) {
        if (out.byteSize() == n * Float.BYTES) {
            out.fill((byte) 0);
        } else {
            for (long i = 0; i < n; i++) {
                out.setAtIndex(FLOAT, i, 0);
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
    static void classTargets(ResultState r, int[] labels, int classes, float[] out) {
        DuetTable c = r.columns;
        Arrays.fill(out, 0, r.images * r.units * classes, 0);
        for (int b = 0; b < r.images; b++) {
            for (int d = c.offsets[b]; d < c.offsets[b + 1]; d++) {
                int label = labels[c.gtOffsets[b] + c.gt[d]];
                out[(b * r.units + c.unit[d]) * classes + label] = c.target[d];
            }
        }
    }

    /** Targets in the channel of the GT's class, as {@code [images, units, classes]}. */
    static void classTargets(ResultState r, int[] labels, int classes, MemorySegment out) {
        DuetTable c = r.columns;
        zero(out, (long) r.images * r.units * classes);
        for (int b = 0; b < r.images; b++) {
            for (int d = c.offsets[b]; d < c.offsets[b + 1]; d++) {
                int label = labels[c.gtOffsets[b] + c.gt[d]];
                out.setAtIndex(FLOAT, ((long) b * r.units + c.unit[d]) * classes + label, c.target[d]);
            }
        }
    }

    /** Rows of {@code duets} duets by group, then as listed. */
    static void byGroup(DuetTable c, int duets, int[] out) {
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
