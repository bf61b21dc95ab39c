package dev.duet.api;

import dev.duet.assign.Channel;
import dev.duet.assign.DuetSink;
import java.util.Arrays;

/** The columns behind one head's {@link Assignment}: grow only, filled from the workers' sinks in image order. */
final class HeadColumns {
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
        throw new IllegalArgumentException("no channel " + name);
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
            int length = Math.multiplyExact(Math.multiplyExact(imageCount, unitCount), unitChannels[c].width());
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
            int n = grown(duets);
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
            ignoredUnit = new int[grown(ignoredOffsets[images])];
            ignoredOverlap = new float[ignoredUnit.length];
        }
        if (labelUnit.length < labelOffsets[images]) {
            int n = grown(labelOffsets[images]);
            labelUnit = new int[n];
            labelClass = new int[n];
        }
        if (claimUnit.length < claimOffsets[images]) {
            int n = grown(claimOffsets[images]);
            claimUnit = new int[n];
            claimGt = new int[n];
        }
    }

    private static int grown(int needed) {
        return Math.addExact(needed, needed >> 1);
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

    HeadColumns copy() {
        HeadColumns c = new HeadColumns(name, duetChannels, unitChannels);
        c.images = images;
        c.units = units;
        c.gts = gts;
        c.explained = explained;
        c.gtOffsets = gtOffsets.clone();
        c.offsets = offsets.clone();
        c.unit = unit.clone();
        c.gt = gt.clone();
        c.overlap = overlap.clone();
        c.target = target.clone();
        c.group = group.clone();
        c.ignoredOffsets = ignoredOffsets.clone();
        c.ignoredUnit = ignoredUnit.clone();
        c.ignoredOverlap = ignoredOverlap.clone();
        c.labelOffsets = labelOffsets.clone();
        c.labelUnit = labelUnit.clone();
        c.labelClass = labelClass.clone();
        c.claimOffsets = claimOffsets.clone();
        c.claimUnit = claimUnit.clone();
        c.claimGt = claimGt.clone();
        c.outcome = outcome.clone();
        c.candidates = candidates.clone();
        c.selected = selected.clone();
        c.wanted = wanted.clone();
        c.totalCost = totalCost.clone();
        for (int i = 0; i < extra.length; i++) {
            c.extra[i] = extra[i].clone();
        }
        for (int i = 0; i < dense.length; i++) {
            c.dense[i] = dense[i].clone();
        }
        return c;
    }
}
