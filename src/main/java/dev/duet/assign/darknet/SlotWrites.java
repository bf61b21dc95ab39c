package dev.duet.assign.darknet;

import dev.duet.assign.workbench.ImageGts;
import java.util.Arrays;

/**
 * Who wrote which unit, in order. The last write owns a unit; the writes of one unit form a chain backwards, from which class unions
 * are read. Grows only; clearing costs as much as was written.
 */
final class SlotWrites {
    static final int NONE = -1;

    int size;
    int[] unit = new int[64];
    /** GT that wrote, as an index of {@link ImageGts}. */
    int[] truth = new int[64];
    /** Overlap by which it came to write. */
    float[] overlap = new float[64];
    /** The pass it came from. */
    int[] kind = new int[64];
    /** The write before on the same unit, or {@link #NONE}. */
    int[] before = new int[64];

    private final int[] last;

    SlotWrites(int units) {
        last = new int[units];
        Arrays.fill(last, NONE);
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            last[unit[i]] = NONE;
        }
        size = 0;
    }

    void write(int unitIndex, int truthIndex, float overlapOfPair, int pass) {
        if (size == unit.length) {
            unit = Arrays.copyOf(unit, 2 * size);
            truth = Arrays.copyOf(truth, 2 * size);
            overlap = Arrays.copyOf(overlap, 2 * size);
            kind = Arrays.copyOf(kind, 2 * size);
            before = Arrays.copyOf(before, 2 * size);
        }
        int i = size++;
        unit[i] = unitIndex;
        truth[i] = truthIndex;
        overlap[i] = overlapOfPair;
        kind[i] = pass;
        before[i] = last[unitIndex];
        last[unitIndex] = i;
    }

    /** The write that owns a unit, or {@link #NONE}. */
    int owner(int unitIndex) {
        return last[unitIndex];
    }

    /** True if no write between {@code write} and the owner of its unit is of a GT of the same class. */
    boolean isLastOfClass(int write, ImageGts truths) {
        int own = truths.label[truth[write]];
        for (int later = last[unit[write]]; later != write; later = before[later]) {
            if (truths.label[truth[later]] == own) {
                return false;
            }
        }
        return true;
    }

    /** Number of classes among the GTs that wrote a unit. */
    int classes(int unitIndex, ImageGts truths) {
        int classes = 0;
        for (int i = last[unitIndex]; i != NONE; i = before[i]) {
            classes += isLastOfClass(i, truths) ? 1 : 0;
        }
        return classes;
    }
}
