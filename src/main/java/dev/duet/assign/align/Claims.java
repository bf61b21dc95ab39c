package dev.duet.assign.align;

import java.util.Arrays;

/** (unit, GT) pairs of the image in hand with overlap and metric, and how often each unit was claimed. Grows only. */
final class Claims {
    int size;
    int[] unit = new int[1024];
    int[] gt = new int[1024];
    float[] overlap = new float[1024];
    float[] metric = new float[1024];
    /** Claims per unit of the grid; 0 for all units once conflicts are resolved. */
    final int[] count;
    /** Row of the claim with the highest overlap per claimed unit; stale elsewhere. */
    final int[] best;

    Claims(int units) {
        count = new int[units];
        best = new int[units];
    }

    void add(int u, int g, float o, float m) {
        if (size == unit.length) {
            unit = Arrays.copyOf(unit, size * 2);
            gt = Arrays.copyOf(gt, size * 2);
            overlap = Arrays.copyOf(overlap, size * 2);
            metric = Arrays.copyOf(metric, size * 2);
        }
        if (count[u]++ == 0 || o > overlap[best[u]]) {
            best[u] = size;
        }
        set(size++, u, g, o, m);
    }

    /** Overwrites a row; for conflict resolution, which compacts in place. */
    void set(int row, int u, int g, float o, float m) {
        unit[row] = u;
        gt[row] = g;
        overlap[row] = o;
        metric[row] = m;
    }
}
