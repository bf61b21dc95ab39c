package dev.duet.assign.tal;

import dev.duet.assign.workbench.CellRects;
import dev.duet.lanes.cells.CellLanes;
import java.util.Arrays;

/**
 * The GTs whose rectangle of cells holds a cell: those that span its column and its row. The GTs that span a line of cells are a set
 * of bits, made when it is first asked for in an image, so that a crowded image looks at each GT once per line and not once per cell.
 * Grows only.
 */
final class HoldingGts {
    private final CellRects rects;
    /** Number of the line that is each level's first column; its rows follow its columns. */
    private final int[] firstLine;
    /** The image in which each line's set was made. */
    private final int[] made;

    private long[] sets = new long[0];
    private int image;
    private int gts;
    /** Words per set. */
    private int words;

    HoldingGts(CellRects rects) {
        this.rects = rects;
        firstLine = new int[rects.grid.levels()];
        int lines = 0;
        for (int l = 0; l < firstLine.length; l++) {
            firstLine[l] = lines;
            lines += rects.grid.width[l] + rects.grid.height[l];
        }
        made = new int[lines];
    }

    /** Begins an image of {@code n} GTs, whose rectangles are known. */
    void start(int n) {
        gts = n;
        words = Math.ceilDiv(n, Long.SIZE);
        if (sets.length < made.length * words) {
            sets = new long[made.length * (words + (words >> 1))];
        }
        if (++image == Integer.MAX_VALUE) {
            Arrays.fill(made, 0);
            image = 1;
        }
    }

    /**
     * Lists the GTs that hold a cell, rising.
     *
     * @param out room for all GTs
     * @return how many
     */
    int of(int level, int column, int row, int[] out) {
        int spanColumn = set(firstLine[level] + column, rects.x0[level], rects.x1[level], column);
        int spanRow = set(firstLine[level] + rects.grid.width[level] + row, rects.y0[level], rects.y1[level], row);
        int count = 0;
        for (int w = 0; w < words; w++) {
            long both = sets[spanColumn + w] & sets[spanRow + w];
            while (both != 0) {
                out[count++] = w * Long.SIZE + Long.numberOfTrailingZeros(both);
                both &= both - 1;
            }
        }
        return count;
    }

    /** Where the set of a line begins. */
    private int set(int line, int[] first, int[] last, int cell) {
        if (made[line] != image) {
            made[line] = image;
            CellLanes.holding(first, last, gts, cell, sets, line * words);
        }
        return line * words;
    }
}
