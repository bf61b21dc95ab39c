package dev.duet.api;

import dev.duet.assign.DuetTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Whole columns and dense views of a result, into arrays or memory of the caller: longer ones are filled from their beginning. Memory
 * takes numbers in native byte order and need not be aligned; it may be larger than an array can be. Nothing here allocates but the
 * methods that return arrays.
 */
abstract class ResultColumns extends ResultState {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

    ResultColumns(DuetTable columns, Calls calls) {
        super(columns, calls);
    }

    /** Copies a column. */
    public final void fill(IntColumn column, int[] out) {
        requireLength(out.length, column.size(this));
        try {
            column.copy(this, out);
        } catch (IndexOutOfBoundsException e) {
            throw torn(e);
        }
        require();
    }

    /** Copies a column; four bytes per number. */
    public final void fill(IntColumn column, MemorySegment out) {
        requireRoom(out, column.size(this), Integer.BYTES);
        try {
            column.copy(this, out);
        } catch (IndexOutOfBoundsException e) {
            throw torn(e);
        }
        require();
    }

    /** Copies a column. */
    public final void fill(FloatColumn column, float[] out) {
        copy(column.numbers(columns), column.size(this), out);
    }

    /** Copies a column; four bytes per number. */
    public final void fill(FloatColumn column, MemorySegment out) {
        copy(column.numbers(columns), column.size(this), out);
    }

    /** A copy of a column. Allocates. */
    public final int[] column(IntColumn column) {
        int[] out = new int[column.size(this)];
        fill(column, out);
        return out;
    }

    /** A copy of a column. Allocates. */
    public final float[] column(FloatColumn column) {
        float[] out = new float[column.size(this)];
        fill(column, out);
        return out;
    }

    /** Copies a channel of {@link Assignment#duetChannels}, {@code [duets, width]}. */
    public final void fillValues(String channel, float[] out) {
        int c = DenseViews.index(columns.duetChannels, channel);
        copy(columns.extra[c], (long) duets * columns.duetChannels[c].width(), out);
    }

    /** Copies a channel of {@link Assignment#duetChannels}, {@code [duets, width]}; four bytes per number. */
    public final void fillValues(String channel, MemorySegment out) {
        int c = DenseViews.index(columns.duetChannels, channel);
        copy(columns.extra[c], (long) duets * columns.duetChannels[c].width(), out);
    }

    /** Copies a channel of {@link Assignment#unitChannels}, {@code [images, units, width]}. */
    public final void fillUnitValues(String channel, float[] out) {
        int c = DenseViews.index(columns.unitChannels, channel);
        copy(columns.dense[c], unitNumbers(columns.unitChannels[c].width()), out);
    }

    /** Copies a channel of {@link Assignment#unitChannels}, {@code [images, units, width]}; four bytes per number. */
    public final void fillUnitValues(String channel, MemorySegment out) {
        int c = DenseViews.index(columns.unitChannels, channel);
        copy(columns.dense[c], unitNumbers(columns.unitChannels[c].width()), out);
    }

    /** Copies every image's {@link Assignment#totalCost}. */
    public final void fillTotalCosts(double[] out) {
        requireLength(out.length, images);
        try {
            System.arraycopy(columns.totalCost, 0, out, 0, images);
        } catch (IndexOutOfBoundsException e) {
            throw torn(e);
        }
        require();
    }

    /** Copies every image's {@link Assignment#totalCost}; eight bytes per number. */
    public final void fillTotalCosts(MemorySegment out) {
        requireRoom(out, images, Double.BYTES);
        try {
            MemorySegment.copy(columns.totalCost, 0, out, DOUBLE, 0, images);
        } catch (IndexOutOfBoundsException e) {
            throw torn(e);
        }
        require();
    }

    private void copy(float[] column, long n, float[] out) {
        requireLength(out.length, n);
        try {
            System.arraycopy(column, 0, out, 0, (int) n);
        } catch (IndexOutOfBoundsException e) {
            throw torn(e);
        }
        require();
    }

    private void copy(float[] column, long n, MemorySegment out) {
        requireRoom(out, n, Float.BYTES);
        try {
            MemorySegment.copy(column, 0, out, FLOAT, 0, (int) n);
        } catch (IndexOutOfBoundsException e) {
            throw torn(e);
        }
        require();
    }

    private long unitNumbers(int width) {
        return (long) images * units * width;
    }

    /**
     * Dense view: image-local GT of every unit, {@link Assignment#BACKGROUND} or {@link Assignment#IGNORED}. A unit with several duets
     * shows the last.
     *
     * @param out {@code [images, units]}, overwritten
     */
    public final void fillAssignedGt(int[] out) {
        requireLength(out.length, unitNumbers(1));
        try {
            DenseViews.assignedGt(this, out);
        } catch (IndexOutOfBoundsException e) {
            throw torn(e);
        }
        require();
    }

    /** As {@link #fillAssignedGt(int[])}; four bytes per number. */
    public final void fillAssignedGt(MemorySegment out) {
        requireRoom(out, unitNumbers(1), Integer.BYTES);
        try {
            DenseViews.assignedGt(this, out);
        } catch (IndexOutOfBoundsException e) {
            throw torn(e);
        }
        require();
    }

    /** Dense view of targets: {@code [images, units]}, 0 where there is no duet. */
    public final void fillTargets(float[] out) {
        dense(columns.target, 1, 0, out);
    }

    /** As {@link #fillTargets(float[])}; four bytes per number. */
    public final void fillTargets(MemorySegment out) {
        dense(columns.target, 1, 0, out);
    }

    /** Dense view of overlaps: {@code [images, units]}, 0 where there is no duet. */
    public final void fillOverlaps(float[] out) {
        dense(columns.overlap, 1, 0, out);
    }

    /** As {@link #fillOverlaps(float[])}; four bytes per number. */
    public final void fillOverlaps(MemorySegment out) {
        dense(columns.overlap, 1, 0, out);
    }

    /** Dense view of one number of a duet channel: {@code [images, units]}, 0 where there is no duet. */
    public final void fillChannel(String channel, int k, float[] out) {
        int c = DenseViews.index(columns.duetChannels, channel);
        int width = columns.duetChannels[c].width();
        within(channel, k, width, "numbers per duet");
        dense(columns.extra[c], width, k, out);
    }

    /** As {@link #fillChannel(String, int, float[])}; four bytes per number. */
    public final void fillChannel(String channel, int k, MemorySegment out) {
        int c = DenseViews.index(columns.duetChannels, channel);
        int width = columns.duetChannels[c].width();
        within(channel, k, width, "numbers per duet");
        dense(columns.extra[c], width, k, out);
    }

    private void dense(float[] column, int width, int k, float[] out) {
        requireLength(out.length, unitNumbers(1));
        try {
            DenseViews.numbers(this, column, width, k, out);
        } catch (IndexOutOfBoundsException e) {
            throw torn(e);
        }
        require();
    }

    private void dense(float[] column, int width, int k, MemorySegment out) {
        requireRoom(out, unitNumbers(1), Float.BYTES);
        try {
            DenseViews.numbers(this, column, width, k, out);
        } catch (IndexOutOfBoundsException e) {
            throw torn(e);
        }
        require();
    }

    /**
     * Dense class targets: the target in the channel of the GT's class, 0 elsewhere.
     *
     * @param classOfGt class of each GT of the batch, 0 .. C-1
     * @param classes C
     * @param out {@code [images, units, C]}, overwritten
     * @throws IllegalArgumentException if {@code classOfGt} or {@code out} is too short, or a class is none
     */
    public final void fillClassTargets(int[] classOfGt, int classes, float[] out) {
        requireLength(out.length, (long) images * units * classes);
        DenseViews.requireClasses(classOfGt, gts, classes);
        try {
            DenseViews.classTargets(this, classOfGt, classes, out);
        } catch (IndexOutOfBoundsException e) {
            throw torn(e);
        }
        require();
    }

    /** As {@link #fillClassTargets(int[], int, float[])}; four bytes per number, more of them than an array holds if need be. */
    public final void fillClassTargets(int[] classOfGt, int classes, MemorySegment out) {
        requireRoom(out, Math.multiplyExact((long) images * units, classes), Float.BYTES);
        DenseViews.requireClasses(classOfGt, gts, classes);
        try {
            DenseViews.classTargets(this, classOfGt, classes, out);
        } catch (IndexOutOfBoundsException e) {
            throw torn(e);
        }
        require();
    }

    /**
     * Rows of all duets in the original's batch-wide order: by group, then image, then as listed. For systems whose originals run
     * over levels first (YOLOv5, YOLOv7); for all others the identity.
     *
     * @param out length at least {@link Assignment#duets}; may be followed by stale values
     */
    public final void originalOrder(int[] out) {
        requireLength(out.length, duets);
        try {
            DenseViews.byGroup(columns, duets, out);
        } catch (IndexOutOfBoundsException e) {
            throw torn(e);
        }
        require();
    }
}
