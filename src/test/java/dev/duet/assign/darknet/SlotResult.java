package dev.duet.assign.darknet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** What an oracle found for one image, unit by unit. */
final class SlotResult {
    static final int BACKGROUND = -1;
    static final int IGNORED = -2;

    /** Final GT per unit, {@link #BACKGROUND} or {@link #IGNORED}. */
    final int[] gt;

    final float[] objectness;
    final float[] overlap;
    /** Box target and weight of the owner; null without one. */
    final float[][] box;

    final float[] weight;
    /** Every class bit set: unit and class. */
    final TreeSet<String> bits = new TreeSet<>();
    /** Everything written, in order: unit, GT, kind. */
    final List<String> writes = new ArrayList<>();
    /** Units written per GT. */
    final int[] selected;
    /** GTs that take part. */
    final boolean[] kept;
    /** Divisor of the box gradients per unit; 0 where nothing was written. */
    final int[] divisor;

    SlotResult(int units, int gts) {
        gt = new int[units];
        Arrays.fill(gt, BACKGROUND);
        objectness = new float[units];
        overlap = new float[units];
        box = new float[units][];
        weight = new float[units];
        divisor = new int[units];
        selected = new int[gts];
        kept = new boolean[gts];
    }

    void write(int unit, int g, int kind) {
        gt[unit] = g;
        selected[g]++;
        writes.add(unit + " " + g + " " + kind);
    }

    void bit(int unit, int label) {
        bits.add(unit + " " + label);
    }

    void clearBits(int unit) {
        bits.removeIf(b -> b.startsWith(unit + " "));
    }

    int bits(int unit) {
        return (int) bits.stream().filter(b -> b.startsWith(unit + " ")).count();
    }
}
