package dev.duet.assign;

import dev.duet.assign.stage.Channel;
import java.util.Arrays;

/**
 * The results of one head as flat columns, a row per duet, image after image: what one worker found of the images that fell to it, and
 * then, collected from all workers, those of a batch. Per-GT results go straight to arrays of the whole batch, at {@code offset[image] +
 * gt}. Growing allocates; once grown, nothing does.
 */
public final class DuetTable extends UnitRows {
    public final Channel[] duetChannels;
    public final Channel[] unitChannels;

    /** Images of the batch, units of each, GTs, and where the GTs of each image begin. */
    public int images;

    public int units;
    public int gts;
    public int[] gtOffsets = new int[1];
    /** True when somebody wants the claims, be there some or none. */
    public boolean explain;

    /** Soft (or hard 1) target of each duet. */
    public float[] target = new float[FIRST];
    /** Rank of the duet's group in the original's batch-wide order (level, offset kind, anchor); 0 where images come first. */
    public int[] group = new int[FIRST];
    /** One column per duet channel, {@code width} floats per duet. */
    public final float[][] extra;

    /** Units that are neither positive nor background, each with the overlap it is ignored for, where the system has one. */
    public final UnitRows ignored = new UnitRows("ignored units", 1, false, true);
    /** Class bits set to 1 beside those of the owning GTs (systems with multi-label unions), in any order. */
    public final UnitRows labels = new UnitRows("class bits", 1, true, false);
    /** Which GT selected which unit, before conflicts are resolved; written only when {@link #explain} is set. */
    public final UnitRows claims = new UnitRows("claims", 1, true, false);

    /** Per GT of the batch: ordinal of {@link GtOutcome}, candidates, selected units, k asked for. Shared by all workers. */
    public byte[] outcome = new byte[0];

    public int[] candidates = new int[0];
    public int[] selected = candidates;
    public int[] wanted = candidates;

    /** Per image of the batch: total cost of its matching, where the selection minimises one; else 0. Shared by all workers. */
    public double[] totalCost = new double[0];

    /** One dense column {@code [images, units, width]} per unit channel, zeroed before the batch, shared by all workers. */
    public final float[][] dense;

    public DuetTable(Channel[] duetChannels, Channel[] unitChannels) {
        super("duets", Arrays.stream(duetChannels).mapToInt(Channel::width).reduce(1, Math::max), true, true);
        this.duetChannels = duetChannels;
        this.unitChannels = unitChannels;
        this.extra = new float[duetChannels.length][];
        Arrays.setAll(extra, c -> new float[FIRST * duetChannels[c].width()]);
        this.dense = new float[unitChannels.length][0];
    }

    /** Begins a batch: room for the results of its images and GTs, which are zero; no rows. */
    public void start(int imageCount, int unitCount, int[] gtOffset) {
        clear(imageCount);
        units = unitCount;
        gts = gtOffset[imageCount];
        gtOffsets = gtOffsets.length <= imageCount ? new int[imageCount + 1] : gtOffsets;
        System.arraycopy(gtOffset, 0, gtOffsets, 0, imageCount + 1);
        totalCost = totalCost.length < imageCount ? new double[imageCount] : totalCost;
        Arrays.fill(totalCost, 0, imageCount, 0);
        if (outcome.length < gts) {
            outcome = new byte[gts];
            candidates = new int[gts];
            selected = new int[gts];
            wanted = new int[gts];
        }
        for (int c = 0; c < dense.length; c++) {
            int length = imageCount * unitCount * unitChannels[c].width(); // an array holds it, as was found before
            if (dense[c].length < length) {
                dense[c] = new float[length];
            } else {
                Arrays.fill(dense[c], 0, length, 0);
            }
        }
    }

    /** Begins a worker's part of a batch: no rows; what is not listed by image goes straight to the batch's table. */
    public void startPart(DuetTable batch) {
        clear(batch.images);
        explain = batch.explain;
        outcome = batch.outcome;
        candidates = batch.candidates;
        selected = batch.selected;
        wanted = batch.wanted;
        totalCost = batch.totalCost;
        System.arraycopy(batch.dense, 0, dense, 0, dense.length);
    }

    @Override
    public void clear(int imageCount) {
        super.clear(imageCount);
        images = imageCount;
        ignored.clear(imageCount);
        labels.clear(imageCount);
        claims.clear(imageCount);
    }

    @Override
    public void open(int image) {
        super.open(image);
        ignored.open(image);
        labels.open(image);
        claims.open(image);
    }

    @Override
    public void close(int image) {
        super.close(image);
        ignored.close(image);
        labels.close(image);
        claims.close(image);
    }

    /** Fills the empty table of a batch from those that hold the rows of each image. */
    public void collect(DuetTable[] ofImage) {
        for (int b = 0; b < images; b++) {
            take(ofImage[b], b);
            ignored.take(ofImage[b].ignored, b);
            labels.take(ofImage[b].labels, b);
            claims.take(ofImage[b].claims, b);
        }
    }

    /** A copy of a batch's table. */
    public DuetTable copy() {
        DuetTable copy = new DuetTable(duetChannels, unitChannels);
        copy.start(images, units, gtOffsets);
        copy.explain = explain;
        copy.reserve(size);
        DuetTable[] ofImage = new DuetTable[images];
        Arrays.fill(ofImage, this);
        copy.collect(ofImage);
        System.arraycopy(outcome, 0, copy.outcome, 0, gts);
        System.arraycopy(candidates, 0, copy.candidates, 0, gts);
        System.arraycopy(selected, 0, copy.selected, 0, gts);
        System.arraycopy(wanted, 0, copy.wanted, 0, gts);
        System.arraycopy(totalCost, 0, copy.totalCost, 0, images);
        for (int c = 0; c < dense.length; c++) {
            System.arraycopy(dense[c], 0, copy.dense[c], 0, copy.dense[c].length);
        }
        return copy;
    }

    @Override
    void grow(int capacity) {
        super.grow(capacity);
        target = Arrays.copyOf(target, capacity);
        group = Arrays.copyOf(group, capacity);
        for (int c = 0; c < extra.length; c++) {
            extra[c] = Arrays.copyOf(extra[c], capacity * duetChannels[c].width());
        }
    }

    @Override
    void copy(UnitRows of, int from, int n) {
        super.copy(of, from, n);
        DuetTable other = (DuetTable) of;
        System.arraycopy(other.target, from, target, size, n);
        System.arraycopy(other.group, from, group, size, n);
        for (int c = 0; c < extra.length; c++) {
            int width = duetChannels[c].width();
            System.arraycopy(other.extra[c], from * width, extra[c], size * width, n * width);
        }
    }

    /** Adds {@code n} duets of group 0 and returns the first one's row, for the targets and the extra channels. */
    public int duets(int[] units, int[] gtsOfUnits, float[] overlaps, int n) {
        reserve(n);
        int row = size;
        System.arraycopy(units, 0, unit, row, n);
        System.arraycopy(gtsOfUnits, 0, gt, row, n);
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
        int row = add(unitIndex, gtIndex, overlapOfPair);
        target[row] = targetOfPair;
        group[row] = groupOfDuet;
        return row;
    }

    /** Marks a unit as ignored for its overlap with a GT, 0 where the system has none. */
    public void ignore(int unitIndex, float overlapWithGt) {
        ignored.add(unitIndex, 0, overlapWithGt);
    }

    /** Sets a class bit of a unit. */
    public void label(int unitIndex, int classIndex) {
        labels.add(unitIndex, classIndex, 0);
    }

    /** Notes that a GT selected a unit, before conflicts; does nothing unless {@link #explain}. */
    public void claim(int unitIndex, int gtIndex) {
        if (explain) {
            claims.add(unitIndex, gtIndex, 0);
        }
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
