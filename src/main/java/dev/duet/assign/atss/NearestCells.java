package dev.duet.assign.atss;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.cells.CellWindows;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.select.TopK;
import java.util.Arrays;

/**
 * The candidates of every GT of an image: the k cells of each level nearest to its centre, ties to the lower unit. Most are found in a window of 5 x 5 cells, for all GTs at a
 * time; where k cells of it are not sure to be nearer than any other, a window grows until they are. Cost does not depend on the size of
 * the level.
 */
final class NearestCells {
    private final UnitGrid grid;
    private final int k;
    private final TopK topK = new TopK();
    private final AnchorOverlap anchors;
    private final float margin;
    private float[] closeness = new float[Lanes.padded(256)];
    /** Units of the window that grows, and what was found in it. */
    private int[] window = new int[Lanes.padded(256)];

    private final int[] found;
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

    private float[] overlaps = firstX;
    private int[] chosen = new int[Lanes.padded(256)];

    /** Places per GT. */
    final int room;
    /** Candidates of each GT, level by level and rising; those of GT g start at {@code g * room}. */
    int[] count = new int[0];

    int[] unit = count;
    /** Overlap of a candidate's anchor with the GT. */
    float[] overlap = new float[0];
    /** A candidate's point lies inside the GT. */
    boolean[] isInside = new boolean[0];

    /** @param margin how much farther inside a GT than its sides points must lie, in pixels */
    NearestCells(UnitGrid grid, int k, AnchorOverlap anchors, float margin) {
        this.grid = grid;
        this.k = k;
        this.anchors = anchors;
        this.margin = margin;
        this.found = new int[Lanes.padded(k)];
        this.room = k * grid.levels();
    }

    /** Starts an image: no GT has candidates. */
    void start(ImageGts gts) {
        reserve(gts.size);
        Arrays.fill(count, 0, gts.size, 0);
    }

    /** Appends to every GT's candidates the min(k, cells of the level) cells of a level nearest to its centre, rising. */
    void find(int level, ImageGts gts) {
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
                overlaps);
        CellWindows.inside(gts.x1, gts.y1, gts.x2, gts.y2, firstX, firstY, n, stride, origin, margin, inside);
        int want = Math.min(k, width * height);
        for (int g = 0; g < n; g++) {
            if (sure[g] >= want) {
                appendNearest(level, g, want);
            } else {
                append(found, find(level, gts.cx[g], gts.cy[g]), g, gts);
            }
        }
    }

    /** Appends the nearest cells of a GT's window. */
    private void appendNearest(int level, int g, int want) {
        int from = g * CellWindows.ROOM;
        int kept = topK.select(windows, from, CellWindows.CELLS, want, Float.NEGATIVE_INFINITY, chosen);
        int width = grid.width[level];
        int first = grid.unit(level, (int) firstY[g], (int) firstX[g], 0);
        int to = g * room + count[g];
        for (int j = 0; j < kept; j++) {
            int cell = chosen[j] - from;
            unit[to + j] = first + cell / CellWindows.SIDE * width + cell % CellWindows.SIDE;
            overlap[to + j] = overlaps[chosen[j]];
            isInside[to + j] = (inside[g] >>> cell & 1) != 0;
        }
        count[g] += kept;
    }

    /** Appends {@code n} units found one by one to a GT's candidates. */
    void append(int[] units, int n, int g, ImageGts gts) {
        anchors.gt(gts, g);
        for (int i = 0; i < n; i++) {
            int l = grid.level(units[i]);
            float px = grid.point(l, grid.column(l, units[i]));
            float py = grid.point(l, grid.row(l, units[i]));
            int to = g * room + count[g]++;
            unit[to] = units[i];
            overlap[to] = anchors.with(units[i]);
            isInside[to] = px - gts.x1[g] > margin
                    && py - gts.y1[g] > margin
                    && gts.x2[g] - px > margin
                    && gts.y2[g] - py > margin;
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
            overlaps = new float[sure.length * CellWindows.ROOM];
            count = new int[sure.length];
            unit = new int[Math.multiplyExact(sure.length, room)];
            overlap = new float[unit.length];
            isInside = new boolean[unit.length];
        }
    }

    /** Lists the nearest cells of a level by a window that grows until it is large enough; returns how many. */
    private int find(int level, float px, float py) {
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
            int size = measure(level, px, py, x0, x1, y0, y1);
            if (size >= want) {
                int kept = topK.select(closeness, 0, size, want, Float.NEGATIVE_INFINITY, chosen);
                float farthest = 0;
                for (int i = 0; i < kept; i++) {
                    farthest = Math.max(farthest, -closeness[chosen[i]]);
                }
                if (farthest < outside(level, px, py, x0, x1, y0, y1)) {
                    for (int i = 0; i < kept; i++) {
                        found[i] = window[chosen[i]];
                    }
                    return kept;
                }
            }
        }
    }

    private int nearest(int level, float p, int cells) {
        double i = Math.rint((p - grid.point(level, 0)) / (double) grid.stride[level]);
        return (int) Math.max(0, Math.min(cells - 1, i));
    }

    private int measure(int level, float px, float py, int x0, int x1, int y0, int y1) {
        int n = (x1 - x0 + 1) * (y1 - y0 + 1);
        window = Lanes.grow(window, n);
        closeness = Lanes.grow(closeness, n);
        chosen = Lanes.grow(chosen, n);
        int size = 0;
        for (int y = y0; y <= y1; y++) {
            float dy = grid.point(level, y) - py;
            int first = grid.unit(level, y, 0, 0);
            for (int x = x0; x <= x1; x++) {
                float dx = grid.point(level, x) - px;
                closeness[size] = -(float) Math.sqrt(dx * dx + dy * dy);
                window[size++] = first + x;
            }
        }
        return size;
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
