package dev.duet.api;

import dev.duet.assign.DuetTable;
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
public final class Assignment extends ResultColumns {
    /** Dense value of a background unit. */
    public static final int BACKGROUND = -1;
    /** Dense value of an ignored unit. */
    public static final int IGNORED = -2;

    private static final GtOutcome[] OUTCOMES = GtOutcome.values();

    private final String name;
    private final Assignment[] heads;
    private boolean refused;

    private Assignment(String name, DuetTable columns, Assignment[] heads, Calls calls) {
        super(columns, calls);
        this.name = name;
        this.heads = heads;
    }

    /** A result of all heads, which shows nothing yet; returns the main head's. */
    static Assignment of(String[] names, DuetTable[] tables, Calls calls) {
        Assignment[] heads = new Assignment[tables.length];
        for (int h = 0; h < heads.length; h++) {
            heads[h] = new Assignment(names[h], tables[h], heads, calls);
        }
        return heads[0];
    }

    /** Shows the call that is now in the columns, on all heads. */
    void showAll() {
        for (Assignment head : heads) {
            head.show();
        }
    }

    /** Whether any head has refused to answer; to be asked of the main head. */
    boolean wasRefused() {
        return refused;
    }

    @Override
    void refuse() {
        heads[0].refused = true;
    }

    /** Name of this head, "main" where there is one. */
    public String headName() {
        require();
        return name;
    }

    /** Names of all heads of the call, the main one first. */
    public List<String> headNames() {
        require();
        return List.of(names());
    }

    private String[] names() {
        return Arrays.stream(heads).map(head -> head.name).toArray(String[]::new);
    }

    /**
     * Another head of the same call.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public Assignment head(String wanted) {
        require();
        for (Assignment head : heads) {
            if (head.name.equals(wanted)) {
                return head;
            }
        }
        throw new IllegalArgumentException("no head " + wanted + "; there are " + String.join(", ", headNames()));
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
        int c = DenseViews.index(columns.duetChannels, channel);
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
        int c = DenseViews.index(columns.unitChannels, channel);
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
        return current(columns.ignored.offsets[image]);
    }

    /** Ignored unit {@code i}, 0 .. units-1 in its image. */
    public int ignoredUnit(int i) {
        within("ignoredUnit", i, ignored, "ignored units");
        return current(columns.ignored.unit[i]);
    }

    /** Overlap with a GT for which unit {@code i} of the ignored ones is ignored, 0 for systems that ignore for other reasons. */
    public float ignoredOverlap(int i) {
        within("ignoredOverlap", i, ignored, "ignored units");
        return current(columns.ignored.overlap[i]);
    }

    /** Class bits of the batch; 0 for systems without multi-label unions. */
    public int labels() {
        return current(labels);
    }

    public int labelOffset(int image) {
        within("labelOffset", image, images + 1, "offsets, one more than images");
        return current(columns.labels.offsets[image]);
    }

    public int labelUnit(int i) {
        within("labelUnit", i, labels, "class bits");
        return current(columns.labels.unit[i]);
    }

    public int labelClass(int i) {
        within("labelClass", i, labels, "class bits");
        return current(columns.labels.gt[i]);
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
        return current(columns.claims.offsets[image]);
    }

    public int claimUnit(int i) {
        within("claimUnit", i, claims, "claims");
        return current(columns.claims.unit[i]);
    }

    public int claimGt(int i) {
        within("claimGt", i, claims, "claims");
        return current(columns.claims.gt[i]);
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

    /** A copy that stays as it is. Allocates. */
    public Assignment copy() {
        DuetTable[] copies = new DuetTable[heads.length];
        try {
            Arrays.setAll(copies, h -> heads[h].columns.copy());
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            require();
            throw e;
        }
        require();
        Assignment copy = of(names(), copies, new Calls());
        copy.showAll();
        return copy.heads[Arrays.asList(heads).indexOf(this)];
    }
}
