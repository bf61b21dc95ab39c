package dev.duet.python;

import dev.duet.api.GroundTruths;
import java.lang.foreign.MemorySegment;

/**
 * The GTs of a call, copied from the caller's memory into arrays that are kept: a few kilobytes, in the engine's order of columns.
 * Grows only. Where memory runs out in the middle, arrays are as before or as wanted, and the next call reads all of its GTs anew.
 */
final class GtMemory {
    private static final float[] NONE = {};

    private float[][] columns = new float[0][];
    private float[] rows = NONE;
    private int[] labels = new int[0];
    private int[] offsets = {0};
    private byte[] mask = new byte[0];
    /** Row in the padded tensor of each GT kept, counted in its image. */
    private int[] source = new int[0];
    /** First row of every image in the padded tensor, {@code [images, width]}, and its label. */
    private float[] firstBox = NONE;

    private int[] firstLabel = new int[0];
    /** The engine's view of the arrays above, or null where it must be made anew. */
    private GroundTruths current;

    private int width;

    /** Label of GT {@code row} of the batch. */
    int label(int row) {
        return labels[row];
    }

    /** Number {@code k} of the box of GT {@code row} of the batch. */
    float box(int row, int k) {
        return columns[k][row];
    }

    /** Where GT {@code row} of the batch stood in its image's padded rows. */
    int source(int row) {
        return source[row];
    }

    /** Number {@code k} of the first padded row of an image. */
    float firstBox(int image, int k) {
        return firstBox[image * width + k];
    }

    /** Label of the first padded row of an image. */
    int firstLabel(int image) {
        return firstLabel[image];
    }

    /** Reads boxes {@code float[G, width]}, labels {@code int[G]} and offsets {@code int[images + 1]}. */
    GroundTruths readFlat(long boxAddress, long labelAddress, long offsetAddress, int images, int boxWidth) {
        MemorySegment given = Memory.ints(offsetAddress, images + 1L);
        int count = Math.max(given.getAtIndex(Memory.INT, images), 0);
        room(images, count, boxWidth);
        MemorySegment.copy(given, Memory.INT, 0, offsets, 0, images + 1);
        MemorySegment.copy(Memory.ints(labelAddress, count), Memory.INT, 0, labels, 0, count);
        copyRows(boxAddress, count);
        for (int g = 0; g < count; g++) {
            keep(g, g, 0);
        }
        return view();
    }

    /**
     * Reads padded GTs: boxes {@code float[images, padded, width]}, labels {@code int[images, padded]}, mask {@code byte[images,
     * padded]}. Rows whose mask is 0 are left out, except boxes whose numbers sum to 0 or less without all being 0: those are GTs that
     * the original masks out by this very rule and that the engine must see to do the same.
     */
    GroundTruths readPadded(
            long boxAddress, long labelAddress, long maskAddress, int images, int padded, int boxWidth) {
        int count = Math.multiplyExact(images, padded);
        room(images, count, boxWidth);
        if (mask.length < count) {
            mask = new byte[count];
        }
        MemorySegment.copy(Memory.ints(labelAddress, count), Memory.INT, 0, labels, 0, count);
        MemorySegment.copy(Memory.at(maskAddress, count, 1), 0, MemorySegment.ofArray(mask), 0, count);
        copyRows(boxAddress, count);
        int kept = 0;
        for (int b = 0; b < images; b++) {
            offsets[b] = kept;
            int first = b * padded;
            if (padded > 0) {
                firstLabel[b] = labels[first];
                System.arraycopy(rows, first * width, firstBox, b * width, width);
            }
            for (int r = 0; r < padded; r++) {
                boolean real = mask[first + r] != 0;
                if (real || masksItself(first + r)) {
                    int label = labels[first + r];
                    keep(first + r, kept, r);
                    labels[kept++] = real ? label : Math.max(label, 0);
                }
            }
        }
        offsets[images] = kept;
        return view();
    }

    private boolean masksItself(int row) {
        float sum = 0;
        boolean zero = true;
        for (int k = 0; k < width; k++) {
            float value = rows[row * width + k];
            sum += value;
            zero &= value == 0;
        }
        return !zero && sum <= 0;
    }

    private void copyRows(long boxAddress, int count) {
        int numbers = count * width;
        MemorySegment.copy(Memory.floats(boxAddress, numbers), Memory.FLOAT, 0, rows, 0, numbers);
    }

    private void keep(int row, int to, int sourceRow) {
        for (int k = 0; k < width; k++) {
            columns[k][to] = rows[row * width + k];
        }
        source[to] = sourceRow;
    }

    /** Makes room. Everything that is new is made before anything is replaced, so that running out of memory changes nothing. */
    private void room(int images, int count, int boxWidth) {
        boolean wider = width != boxWidth || labels.length < count;
        boolean otherImages = offsets.length != images + 1;
        boolean moreImages = firstLabel.length < images || firstBox.length < images * boxWidth;
        int n = wider ? Math.addExact(count, count >> 1) : 0;
        float[][] newColumns = wider ? new float[boxWidth][n] : columns;
        float[] newRows = wider ? new float[Math.multiplyExact(n, boxWidth)] : rows;
        int[] newLabels = wider ? new int[n] : labels;
        int[] newSource = wider ? new int[n] : source;
        int[] newOffsets = otherImages ? new int[images + 1] : offsets;
        int[] newFirstLabel = moreImages ? new int[images] : firstLabel;
        float[] newFirstBox = moreImages ? new float[images * boxWidth] : firstBox;
        if (wider || otherImages) {
            current = null;
        }
        width = boxWidth;
        columns = newColumns;
        rows = newRows;
        labels = newLabels;
        source = newSource;
        offsets = newOffsets;
        firstLabel = newFirstLabel;
        firstBox = newFirstBox;
    }

    private GroundTruths view() {
        GroundTruths view = current;
        if (view == null) {
            view = width == 5
                    ? GroundTruths.rotated(columns[0], columns[1], columns[2], columns[3], columns[4], labels, offsets)
                    : GroundTruths.of(columns[0], columns[1], columns[2], columns[3], labels, offsets);
            current = view;
        }
        return view;
    }
}
