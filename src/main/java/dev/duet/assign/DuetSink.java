package dev.duet.assign;

import dev.duet.assign.stage.Channel;
import dev.duet.assign.workbench.Sizes;
import java.util.Arrays;

/**
 * Receives the results of one head from one worker, image after image, in growing flat columns. Growing allocates; once grown,
 * nothing does. Per-GT results go straight to arrays of the whole batch, at {@code offset[image] + gt}.
 */
public final class DuetSink {
    private static final int FIRST = 1024;

    private final Channel[] channels;

    /** Duets so far. */
    public int size;

    public int[] unit = new int[FIRST];
    /** Image-local GT index of each duet. */
    public int[] gt = new int[FIRST];
    /** Overlap the system used for the pair; 0 where it uses none. */
    public float[] overlap = new float[FIRST];
    /** Soft (or hard 1) target of the pair. */
    public float[] target = new float[FIRST];
    /** Rank of the duet's group in the original's batch-wide order (level, offset kind, anchor); 0 where images come first. */
    public int[] group = new int[FIRST];
    /** One column per duet channel, {@code width} floats per duet. */
    public final float[][] extra;

    /** Units that are neither positive nor background. */
    public int ignoredSize;

    public int[] ignoredUnit = new int[FIRST];
    /** Overlap for which each unit is ignored, 0 where the system has none. */
    public float[] ignoredOverlap = new float[FIRST];

    /** Class bits set to 1 beside those of the owning GTs (systems with multi-label unions), in any order. */
    public int labelSize;

    public int[] labelUnit = new int[FIRST];
    public int[] labelClass = new int[FIRST];

    /** Claims before conflicts are resolved; written only when {@link #explain} is set. */
    public int claimSize;

    public int[] claimUnit = new int[FIRST];
    public int[] claimGt = new int[FIRST];
    /** True when somebody wants the claims. */
    public boolean explain;

    /** Per GT of the batch: ordinal of {@link GtOutcome}, candidates, selected units, k asked for. Shared by all workers. */
    public byte[] outcome;

    public int[] candidates;
    public int[] selected;
    public int[] wanted;

    /** Per image of the batch: total cost of its matching, where the selection minimises one; else 0. Shared by all workers. */
    public double[] totalCost;

    /** One dense column {@code [images, units, width]} per unit channel, zeroed by the engine, shared by all workers. */
    public float[][] dense;

    public DuetSink(Channel[] channels) {
        this.channels = channels;
        this.extra = new float[channels.length][];
        for (int c = 0; c < channels.length; c++) {
            extra[c] = new float[FIRST * channels[c].width()];
        }
    }

    /** Forgets everything written; keeps the memory. */
    public void clear() {
        size = 0;
        ignoredSize = 0;
        labelSize = 0;
        claimSize = 0;
    }

    /** Makes room for {@code more} duets; a kernel may then write the columns itself and raise {@link #size}. */
    public void reserve(int more) {
        if (size + (long) more > unit.length) {
            int widest = 1;
            for (Channel channel : channels) {
                widest = Math.max(widest, channel.width());
            }
            int capacity = Sizes.doubled("duets", unit.length, size + (long) more, widest);
            unit = Arrays.copyOf(unit, capacity);
            gt = Arrays.copyOf(gt, capacity);
            overlap = Arrays.copyOf(overlap, capacity);
            target = Arrays.copyOf(target, capacity);
            group = Arrays.copyOf(group, capacity);
            for (int c = 0; c < channels.length; c++) {
                extra[c] = Arrays.copyOf(extra[c], capacity * channels[c].width());
            }
        }
    }

    /** Adds {@code n} duets of group 0 and returns the first one's row, for the targets and the extra channels. */
    public int duets(int[] units, int[] gts, float[] overlaps, int n) {
        reserve(n);
        int row = size;
        System.arraycopy(units, 0, unit, row, n);
        System.arraycopy(gts, 0, gt, row, n);
        System.arraycopy(overlaps, 0, overlap, row, n);
        Arrays.fill(group, row, row + n, 0);
        size += n;
        return row;
    }

    /** Adds a duet of group 0 and returns its row, for the extra channels. */
    public int duet(int unitIndex, int gtIndex, float overlapOfPair, float targetOfPair) {
        return duet(unitIndex, gtIndex, overlapOfPair, targetOfPair, 0);
    }

    /** Adds a duet and returns its row, for the extra channels. */
    public int duet(int unitIndex, int gtIndex, float overlapOfPair, float targetOfPair, int groupOfDuet) {
        if (size == unit.length) {
            reserve(1);
        }
        int row = size++;
        unit[row] = unitIndex;
        gt[row] = gtIndex;
        overlap[row] = overlapOfPair;
        target[row] = targetOfPair;
        group[row] = groupOfDuet;
        return row;
    }

    /** Marks a unit as ignored. */
    public void ignore(int unitIndex) {
        ignore(unitIndex, 0);
    }

    /** Marks a unit as ignored for its overlap with a GT. */
    public void ignore(int unitIndex, float overlapWithGt) {
        if (ignoredSize == ignoredUnit.length) {
            int capacity = Sizes.doubled("ignored units", ignoredSize, ignoredSize + 1L, 1);
            ignoredUnit = Arrays.copyOf(ignoredUnit, capacity);
            ignoredOverlap = Arrays.copyOf(ignoredOverlap, capacity);
        }
        ignoredUnit[ignoredSize] = unitIndex;
        ignoredOverlap[ignoredSize++] = overlapWithGt;
    }

    /** Sets a class bit of a unit. */
    public void label(int unitIndex, int classIndex) {
        if (labelSize == labelUnit.length) {
            int capacity = Sizes.doubled("class bits", labelSize, labelSize + 1L, 1);
            labelUnit = Arrays.copyOf(labelUnit, capacity);
            labelClass = Arrays.copyOf(labelClass, capacity);
        }
        labelUnit[labelSize] = unitIndex;
        labelClass[labelSize++] = classIndex;
    }

    /** Notes that a GT selected a unit, before conflicts; does nothing unless {@link #explain}. */
    public void claim(int unitIndex, int gtIndex) {
        if (!explain) {
            return;
        }
        if (claimSize == claimUnit.length) {
            int capacity = Sizes.doubled("claims", claimSize, claimSize + 1L, 1);
            claimUnit = Arrays.copyOf(claimUnit, capacity);
            claimGt = Arrays.copyOf(claimGt, capacity);
        }
        claimUnit[claimSize] = unitIndex;
        claimGt[claimSize++] = gtIndex;
    }

    /**
     * Records the funnel of a GT.
     *
     * @param row index of the GT in the batch
     * @param state what became of it
     * @param candidateCount units that passed the spatial prior
     * @param selectedCount units it selected before conflicts
     * @param wantedCount units it asked for (k)
     */
    public void gt(int row, GtOutcome state, int candidateCount, int selectedCount, int wantedCount) {
        outcome[row] = (byte) state.ordinal();
        candidates[row] = candidateCount;
        selected[row] = selectedCount;
        wanted[row] = wantedCount;
    }
}
