package dev.duet.assign.atss;

import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.UnitGrid;

/**
 * Units whose anchor lies in a region to ignore (mmdetection atss_assigner.py, ignore_iof_thr): they are no candidates of any GT as long
 * as there are others, and ignored unless a GT takes them anyway.
 */
final class IgnoredUnits {
    /** Distance the original gives to ignored units. */
    private static final float FAR = 1e8f;

    private final UnitGrid grid;
    private final float scale;
    private final float threshold;
    private boolean[] isIgnored = new boolean[0];
    private float[] distance = new float[0];
    private int[] order = new int[0];

    IgnoredUnits(UnitGrid grid, float scale, float threshold) {
        this.grid = grid;
        this.scale = scale;
        this.threshold = threshold;
    }

    /** Marks the units of an image; false where there is nothing to ignore. */
    boolean load(GtBatch gts, int image) {
        if (threshold <= 0 || gts.ignoreBoxes == null || gts.ignoreOffset[image] == gts.ignoreOffset[image + 1]) {
            return false;
        }
        if (isIgnored.length < grid.units) {
            isIgnored = new boolean[grid.units];
            distance = new float[grid.units];
            order = new int[grid.units];
        }
        for (int unit = 0; unit < grid.units; unit++) {
            int l = grid.level(unit);
            float half = scale * grid.stride[l] / 2;
            float px = grid.point(l, grid.column(l, unit));
            float py = grid.point(l, grid.row(l, unit));
            float most = 0;
            for (int i = gts.ignoreOffset[image]; i < gts.ignoreOffset[image + 1]; i++) {
                float w = Math.min(px + half, gts.ignoreBoxes[4 * i + 2]) - Math.max(px - half, gts.ignoreBoxes[4 * i]);
                float h = Math.min(py + half, gts.ignoreBoxes[4 * i + 3])
                        - Math.max(py - half, gts.ignoreBoxes[4 * i + 1]);
                float inter = Math.max(0, w) * Math.max(0, h);
                most = Math.max(most, inter / Math.max(2 * half * (2 * half), 1e-6f));
            }
            isIgnored[unit] = most > threshold;
        }
        return true;
    }

    /** As {@link NearestCells#find}, with ignored units infinitely far: lists units, returns how many; looks at every unit of the level. */
    int nearestFree(int level, float px, float py, int k, int[] out) {
        int width = grid.width[level];
        int cells = width * grid.height[level];
        int first = grid.first[level];
        for (int i = 0; i < cells; i++) {
            float dx = grid.point(level, i % width) - px;
            float dy = grid.point(level, i / width) - py;
            distance[i] = isIgnored[first + i] ? FAR : (float) Math.sqrt(dx * dx + dy * dy);
        }
        int n = Math.min(k, cells);
        for (int j = 0; j < n; j++) {
            int best = -1;
            for (int i = 0; i < cells; i++) {
                if (distance[i] >= 0 && (best < 0 || distance[i] < distance[best])) {
                    best = i;
                }
            }
            distance[best] = -1;
            insert(best, j);
        }
        for (int j = 0; j < n; j++) {
            out[j] = first + order[j];
        }
        return n;
    }

    /** Inserts a cell into the first {@code n} of {@link #order}, rising. */
    private void insert(int value, int n) {
        int at = n;
        for (; at > 0 && order[at - 1] > value; at--) {
            order[at] = order[at - 1];
        }
        order[at] = value;
    }

    /** Reports ignored units that no GT took. */
    void emit(int[] rowOfUnit, DuetTable out) {
        for (int unit = 0; unit < grid.units; unit++) {
            if (isIgnored[unit] && rowOfUnit[unit] == 0) {
                out.ignore(unit, 0);
            }
        }
    }
}
