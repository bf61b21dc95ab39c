package dev.duet.report;

import dev.duet.api.Assignment;
import dev.duet.assign.UnitGrid;
import java.util.Arrays;

/**
 * The (cell, GT) pairs of one image, a cell being told by stride, row and column, so that systems with other slots, levels or level
 * orders can be compared.
 */
public final class CellPairs {
    private static final int CELL_BITS = 13;
    private static final int GT_BITS = 24;

    private CellPairs() {}

    /** Pairs in rising order, each once. Query sets have no cells and give none. */
    public static long[] of(Assignment head, int image, UnitGrid grid) {
        if (grid.levels() == 0) {
            return new long[0];
        }
        long[] pairs = new long[head.offset(image + 1) - head.offset(image)];
        for (int i = 0; i < pairs.length; i++) {
            int d = head.offset(image) + i;
            int unit = head.unit(d);
            int level = grid.level(unit);
            long cell = (long) grid.stride[level] << CELL_BITS | grid.row(level, unit);
            pairs[i] = (cell << CELL_BITS | grid.column(level, unit)) << GT_BITS | head.gt(d);
        }
        Arrays.sort(pairs);
        int n = 0;
        for (int i = 0; i < pairs.length; i++) {
            if (i == 0 || pairs[i] != pairs[i - 1]) {
                pairs[n++] = pairs[i];
            }
        }
        return Arrays.copyOf(pairs, n);
    }

    /** How many pairs two sorted lists share. */
    public static int shared(long[] a, long[] b) {
        int shared = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            if (a[i] == b[j]) {
                shared++;
                i++;
                j++;
            } else if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
        }
        return shared;
    }
}
