package dev.duet.python;

import dev.duet.api.Assignment;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The dense targets of task-aligned training, written into tensors of the caller: class targets {@code float[images, units, classes]},
 * boxes {@code float[images, units, width]}, labels and GT indices {@code long[images, units]}, foreground {@code byte[images, units]}.
 *
 * <p>The tensors may be used call after call. Scores, foreground and indices then are cleared only where the last call wrote: zeroing
 * 43 MB of scores costs many times the assignment. A caller that changed them in between says so with {@code stale}.
 */
public final class DenseTargets {
    private final MemorySegment labels;
    private final MemorySegment boxes;
    private final MemorySegment scores;
    private final MemorySegment foreground;
    private final MemorySegment indices;
    private final int images;
    private final int units;
    private final int classes;
    private final int width;
    /** Units of the batch and numbers in the scores that the last call wrote. */
    private int[] writtenUnits = new int[0];

    private long[] writtenScores = new long[0];
    private int written;

    /**
     * Tensors by address; all zero at first.
     *
     * @param shape images, units, classes, width
     */
    public DenseTargets(long labels, long boxes, long scores, long foreground, long indices, int[] shape) {
        this.images = shape[0];
        this.units = shape[1];
        this.classes = shape[2];
        this.width = shape[3];
        long n = (long) images * units;
        this.labels = Memory.longs(labels, n);
        this.boxes = Memory.floats(boxes, n * width);
        this.scores = Memory.floats(scores, n * classes);
        this.foreground = Memory.at(foreground, n, 1);
        this.indices = Memory.longs(indices, n);
    }

    /**
     * Writes the targets of the last assignment of {@code bridge}, whose GTs were padded.
     *
     * @param backgroundLabel label of units without GT; negative: as the originals, that of the image's first row
     * @param stale clear everything, not only what the last call wrote
     */
    public void write(Bridge bridge, int head, int backgroundLabel, boolean stale) {
        Assignment assignment = bridge.head(head);
        GtMemory gts = bridge.gts();
        clear(stale);
        int duets = assignment.duets();
        if (writtenUnits.length < duets) {
            int room = duets + (duets >> 1);
            int[] units = new int[room];
            writtenScores = new long[room];
            writtenUnits = units;
        }
        for (int b = 0; b < images; b++) {
            background(gts, b, backgroundLabel);
            for (int d = assignment.offset(b); d < assignment.offset(b + 1); d++) {
                duet(
                        gts,
                        assignment.gtOffset(b) + assignment.gt(d),
                        b * units + assignment.unit(d),
                        assignment.target(d));
            }
        }
    }

    private void clear(boolean stale) {
        if (stale) {
            scores.fill((byte) 0);
            foreground.fill((byte) 0);
            indices.fill((byte) 0);
        } else {
            for (int i = 0; i < written; i++) {
                scores.setAtIndex(Memory.FLOAT, writtenScores[i], 0);
                foreground.set(ValueLayout.JAVA_BYTE, writtenUnits[i], (byte) 0);
                indices.setAtIndex(Memory.LONG, writtenUnits[i], 0);
            }
        }
        written = 0;
    }

    /** The originals look units without GT up in row 0 of their image; users rely on shapes there, not on values. */
    private void background(GtMemory gts, int image, int backgroundLabel) {
        long first = (long) image * units;
        labels.setAtIndex(
                Memory.LONG, first, backgroundLabel < 0 ? Math.max(gts.firstLabel(image), 0) : backgroundLabel);
        Memory.repeat(labels, first * Long.BYTES, Long.BYTES, (long) units * Long.BYTES);
        for (int k = 0; k < width; k++) {
            boxes.setAtIndex(Memory.FLOAT, first * width + k, gts.firstBox(image, k));
        }
        long row = (long) width * Float.BYTES;
        Memory.repeat(boxes, first * row, row, units * row);
    }

    private void duet(GtMemory gts, int gt, int unit, float target) {
        int label = gts.label(gt);
        long score = (long) unit * classes + label;
        scores.setAtIndex(Memory.FLOAT, score, target);
        foreground.set(ValueLayout.JAVA_BYTE, unit, (byte) 1);
        indices.setAtIndex(Memory.LONG, unit, gts.source(gt));
        labels.setAtIndex(Memory.LONG, unit, label);
        for (int k = 0; k < width; k++) {
            boxes.setAtIndex(Memory.FLOAT, (long) unit * width + k, gts.box(gt, k));
        }
        writtenUnits[written] = unit;
        writtenScores[written++] = score;
    }
}
