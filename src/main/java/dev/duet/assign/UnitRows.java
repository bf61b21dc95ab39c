package dev.duet.assign;

import dev.duet.assign.workbench.Sizes;
import java.util.Arrays;

/** Rows that say something of units, image after image. Growing allocates; once grown, nothing does. */
public class UnitRows {
    static final int FIRST = 1024;

    private final String what;
    private final int widest;

    /** Rows so far. */
    public int size;
    /** Image b has rows {@code offsets[b] .. ends[b]}; in a batch's table {@code ends[b]} is {@code offsets[b + 1]}. */
    public int[] offsets = new int[1];

    private int[] ends = new int[0];
    public int[] unit = new int[FIRST];
    /** Image-local index of the GT, or a class, that the row gives the unit; null where rows are about neither. */
    public int[] gt;
    /** Overlap the system used for the pair, 0 where it uses none; null where rows have none. */
    public float[] overlap;

    /**
     * @param what the rows in messages
     * @param widest most numbers a column has per row
     */
    UnitRows(String what, int widest, boolean gts, boolean overlaps) {
        this.what = what;
        this.widest = widest;
        this.gt = gts ? new int[FIRST] : null;
        this.overlap = overlaps ? new float[FIRST] : null;
    }

    /** Forgets all rows and makes room for the offsets of a batch. */
    void clear(int images) {
        size = 0;
        offsets[0] = 0;
        if (ends.length < images) {
            offsets = new int[images + 1];
            ends = new int[images];
        }
    }

    /** Makes room for {@code more} rows; a kernel may then write the columns itself and raise {@link #size}. */
    public final void reserve(int more) {
        if (size + (long) more > unit.length) {
            grow(Sizes.doubled(what, unit.length, size + (long) more, widest));
        }
    }

    void grow(int capacity) {
        unit = Arrays.copyOf(unit, capacity);
        gt = gt == null ? null : Arrays.copyOf(gt, capacity);
        overlap = overlap == null ? null : Arrays.copyOf(overlap, capacity);
    }

    final int add(int unitIndex, int gtIndex, float overlapOfPair) {
        if (size == unit.length) {
            reserve(1);
        }
        unit[size] = unitIndex;
        if (gt != null) {
            gt[size] = gtIndex;
        }
        if (overlap != null) {
            overlap[size] = overlapOfPair;
        }
        return size++;
    }

    /** From now on, what is added belongs to an image. */
    void open(int image) {
        offsets[image] = size;
    }

    /** Ends the image opened last. */
    void close(int image) {
        ends[image] = size;
    }

    /** Takes over the rows of an image from another table, behind those of the images before. */
    final void take(UnitRows of, int image) {
        int from = of.offsets[image];
        int n = of.ends[image] - from;
        reserve(n);
        offsets[image] = size;
        copy(of, from, n);
        size += n;
        ends[image] = size;
        offsets[image + 1] = size;
    }

    /** Copies {@code n} rows of another table behind the last; there is room. */
    void copy(UnitRows of, int from, int n) {
        System.arraycopy(of.unit, from, unit, size, n);
        if (gt != null) {
            System.arraycopy(of.gt, from, gt, size, n);
        }
        if (overlap != null) {
            System.arraycopy(of.overlap, from, overlap, size, n);
        }
    }
}
