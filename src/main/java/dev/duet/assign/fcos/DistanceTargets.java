package dev.duet.assign.fcos;

import dev.duet.assign.DuetTable;
import dev.duet.assign.UnitGrid;

/**
 * Regression targets of FCOS: distances from a location to the left, top, right and bottom side of its GT, and the centerness {@code
 * sqrt(min(l, r) / max(l, r) * min(t, b) / max(t, b))}. Both factors depend on a column, or a row, alone: they are computed once per
 * column and row of a window, and a location costs one product and one root, with the bits of the full formula.
 */
final class DistanceTargets {
    private final UnitGrid grid;
    private final boolean normalised;
    /** Per column of the window in hand: distances to the left and right side, and smaller over larger. */
    private final float[] left;

    private final float[] right;
    private final float[] balance;

    /** @param normalised distances are divided by the level's stride */
    DistanceTargets(UnitGrid grid, boolean normalised) {
        this.grid = grid;
        this.normalised = normalised;
        int most = 0;
        for (int columns : grid.width) {
            most = Math.max(most, columns);
        }
        left = new float[most];
        right = new float[most];
        balance = new float[most];
    }

    /** Adds the locations of a window that {@code owner} gives to GT {@code g}, without GT index, overlap and group. */
    void add(RangeWindow w, int[] owner, int g, float x1, float y1, float x2, float y2, DuetTable out) {
        float unit = normalised ? grid.stride[w.level] : 1;
        for (int x = w.firstColumn; x <= w.lastColumn; x++) {
            float p = grid.point(w.level, x);
            left[x] = (p - x1) / unit;
            right[x] = (x2 - p) / unit;
            balance[x] = Math.min(left[x], right[x]) / Math.max(left[x], right[x]);
        }
        for (int y = w.firstRow; y <= w.lastRow; y++) {
            float p = grid.point(w.level, y);
            float top = (p - y1) / unit;
            float bottom = (y2 - p) / unit;
            int row = grid.unit(w.level, y, 0, 0);
            // A location that is not kept is written all the same and overwritten by the next: no branch to mispredict.
            out.reserve(w.lastColumn - w.firstColumn + 2);
            if (w.isCut(y)) {
                addRow(owner, g, row, w.firstColumn, Math.min(w.lastColumn, w.firstCutColumn - 1), top, bottom, out);
                addRow(owner, g, row, Math.max(w.firstColumn, w.lastCutColumn + 1), w.lastColumn, top, bottom, out);
            } else {
                addRow(owner, g, row, w.firstColumn, w.lastColumn, top, bottom, out);
            }
        }
    }

    private void addRow(int[] owner, int g, int row, int first, int last, float top, float bottom, DuetTable out) {
        float rowBalance = Math.min(top, bottom) / Math.max(top, bottom);
        float[] distances = out.extra[0];
        int at = out.size;
        for (int x = first; x <= last; x++) {
            out.unit[at] = row + x;
            out.target[at] = (float) Math.sqrt(balance[x] * rowBalance);
            distances[4 * at] = left[x];
            distances[4 * at + 1] = top;
            distances[4 * at + 2] = right[x];
            distances[4 * at + 3] = bottom;
            at += owner[row + x] == g ? 1 : 0;
        }
        out.size = at;
    }
}
