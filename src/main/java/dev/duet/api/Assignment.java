package dev.duet.api;

import dev.duet.assign.GtOutcome;
import dev.duet.assign.stage.Channel;
import java.util.Arrays;
import java.util.List;

/**
 * All duets of a batch for one head, sparse and flat: image b owns duets {@code offset(b) .. offset(b + 1)}. Further heads of the
 * same call hang on the first ({@link #head}). Owned by the engine that made it: once the engine's next call has begun, in whatever
 * thread and however it ends, every method fails with an {@link IllegalStateException}; {@link #copy} keeps a result for good. An
 * index that is out of bounds is an {@link IndexOutOfBoundsException} that names method, index and size. Index accessors and the
 * {@code fill} methods allocate nothing.
 *
 * <p>An engine hands out 251 result objects in turn, as a call allocates nothing: one that was kept over 251 calls, and never
 * touched meanwhile, shows the latest call.
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

    private final HeadColumns columns;
    private final Assignment[] heads;
    private final Calls calls;
    /** The call whose result this is; none before {@link #show}. */
    private int call = -1;

    private boolean refused;
    private int images;
    private int units;
    private int gts;
    private int duets;
    private int ignored;
    private int labels;
    private int claims;
    private boolean explained;

    private Assignment(HeadColumns columns, Assignment[] heads, Calls calls) {
        this.columns = columns;
        this.heads = heads;
        this.calls = calls;
    }

    /** A result of all heads, which shows nothing yet; returns the main head's. */
    static Assignment of(HeadColumns[] columns, Calls calls) {
        Assignment[] heads = new Assignment[columns.length];
        for (int h = 0; h < heads.length; h++) {
            heads[h] = new Assignment(columns[h], heads, calls);
        }
        return heads[0];
    }

    /** Shows the call that is now in the columns, on all heads. */
    void show() {
        for (Assignment head : heads) {
            HeadColumns c = head.columns;
            head.images = c.images;
            head.units = c.units;
            head.gts = c.gts;
            head.duets = c.offsets[c.images];
            head.ignored = c.ignoredOffsets[c.images];
            head.labels = c.labelOffsets[c.images];
            head.claims = c.claimOffsets[c.images];
            head.explained = c.explained;
            head.call = calls.current();
        }
    }

    /** Whether any head has refused to answer; to be asked of the main head. */
    boolean wasRefused() {
        return refused;
    }

    /** To be called after the numbers were read: fails if a later call may have changed them. */
    private void require() {
        if (!calls.still(call)) {
            heads[0].refused = true;
            throw new IllegalStateException("this result is gone: a later call of its engine has begun to overwrite it;"
                    + " read a result before the next call, or keep a copy()");
        }
    }

    private int current(int value) {
        require();
        return value;
    }

    private float current(float value) {
        require();
        return value;
    }

    private void within(String accessor, int index, int size, String what) {
        if (index < 0 || index >= size) {
            require();
            throw new IndexOutOfBoundsException(accessor + "(" + index + "): there are " + size + " " + what
                    + (size == 0 ? "" : ", counted from 0"));
        }
    }

    /** Name of this head, "main" where there is one. */
    public String headName() {
        require();
        return columns.name;
    }

    /** Names of all heads of the call, the main one first. */
    public List<String> headNames() {
        require();
        return Arrays.stream(heads).map(head -> head.columns.name).toList();
    }

    /**
     * Another head of the same call.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public Assignment head(String name) {
        require();
        for (Assignment head : heads) {
            if (head.columns.name.equals(name)) {
                return head;
            }
        }
        throw new IllegalArgumentException("no head " + name + "; there are " + String.join(", ", headNames()));
    }

    /** Images of the batch. */
    public int images() {
        return current(images);
    }

    /** Units per image. */
    public int units() {
        return current(units);
    }

    /** GTs of the batch. */
    public int gts() {
        return current(gts);
    }

    /** First GT row of an image; {@code gtOffset(images())} is {@link #gts}. */
    public int gtOffset(int image) {
        within("gtOffset", image, images + 1, "offsets, one more than images");
        return current(columns.gtOffsets[image]);
    }

    /** Duets of the batch. */
    public int duets() {
        return current(duets);
    }

    /** First duet of an image. */
    public int offset(int image) {
        within("offset", image, images + 1, "offsets, one more than images");
        return current(columns.offsets[image]);
    }

    /** Unit of a duet, 0 .. units-1 in its image. */
    public int unit(int duet) {
        within("unit", duet, duets, "duets");
        return current(columns.unit[duet]);
    }

    /** GT of a duet, counted in its image. */
    public int gt(int duet) {
        within("gt", duet, duets, "duets");
        return current(columns.gt[duet]);
    }

    /** Overlap the system used for the pair, 0 where it uses none. */
    public float overlap(int duet) {
        within("overlap", duet, duets, "duets");
        return current(columns.overlap[duet]);
    }

    /** Soft target of the pair; 1 where the system has hard targets. */
    public float target(int duet) {
        within("target", duet, duets, "duets");
        return current(columns.target[duet]);
    }

    /** Rank of the duet's group in the original's batch-wide order; see {@link #originalOrder}. */
    public int group(int duet) {
        within("group", duet, duets, "duets");
        return current(columns.group[duet]);
    }

    /** Further values per duet this head has. */
    public List<Channel> duetChannels() {
        require();
        return List.of(columns.duetChannels);
    }

    /** Value {@code k} of a duet in a channel of {@link #duetChannels}. */
    public float value(String channel, int duet, int k) {
        int c = HeadColumns.index(columns.duetChannels, channel);
        int width = columns.duetChannels[c].width();
        within("value", duet, duets, "duets");
        within(channel, k, width, "numbers per duet");
        return current(columns.extra[c][duet * width + k]);
    }

    /** Further dense values per unit this head has. */
    public List<Channel> unitChannels() {
        require();
        return List.of(columns.unitChannels);
    }

    /** Value {@code k} of a unit in a channel of {@link #unitChannels}. */
    public float unitValue(String channel, int image, int unit, int k) {
        int c = HeadColumns.index(columns.unitChannels, channel);
        int width = columns.unitChannels[c].width();
        within("unitValue of image", image, images, "images");
        within("unitValue of unit", unit, units, "units");
        within(channel, k, width, "numbers per unit");
        return current(columns.dense[c][(image * units + unit) * width + k]);
    }

    /** Ignored units of the batch. */
    public int ignored() {
        return current(ignored);
    }

    /** First ignored unit of an image. */
    public int ignoredOffset(int image) {
        within("ignoredOffset", image, images + 1, "offsets, one more than images");
        return current(columns.ignoredOffsets[image]);
    }

    /** Ignored unit {@code i}, 0 .. units-1 in its image. */
    public int ignoredUnit(int i) {
        within("ignoredUnit", i, ignored, "ignored units");
        return current(columns.ignoredUnit[i]);
    }

    /** Overlap with a GT for which unit {@code i} of the ignored ones is ignored, 0 for systems that ignore for other reasons. */
    public float ignoredOverlap(int i) {
        within("ignoredOverlap", i, ignored, "ignored units");
        return current(columns.ignoredOverlap[i]);
    }

    /** Class bits of the batch; 0 for systems without multi-label unions. */
    public int labels() {
        return current(labels);
    }

    public int labelOffset(int image) {
        within("labelOffset", image, images + 1, "offsets, one more than images");
        return current(columns.labelOffsets[image]);
    }

    public int labelUnit(int i) {
        within("labelUnit", i, labels, "class bits");
        return current(columns.labelUnit[i]);
    }

    public int labelClass(int i) {
        within("labelClass", i, labels, "class bits");
        return current(columns.labelClass[i]);
    }

    /** Whether the engine explained: claims were kept, though there may be none. */
    public boolean explained() {
        require();
        return explained;
    }

    /** Claims before conflicts were resolved; 0 unless the engine explains. */
    public int claims() {
        return current(claims);
    }

    public int claimOffset(int image) {
        within("claimOffset", image, images + 1, "offsets, one more than images");
        return current(columns.claimOffsets[image]);
    }

    public int claimUnit(int i) {
        within("claimUnit", i, claims, "claims");
        return current(columns.claimUnit[i]);
    }

    public int claimGt(int i) {
        within("claimGt", i, claims, "claims");
        return current(columns.claimGt[i]);
    }

    /** What became of GT {@code row} (counted in the batch). */
    public GtOutcome outcome(int row) {
        within("outcome", row, gts, "GTs");
        return OUTCOMES[current(columns.outcome[row])];
    }

    /** Units that passed the spatial prior of GT {@code row}. */
    public int candidates(int row) {
        within("candidates", row, gts, "GTs");
        return current(columns.candidates[row]);
    }

    /** Units GT {@code row} selected, before conflicts. */
    public int selected(int row) {
        within("selected", row, gts, "GTs");
        return current(columns.selected[row]);
    }

    /** Units GT {@code row} asked for: its k. */
    public int wanted(int row) {
        within("wanted", row, gts, "GTs");
        return current(columns.wanted[row]);
    }

    /** Total cost of an image's matching, for systems whose selection minimises one (exact one-to-one); 0 for all others. */
    public double totalCost(int image) {
        within("totalCost", image, images, "images");
        double cost = columns.totalCost[image];
        require();
        return cost;
    }

    /** GTs that ended with a given outcome. */
    public int count(GtOutcome outcome) {
        int count = 0;
        for (int row = 0; row < gts; row++) {
            if (columns.outcome[row] == outcome.ordinal()) {
                count++;
            }
        }
        return current(count);
    }

    /** Sum of all targets, in double. */
    public double targetSum() {
        double sum = 0;
        for (int d = 0; d < duets; d++) {
            sum += columns.target[d];
        }
        require();
        return sum;
    }

    /**
     * Dense view: image-local GT of every unit, {@link #BACKGROUND} or {@link #IGNORED}. A unit with several duets shows the last.
     *
     * @param out {@code [images, units]}, overwritten
     */
    public void fillAssignedGt(int[] out) {
        requireLength(out.length, (long) images * units);
        try {
            DenseViews.assignedGt(columns, images, units, out);
        } catch (IndexOutOfBoundsException e) {
            require(); // numbers of two calls at once
            throw e;
        }
        require();
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
        int width = columns.duetChannels[c].width();
        within(channel, k, width, "numbers per duet");
        fill(out, columns.extra[c], width, k);
    }

    private void fill(float[] out, float[] column, int width, int k) {
        requireLength(out.length, (long) images * units);
        try {
            DenseViews.numbers(columns, images, units, column, width, k, out);
        } catch (IndexOutOfBoundsException e) {
            require(); // numbers of two calls at once
            throw e;
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
    public void fillClassTargets(int[] classOfGt, int classes, float[] out) {
        requireLength(out.length, (long) images * units * classes);
        DenseViews.requireClasses(classOfGt, gts, classes);
        try {
            DenseViews.classTargets(columns, images, units, classOfGt, classes, out);
        } catch (IndexOutOfBoundsException e) {
            require(); // numbers of two calls at once
            throw e;
        }
        require();
    }

    /**
     * Rows of all duets in the original's batch-wide order: by group, then image, then as listed. For systems whose originals run
     * over levels first (YOLOv5, YOLOv7); for all others the identity.
     *
     * @param out length at least {@link #duets}; may be followed by stale values
     */
    public void originalOrder(int[] out) {
        requireLength(out.length, duets);
        try {
            DenseViews.byGroup(columns, duets, out);
        } catch (IndexOutOfBoundsException e) {
            require(); // numbers of two calls at once
            throw e;
        }
        require();
    }

    /** A copy that stays as it is. Allocates. */
    public Assignment copy() {
        HeadColumns[] copies = new HeadColumns[heads.length];
        try {
            Arrays.setAll(copies, h -> heads[h].columns.copy());
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            require();
            throw e;
        }
        require();
        Assignment copy = of(copies, new Calls());
        copy.show();
        return copy.heads[Arrays.asList(heads).indexOf(this)];
    }

    private void requireLength(int length, long needed) {
        require();
        if (length < needed) {
            throw new IllegalArgumentException("out: length " + length + ", needed " + needed);
        }
    }
}
