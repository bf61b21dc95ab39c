package dev.duet.assign.atss;

import dev.duet.assign.UnitGrid;
import dev.duet.lanes.Lanes;
import dev.duet.lanes.TopK;

/**
 * The k cells of a level nearest to a point, ties to the lower unit: a window about the nearest cell grows until no cell outside can be
 * nearer than the k-th inside. Cost does not depend on the size of the level.
 */
final class NearestCells {
    private final UnitGrid grid;
    private final int k;
    private final TopK topK = new TopK();
    private final float anchorScale;
    private float[] closeness = new float[Lanes.padded(256)];
    private final Cells window = new Cells(256);
    private int[] chosen = new int[Lanes.padded(256)];

    NearestCells(UnitGrid grid, int k, float anchorScale) {
        this.grid = grid;
        this.k = k;
        this.anchorScale = anchorScale;
    }

    /** Appends the min(k, cells of the level) nearest cells of a level, rising. */
    void find(int level, float px, float py, Cells out) {
        int width = grid.width[level];
        int height = grid.height[level];
        int want = Math.min(k, width * height);
        int column = nearest(level, px, width);
        int row = nearest(level, py, height);
        for (int reach = 2; ; reach *= 2) {
            int x0 = Math.max(0, column - reach);
            int x1 = Math.min(width - 1, column + reach);
            int y0 = Math.max(0, row - reach);
            int y1 = Math.min(height - 1, row + reach);
            measure(level, px, py, x0, x1, y0, y1);
            if (window.size >= want) {
                int kept = topK.select(closeness, window.size, want, Float.NEGATIVE_INFINITY, chosen);
                float farthest = 0;
                for (int i = 0; i < kept; i++) {
                    farthest = Math.max(farthest, -closeness[chosen[i]]);
                }
                if (farthest < outside(level, px, py, x0, x1, y0, y1)) {
                    for (int i = 0; i < kept; i++) {
                        int c = chosen[i];
                        out.add(window.unit[c], window.px[c], window.py[c], window.half[c]);
                    }
                    return;
                }
            }
        }
    }

    private int nearest(int level, float p, int cells) {
        double i = Math.rint((p - grid.point(level, 0)) / (double) grid.stride[level]);
        return (int) Math.max(0, Math.min(cells - 1, i));
    }

    private void measure(int level, float px, float py, int x0, int x1, int y0, int y1) {
        int n = (x1 - x0 + 1) * (y1 - y0 + 1);
        window.reserve(n);
        closeness = Lanes.grow(closeness, n);
        chosen = Lanes.grow(chosen, n);
        window.size = 0;
        float half = anchorScale * grid.stride[level] / 2;
        for (int y = y0; y <= y1; y++) {
            float pointY = grid.point(level, y);
            float dy = pointY - py;
            int first = grid.unit(level, y, 0, 0);
            for (int x = x0; x <= x1; x++) {
                float pointX = grid.point(level, x);
                float dx = pointX - px;
                closeness[window.size] = -(float) Math.sqrt(dx * dx + dy * dy);
                window.add(first + x, pointX, pointY, half);
            }
        }
    }

    /** A distance that no cell outside the window falls short of; infinite where the window is the level. */
    private float outside(int level, float px, float py, int x0, int x1, int y0, int y1) {
        float least = Float.POSITIVE_INFINITY;
        if (x0 > 0) {
            least = Math.min(least, px - grid.point(level, x0 - 1));
        }
        if (x1 < grid.width[level] - 1) {
            least = Math.min(least, grid.point(level, x1 + 1) - px);
        }
        if (y0 > 0) {
            least = Math.min(least, py - grid.point(level, y0 - 1));
        }
        if (y1 < grid.height[level] - 1) {
            least = Math.min(least, grid.point(level, y1 + 1) - py);
        }
        return least;
    }
}
