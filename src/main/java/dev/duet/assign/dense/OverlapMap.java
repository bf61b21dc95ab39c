package dev.duet.assign.dense;

import java.util.Arrays;

/**
 * Per anchor of some blocks: the highest overlap so far, its GT, and the last GT that claimed the anchor as its own best. Rows
 * remember how far they were touched since the image began; only touched places are ever cleared or read.
 */
final class OverlapMap {
    final AnchorBlock[] blocks;
    final float[] best;
    final int[] gt;
    /** Last GT for which the anchor was among the best, -1 if there is none. */
    final int[] claimed;

    private final int[] firstPlace;
    private final int[] firstRow;
    private final int[] from;
    private final int[] to;

    OverlapMap(AnchorBlock[] blocks) {
        this.blocks = blocks;
        firstPlace = new int[blocks.length + 1];
        firstRow = new int[blocks.length + 1];
        for (int b = 0; b < blocks.length; b++) {
            firstRow[b + 1] = firstRow[b] + blocks[b].rows();
            firstPlace[b + 1] = Math.addExact(firstPlace[b], Math.multiplyExact(blocks[b].rows(), blocks[b].pitch()));
        }
        best = new float[firstPlace[blocks.length]];
        gt = new int[best.length];
        claimed = new int[best.length];
        from = new int[firstRow[blocks.length]];
        to = new int[from.length];
    }

    /** Forgets all anchors. */
    void start() {
        Arrays.fill(from, 0);
        Arrays.fill(to, 0);
    }

    /** Place of an anchor in the arrays. */
    int place(int block, int row, int column) {
        return firstPlace[block] + row * blocks[block].pitch() + column;
    }

    /** First column of a row that was touched, and the column after the last; equal where none was. */
    int from(int block, int row) {
        return from[firstRow[block] + row];
    }

    int to(int block, int row) {
        return to[firstRow[block] + row];
    }

    /** Makes anchors {@code first .. end - 1} of a row readable: overlap 0 with GT 0 and no claim, unless they were so before. */
    void touch(int block, int row, int first, int end) {
        int r = firstRow[block] + row;
        int place = place(block, row, 0);
        if (to[r] == 0) {
            clear(place, first, end);
            from[r] = first;
            to[r] = end;
            return;
        }
        if (first < from[r]) {
            clear(place, first, from[r]);
            from[r] = first;
        }
        if (end > to[r]) {
            clear(place, to[r], end);
            to[r] = end;
        }
    }

    /** Makes every anchor readable. */
    void touchAll() {
        for (int b = 0; b < blocks.length; b++) {
            for (int row = 0; row < blocks[b].rows(); row++) {
                touch(b, row, 0, blocks[b].columns());
            }
        }
    }

    private void clear(int place, int first, int end) {
        Arrays.fill(best, place + first, place + end, 0);
        Arrays.fill(gt, place + first, place + end, 0);
        Arrays.fill(claimed, place + first, place + end, -1);
    }
}
