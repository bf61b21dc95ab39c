package dev.duet.assign.atss;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.cells.CellWindows;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.select.TopK;

/**
 * The k cells of a level nearest to each GT's centre, ties to the lower unit. Most are found in a window of 5 x 5 cells, for all GTs at a
 * time; where k cells of it are not sure to be nearer than any other, a window grows until they are. Cost does not depend on the size of
 * the level.
 */
final class NearestCells {
    private final UnitGrid grid;
    private final int k;
    private final TopK topK = new TopK();
    private final float anchorScale;
    private float[] closeness = new float[Lanes.padded(256)];
    private final Cells window = new Cells(256);
    private final Cells found;
    /** Per GT: its window's first cell, how far from it anything else is at least, and how many cells are nearer than that. */
    private float[] firstX = new float[0];

    private float[] firstY = firstX;
    private float[] reachX = firstX;
    private float[] reachY = firstX;
    private int[] sure = new int[0];
    /** Per GT, a bit per cell of the window whose point is inside. */
    private long[] inside = new long[0];
    /** Per GT and cell of its window: minus the distance, and the anchor's overlap. */
    private float[] windows = firstX;

    private float[] overlap = firstX;
    private int[] chosen = new int[Lanes.padded(256)];

    NearestCells(UnitGrid grid, int k, float anchorScale) {
        this.grid = grid;
        this.k = k;
        this.anchorScale = anchorScale;
        this.found = new Cells(k);
    }

    /** Appends to every GT's list the min(k, cells of the level) cells of a level nearest to its centre, rising. */
    void find(int level, ImageGts gts, AnchorOverlap anchors, float margin, CandidateLists lists) {
        reserve(gts.size);
        int width = grid.width[level];
        int height = grid.height[level];
        float stride = grid.stride[level];
        float origin = grid.point(level, 0);
        int n = gts.size;
        CellWindows.place(gts.cx, n, stride, origin, width, firstX, reachX);
        CellWindows.place(gts.cy, n, stride, origin, height, firstY, reachY);
        CellWindows.distances(
                gts.cx, gts.cy, firstX, firstY, reachX, reachY, n, stride, origin, width, height, windows, sure);
        CellWindows.overlaps(
                gts.x1,
                gts.y1,
                gts.x2,
                gts.y2,
                gts.area,
                firstX,
                firstY,
                n,
                stride,
                origin,
                anchors.half(level),
                anchors.floored,
                anchors.eps,
                overlap);
        CellWindows.inside(gts.x1, gts.y1, gts.x2, gts.y2, firstX, firstY, n, stride, origin, margin, inside);
        int want = Math.min(k, width * height);
        for (int g = 0; g < n; g++) {
            if (sure[g] >= want) {
                appendNearest(level, g, want, lists);
            } else {
                found.size = 0;
                find(level, gts.cx[g], gts.cy[g], found);
                append(found, g, gts, anchors, margin, lists);
            }
        }
    }

    /** Appends the nearest cells of a GT's window. */
    private void appendNearest(int level, int g, int want, CandidateLists lists) {
        int from = g * CellWindows.ROOM;
        int kept = topK.select(windows, from, CellWindows.CELLS, want, Float.NEGATIVE_INFINITY, chosen);
        int width = grid.width[level];
        int unit = grid.unit(level, (int) firstY[g], (int) firstX[g], 0);
        int to = g * lists.room + lists.count[g];
        for (int j = 0; j < kept; j++) {
            int cell = chosen[j] - from;
            lists.unit[to + j] = unit + cell / CellWindows.SIDE * width + cell % CellWindows.SIDE;
            lists.overlap[to + j] = overlap[chosen[j]];
            lists.inside[to + j] = (inside[g] >>> cell & 1) != 0;
        }
        lists.count[g] += kept;
    }

    /** Appends cells found one by one to a GT's list. */
    void append(Cells cells, int g, ImageGts gts, AnchorOverlap anchors, float margin, CandidateLists lists) {
        anchors.gt(gts, g);
        for (int i = 0; i < cells.size; i++) {
            float px = cells.px[i];
            float py = cells.py[i];
            boolean isInside = px - gts.x1[g] > margin
                    && py - gts.y1[g] > margin
                    && gts.x2[g] - px > margin
                    && gts.y2[g] - py > margin;
            lists.add(g, cells.unit[i], anchors.with(px, py, cells.half[i]), isInside);
        }
    }

    private void reserve(int n) {
        if (sure.length < Lanes.padded(n)) {
            firstX = Lanes.grow(firstX, n);
            firstY = Lanes.grow(firstY, n);
            reachX = Lanes.grow(reachX, n);
            reachY = Lanes.grow(reachY, n);
            sure = Lanes.grow(sure, n);
            inside = new long[sure.length];
            windows = new float[sure.length * CellWindows.ROOM];
            overlap = new float[sure.length * CellWindows.ROOM];
        }
    }

    /** The nearest cells of a level by a window that grows until it is large enough. */
    private void find(int level, float px, float py, Cells out) {
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
                int kept = topK.select(closeness, 0, window.size, want, Float.NEGATIVE_INFINITY, chosen);
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
