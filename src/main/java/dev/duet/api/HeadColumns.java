package dev.duet.api;

import dev.duet.assign.DuetSink;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.workbench.Sizes;
import java.util.Arrays;

/** The columns behind one head's {@link Assignment}: grow only, filled from the workers' sinks in image order. */
final class HeadColumns {
    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory();

    final String name;
    final Channel[] duetChannels;
    final Channel[] unitChannels;

    int images;
    int units;
    int gts;
    /** Whether claims were kept, be there some or none. */
    boolean explained;

    int[] gtOffsets;

    int[] offsets = new int[1];
    int[] unit = new int[0];
    int[] gt = new int[0];
    float[] overlap = new float[0];
    float[] target = new float[0];
    int[] group = new int[0];
    final float[][] extra;

    int[] ignoredOffsets = new int[1];
    int[] ignoredUnit = new int[0];
    float[] ignoredOverlap = new float[0];
    int[] labelOffsets = new int[1];
    int[] labelUnit = new int[0];
    int[] labelClass = new int[0];
    int[] claimOffsets = new int[1];
    int[] claimUnit = new int[0];
    int[] claimGt = new int[0];

    byte[] outcome = new byte[0];
    int[] candidates = new int[0];
    int[] selected = new int[0];
    int[] wanted = new int[0];
    double[] totalCost = new double[0];

    final float[][] dense;

    HeadColumns(String name, Channel[] duetChannels, Channel[] unitChannels) {
        this.name = name;
        this.duetChannels = duetChannels;
        this.unitChannels = unitChannels;
        this.extra = new float[duetChannels.length][0];
        this.dense = new float[unitChannels.length][0];
    }

    static int index(Channel[] channels, String name) {
        for (int c = 0; c < channels.length; c++) {
            if (channels[c].name().equals(name)) {
                return c;
            }
        }
        throw new IllegalArgumentException("no channel " + name + "; there are "
                + Arrays.stream(channels).map(Channel::name).toList());
    }

    /**
     * Refuses a batch whose dense columns no array holds, or no heap of this JVM, before anything is allocated.
     *
     * @throws IllegalArgumentException with the size
     */
    void require(int imageCount, int unitCount) {
        long bytes = 0;
        for (Channel channel : unitChannels) {
            int length = Sizes.length(channel.name(), (long) imageCount * unitCount, channel.width());
            bytes += 4L * length;
        }
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("gt_offsets: " + imageCount + " images of " + unitCount + " units need "
                    + bytes / 1_000_000 + " MB for "
                    + Arrays.stream(unitChannels).map(Channel::name).toList()
                    + ", the heap of this JVM holds " + MOST_BYTES / 1_000_000
                    + " MB; give fewer images at once, or a larger heap (-Xmx)");
        }
    }

    /** Gets ready for a batch: room for per-image and per-GT results, dense columns zeroed. */
    void start(int imageCount, int unitCount, int[] gtOffset) {
        images = imageCount;
        units = unitCount;
        gts = gtOffset[imageCount];
        gtOffsets = copyInto(gtOffset, gtOffsets, imageCount + 1);
        if (offsets.length < imageCount + 1) {
            offsets = new int[imageCount + 1];
            ignoredOffsets = new int[imageCount + 1];
            labelOffsets = new int[imageCount + 1];
            claimOffsets = new int[imageCount + 1];
        }
        if (totalCost.length < imageCount) {
            totalCost = new double[imageCount];
        }
        Arrays.fill(totalCost, 0, imageCount, 0);
        if (outcome.length < gts) {
            outcome = new byte[gts];
            candidates = new int[gts];
            selected = new int[gts];
            wanted = new int[gts];
        }
        for (int c = 0; c < dense.length; c++) {
            int length = imageCount * unitCount * unitChannels[c].width(); // as require has found
            if (dense[c].length < length) {
                dense[c] = new float[length];
            } else {
                Arrays.fill(dense[c], 0, length, 0);
            }
        }
    }

    private static int[] copyInto(int[] from, int[] to, int length) {
        int[] result = to == null || to.length < length ? new int[length] : to;
        System.arraycopy(from, 0, result, 0, length);
        return result;
    }

    /** Empties a worker's sink and lets it write per-GT and dense results here. */
    void attach(DuetSink sink) {
        sink.clear();
        sink.outcome = outcome;
        sink.candidates = candidates;
        sink.selected = selected;
        sink.wanted = wanted;
        sink.totalCost = totalCost;
        sink.dense = dense;
    }

    /** Makes room for the totals that the offsets now show. */
    void room() {
        int duets = offsets[images];
        if (unit.length < duets) {
            int widest = 1;
            for (Channel channel : duetChannels) {
                widest = Math.max(widest, channel.width());
            }
            int n = Sizes.grown("duets", duets, widest);
            unit = new int[n];
            gt = new int[n];
            overlap = new float[n];
            target = new float[n];
            group = new int[n];
            for (int c = 0; c < extra.length; c++) {
                extra[c] = new float[n * duetChannels[c].width()];
            }
        }
        if (ignoredUnit.length < ignoredOffsets[images]) {
            int n = Sizes.grown("ignored units", ignoredOffsets[images], 1);
            ignoredUnit = new int[n];
            ignoredOverlap = new float[n];
        }
        if (labelUnit.length < labelOffsets[images]) {
            int n = Sizes.grown("class bits", labelOffsets[images], 1);
            labelUnit = new int[n];
            labelClass = new int[n];
        }
        if (claimUnit.length < claimOffsets[images]) {
            int n = Sizes.grown("claims", claimOffsets[images], 1);
            claimUnit = new int[n];
            claimGt = new int[n];
        }
    }

    /** Copies one image's rows from a worker's sink; {@code from} holds where they start there. */
    void take(int image, DuetSink sink, int duetFrom, int ignoredFrom, int labelFrom, int claimFrom) {
        int to = offsets[image];
        int n = offsets[image + 1] - to;
        System.arraycopy(sink.unit, duetFrom, unit, to, n);
        System.arraycopy(sink.gt, duetFrom, gt, to, n);
        System.arraycopy(sink.overlap, duetFrom, overlap, to, n);
        System.arraycopy(sink.target, duetFrom, target, to, n);
        System.arraycopy(sink.group, duetFrom, group, to, n);
        for (int c = 0; c < extra.length; c++) {
            int width = duetChannels[c].width();
            System.arraycopy(sink.extra[c], duetFrom * width, extra[c], to * width, n * width);
        }
        to = ignoredOffsets[image];
        System.arraycopy(sink.ignoredUnit, ignoredFrom, ignoredUnit, to, ignoredOffsets[image + 1] - to);
        System.arraycopy(sink.ignoredOverlap, ignoredFrom, ignoredOverlap, to, ignoredOffsets[image + 1] - to);
        to = labelOffsets[image];
        System.arraycopy(sink.labelUnit, labelFrom, labelUnit, to, labelOffsets[image + 1] - to);
        System.arraycopy(sink.labelClass, labelFrom, labelClass, to, labelOffsets[image + 1] - to);
        to = claimOffsets[image];
        System.arraycopy(sink.claimUnit, claimFrom, claimUnit, to, claimOffsets[image + 1] - to);
        System.arraycopy(sink.claimGt, claimFrom, claimGt, to, claimOffsets[image + 1] - to);
    }

    /** A copy of what the batch has filled. */
    HeadColumns copy() {
        HeadColumns c = new HeadColumns(name, duetChannels, unitChannels);
        c.images = images;
        c.units = units;
        c.gts = gts;
        c.explained = explained;
        c.gtOffsets = Arrays.copyOf(gtOffsets, images + 1);
        c.offsets = Arrays.copyOf(offsets, images + 1);
        int duets = c.offsets[images];
        c.unit = Arrays.copyOf(unit, duets);
        c.gt = Arrays.copyOf(gt, duets);
        c.overlap = Arrays.copyOf(overlap, duets);
        c.target = Arrays.copyOf(target, duets);
        c.group = Arrays.copyOf(group, duets);
        c.ignoredOffsets = Arrays.copyOf(ignoredOffsets, images + 1);
        c.ignoredUnit = Arrays.copyOf(ignoredUnit, c.ignoredOffsets[images]);
        c.ignoredOverlap = Arrays.copyOf(ignoredOverlap, c.ignoredOffsets[images]);
        c.labelOffsets = Arrays.copyOf(labelOffsets, images + 1);
        c.labelUnit = Arrays.copyOf(labelUnit, c.labelOffsets[images]);
        c.labelClass = Arrays.copyOf(labelClass, c.labelOffsets[images]);
        c.claimOffsets = Arrays.copyOf(claimOffsets, images + 1);
        c.claimUnit = Arrays.copyOf(claimUnit, c.claimOffsets[images]);
        c.claimGt = Arrays.copyOf(claimGt, c.claimOffsets[images]);
        c.outcome = Arrays.copyOf(outcome, gts);
        c.candidates = Arrays.copyOf(candidates, gts);
        c.selected = Arrays.copyOf(selected, gts);
        c.wanted = Arrays.copyOf(wanted, gts);
        c.totalCost = Arrays.copyOf(totalCost, images);
        for (int i = 0; i < extra.length; i++) {
            c.extra[i] = Arrays.copyOf(extra[i], duets * duetChannels[i].width());
        }
        for (int i = 0; i < dense.length; i++) {
            c.dense[i] = Arrays.copyOf(dense[i], images * units * unitChannels[i].width());
        }
        return c;
    }
}
