package dev.duet.assign.maxiou;

import dev.duet.assign.DuetTable;
import dev.duet.lanes.memory.Lanes;
import java.util.Arrays;

/** Collects the duets of an image in any order of GTs and hands them on GT by GT, keeping the order within a GT; target 1. */
final class DuetsByGt {
    private int[] unit = new int[0];
    private int[] gt = new int[0];
    private float[] overlap = new float[0];
    private int size;
    /** Duets of each GT, then where its next one goes. */
    private int[] next = new int[0];

    private int[] kept = new int[0];

    /** Starts an image of {@code count} GTs. */
    void start(int count) {
        size = 0;
        next = Lanes.grow(next, count);
        kept = Lanes.grow(kept, count);
        Arrays.fill(kept, 0, count, 0);
    }

    void add(int unitIndex, int gtIndex, float overlapOfPair) {
        if (size == unit.length) {
            unit = Lanes.grow(unit, size + 1);
            gt = Lanes.grow(gt, size + 1);
            overlap = Lanes.grow(overlap, size + 1);
        }
        unit[size] = unitIndex;
        gt[size] = gtIndex;
        overlap[size++] = overlapOfPair;
        kept[gtIndex]++;
    }

    /** Duets of a GT. */
    int kept(int g) {
        return kept[g];
    }

    /** Moves all duets to {@code out}. */
    void flush(int count, DuetTable out) {
        out.reserve(size);
        int row = out.size;
        for (int g = 0; g < count; g++) {
            next[g] = row;
            Arrays.fill(out.gt, row, row + kept[g], g);
            row += kept[g];
        }
        for (int i = 0; i < size; i++) {
            int to = next[gt[i]]++;
            out.unit[to] = unit[i];
            out.overlap[to] = overlap[i];
        }
        Arrays.fill(out.target, out.size, row, 1);
        Arrays.fill(out.group, out.size, row, 0);
        out.size = row;
    }
}
