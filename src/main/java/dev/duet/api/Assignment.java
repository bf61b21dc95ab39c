package dev.duet.api;

import dev.duet.assign.Channel;
import dev.duet.assign.GtOutcome;
import java.util.Arrays;
import java.util.List;

/**
 * All duets of a batch for one head, sparse and flat: image b owns duets {@code offset(b) .. offset(b + 1)}. Further heads of the
 * same call hang on the first ({@link #head}). Owned by the engine that made it and overwritten by its next call; {@link #copy}
 * keeps it. Index accessors and the {@code fill} methods allocate nothing.
 *
 * <p>Order inside an image: systems that give a unit to at most one GT list GT by GT as units were first claimed; systems with
 * match lists use their original's order.
 */
public final class Assignment {
    /** Dense value of a background unit. */
    public static final int BACKGROUND = -1;
    /** Dense value of an ignored unit. */
    public static final int IGNORED = -2;

    private static final GtOutcome[] OUTCOMES = GtOutcome.values();

    final HeadColumns columns;
    private final Assignment[] heads;

    Assignment(HeadColumns columns, Assignment[] heads) {
        this.columns = columns;
        this.heads = heads == null ? new Assignment[] {this} : heads;
    }

    /** Name of this head, "main" where there is one. */
    public String headName() {
        return columns.name;
    }

    /** Names of all heads of the call, the main one first. */
    public List<String> headNames() {
        return Arrays.stream(heads).map(Assignment::headName).toList();
    }

    /**
     * Another head of the same call.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public Assignment head(String name) {
        for (Assignment head : heads) {
            if (head.headName().equals(name)) {
                return head;
            }
        }
        throw new IllegalArgumentException("no head " + name + "; there are " + String.join(", ", headNames()));
    }

    /** Images of the batch. */
    public int images() {
        return columns.images;
    }

    /** Units per image. */
    public int units() {
        return columns.units;
    }

    /** GTs of the batch. */
    public int gts() {
        return columns.gts;
    }

    /** First GT row of an image; {@code gtOffset(images())} is {@link #gts}. */
    public int gtOffset(int image) {
        return columns.gtOffsets[image];
    }

    /** Duets of the batch. */
    public int duets() {
        return columns.offsets[columns.images];
    }

    /** First duet of an image. */
    public int offset(int image) {
        return columns.offsets[image];
    }

    /** Unit of a duet, 0 .. units-1 in its image. */
    public int unit(int duet) {
        return columns.unit[duet];
    }

    /** GT of a duet, counted in its image. */
    public int gt(int duet) {
        return columns.gt[duet];
    }

    /** Overlap the system used for the pair, 0 where it uses none. */
    public float overlap(int duet) {
        return columns.overlap[duet];
    }

    /** Soft target of the pair; 1 where the system has hard targets. */
    public float target(int duet) {
        return columns.target[duet];
    }

    /** Rank of the duet's group in the original's batch-wide order; see {@link #originalOrder}. */
    public int group(int duet) {
        return columns.group[duet];
    }

    /** Further values per duet this head has. */
    public List<Channel> duetChannels() {
        return List.of(columns.duetChannels);
    }

    /** Value {@code k} of a duet in a channel of {@link #duetChannels}. */
    public float value(String channel, int duet, int k) {
        int c = HeadColumns.index(columns.duetChannels, channel);
        return columns.extra[c][duet * columns.duetChannels[c].width() + k];
    }

    /** Further dense values per unit this head has. */
    public List<Channel> unitChannels() {
        return List.of(columns.unitChannels);
    }

    /** Value {@code k} of a unit in a channel of {@link #unitChannels}. */
    public float unitValue(String channel, int image, int unit, int k) {
        int c = HeadColumns.index(columns.unitChannels, channel);
        int width = columns.unitChannels[c].width();
        return columns.dense[c][(image * columns.units + unit) * width + k];
    }

    /** Ignored units of the batch. */
    public int ignored() {
        return columns.ignoredOffsets[columns.images];
    }

    /** First ignored unit of an image. */
    public int ignoredOffset(int image) {
        return columns.ignoredOffsets[image];
    }

    /** Ignored unit {@code i}, 0 .. units-1 in its image. */
    public int ignoredUnit(int i) {
        return columns.ignoredUnit[i];
    }

    /** Overlap with a GT for which unit {@code i} of the ignored ones is ignored, 0 for systems that ignore for other reasons. */
    public float ignoredOverlap(int i) {
        return columns.ignoredOverlap[i];
    }

    /** Class bits of the batch; 0 for systems without multi-label unions. */
    public int labels() {
        return columns.labelOffsets[columns.images];
    }

    public int labelOffset(int image) {
        return columns.labelOffsets[image];
    }

    public int labelUnit(int i) {
        return columns.labelUnit[i];
    }

    public int labelClass(int i) {
        return columns.labelClass[i];
    }

    /** Whether the engine explained: claims were kept, though there may be none. */
    public boolean explained() {
        return columns.explained;
    }

    /** Claims before conflicts were resolved; 0 unless the engine explains. */
    public int claims() {
        return columns.claimOffsets[columns.images];
    }

    public int claimOffset(int image) {
        return columns.claimOffsets[image];
    }

    public int claimUnit(int i) {
        return columns.claimUnit[i];
    }

    public int claimGt(int i) {
        return columns.claimGt[i];
    }

    /** What became of GT {@code row} (counted in the batch). */
    public GtOutcome outcome(int row) {
        return OUTCOMES[columns.outcome[row]];
    }

    /** Units that passed the spatial prior of GT {@code row}. */
    public int candidates(int row) {
        return columns.candidates[row];
    }

    /** Units GT {@code row} selected, before conflicts. */
    public int selected(int row) {
        return columns.selected[row];
    }

    /** Units GT {@code row} asked for: its k. */
    public int wanted(int row) {
        return columns.wanted[row];
    }

    /** Total cost of an image's matching, for systems whose selection minimises one (exact one-to-one); 0 for all others. */
    public double totalCost(int image) {
        return columns.totalCost[image];
    }

    /** GTs that ended with a given outcome. */
    public int count(GtOutcome outcome) {
        int count = 0;
        for (int row = 0; row < columns.gts; row++) {
            if (columns.outcome[row] == outcome.ordinal()) {
                count++;
            }
        }
        return count;
    }

    /** Sum of all targets, in double. */
    public double targetSum() {
        double sum = 0;
        for (int d = 0; d < duets(); d++) {
            sum += columns.target[d];
        }
        return sum;
    }

    /**
     * Dense view: image-local GT of every unit, {@link #BACKGROUND} or {@link #IGNORED}. A unit with several duets shows the last.
     *
     * @param out {@code [images, units]}, overwritten
     */
    public void fillAssignedGt(int[] out) {
        requireLength(out.length, (long) columns.images * columns.units);
        Arrays.fill(out, 0, columns.images * columns.units, BACKGROUND);
        for (int b = 0; b < columns.images; b++) {
            int base = b * columns.units;
            for (int i = columns.ignoredOffsets[b]; i < columns.ignoredOffsets[b + 1]; i++) {
                out[base + columns.ignoredUnit[i]] = IGNORED;
            }
            for (int d = columns.offsets[b]; d < columns.offsets[b + 1]; d++) {
                out[base + columns.unit[d]] = columns.gt[d];
            }
        }
    }

    /** Dense view of targets: {@code [images, units]}, 0 where there is no duet. */
    public void fillTargets(float[] out) {
        fill(out, columns.target, 1, 0);
    }

    /** Dense view of overlaps: {@code [images, units]}, 0 where there is no duet. */
    public void fillOverlaps(float[] out) {
        fill(out, columns.overlap, 1, 0);
    }

    /** Dense view of one number of a duet channel: {@code [images, units]}, 0 where there is no duet. */
    public void fillChannel(String channel, int k, float[] out) {
        int c = HeadColumns.index(columns.duetChannels, channel);
        fill(out, columns.extra[c], columns.duetChannels[c].width(), k);
    }

    private void fill(float[] out, float[] column, int width, int k) {
        requireLength(out.length, (long) columns.images * columns.units);
        Arrays.fill(out, 0, columns.images * columns.units, 0);
        for (int b = 0; b < columns.images; b++) {
            for (int d = columns.offsets[b]; d < columns.offsets[b + 1]; d++) {
                out[b * columns.units + columns.unit[d]] = column[d * width + k];
            }
        }
    }

    /**
     * Dense class targets: the target in the channel of the GT's class, 0 elsewhere.
     *
     * @param labels class of each GT of the batch
     * @param classes C
     * @param out {@code [images, units, C]}, overwritten
     */
    public void fillClassTargets(int[] labels, int classes, float[] out) {
        requireLength(out.length, (long) columns.images * columns.units * classes);
        Arrays.fill(out, 0, columns.images * columns.units * classes, 0);
        for (int b = 0; b < columns.images; b++) {
            for (int d = columns.offsets[b]; d < columns.offsets[b + 1]; d++) {
                int label = labels[columns.gtOffsets[b] + columns.gt[d]];
                out[(b * columns.units + columns.unit[d]) * classes + label] = columns.target[d];
            }
        }
    }

    /**
     * Rows of all duets in the original's batch-wide order: by group, then image, then as listed. For systems whose originals run
     * over levels first (YOLOv5, YOLOv7); for all others the identity.
     *
     * @param out length at least {@link #duets}; may be followed by stale values
     */
    public void originalOrder(int[] out) {
        int n = duets();
        requireLength(out.length, n);
        int at = 0;
        int group = 0;
        while (at < n) {
            int next = Integer.MAX_VALUE;
            for (int d = 0; d < n; d++) {
                if (columns.group[d] == group) {
                    out[at++] = d;
                } else if (columns.group[d] > group) {
                    next = Math.min(next, columns.group[d]);
                }
            }
            group = next;
        }
    }

    /** A copy that stays as it is. Allocates. */
    public Assignment copy() {
        Assignment[] copies = new Assignment[heads.length];
        for (int h = 0; h < heads.length; h++) {
            copies[h] = new Assignment(heads[h].columns.copy(), copies);
        }
        for (int h = 0; h < heads.length; h++) {
            if (heads[h] == this) {
                return copies[h];
            }
        }
        throw new AssertionError("an assignment is one of its own heads");
    }

    private static void requireLength(int length, long needed) {
        if (length < needed) {
            throw new IllegalArgumentException("out: length " + length + ", needed " + needed);
        }
    }
}
