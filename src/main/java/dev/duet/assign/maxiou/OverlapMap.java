package dev.duet.assign.maxiou;

import java.util.Arrays;

/**
 * Per anchor of some blocks: the highest overlap so far, its GT, and the last GT that claimed the anchor as its own best. Rows of all
 * blocks are numbered through; they remember whether and how far they were touched since the image began, and only touched places are
 * ever cleared or read.
 */
final class OverlapMap {
    final AnchorBlock[] blocks;
    final float[] best;
    final int[] gt;
    /** Last GT for which the anchor was among the best, -1 if there is none. */
    final int[] claimed;

    /** Per block: its first row, and at the end the number of rows. */
    private final int[] firstRow;
    /** Per row: its block, the place of its first anchor, the first column touched and the one after the last. */
    private final int[] block;

    private final int[] place;
    private final int[] from;
    private final int[] to;
    /** One bit per row. */
    private final long[] touched;

    OverlapMap(AnchorBlock[] blocks) {
        this.blocks = blocks;
        firstRow = new int[blocks.length + 1];
        for (int b = 0; b < blocks.length; b++) {
            firstRow[b + 1] = firstRow[b] + blocks[b].rows();
        }
        int rows = firstRow[blocks.length];
        block = new int[rows];
        place = new int[rows];
        from = new int[rows];
        to = new int[rows];
        touched = new long[rows / Long.SIZE + 1];
        int places = 0;
        for (int b = 0; b < blocks.length; b++) {
            for (int r = firstRow[b]; r < firstRow[b + 1]; r++) {
                block[r] = b;
                place[r] = places;
                places = Math.addExact(places, blocks[b].pitch());
            }
        }
        best = new float[places];
        gt = new int[places];
        claimed = new int[places];
    }

    /** Forgets all anchors. */
    void start() {
        Arrays.fill(touched, 0);
    }

    /** Number of a block's row among all rows. */
    int row(int ofBlock, int rowOfBlock) {
        return firstRow[ofBlock] + rowOfBlock;
    }

    /** Next touched row from {@code r} on, -1 if there is none. */
    int nextTouched(int r) {
        int word = r / Long.SIZE;
        long bits = touched[word] & -1L << r;
        while (bits == 0) {
            if (++word == touched.length) {
                return -1;
            }
            bits = touched[word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }

    AnchorBlock block(int r) {
        return blocks[block[r]];
    }

    int rowOfBlock(int r) {
        return r - firstRow[block[r]];
    }

    /** Place of a row's first anchor in the arrays. */
    int place(int r) {
        return place[r];
    }

    /** First touched column of a touched row. */
    int from(int r) {
        return from[r];
    }

    /** The column after the last touched one of a touched row. */
    int to(int r) {
        return to[r];
    }

    /** Makes anchors {@code first .. end - 1} of a row readable: overlap 0 with GT 0 and no claim, unless they were so before. */
    void touch(int r, int first, int end) {
        if ((touched[r / Long.SIZE] >>> r & 1) == 0) {
            touched[r / Long.SIZE] |= 1L << r;
            clear(place[r], first, end);
            from[r] = first;
            to[r] = end;
            return;
        }
        if (first < from[r]) {
            clear(place[r], first, from[r]);
            from[r] = first;
        }
        if (end > to[r]) {
            clear(place[r], to[r], end);
            to[r] = end;
        }
    }

    /** Makes every anchor readable. */
    void touchAll() {
        for (int r = 0; r < block.length; r++) {
            touch(r, 0, block(r).columns());
        }
    }

    private void clear(int at, int first, int end) {
        Arrays.fill(best, at + first, at + end, 0);
        Arrays.fill(gt, at + first, at + end, 0);
        Arrays.fill(claimed, at + first, at + end, -1);
    }
}
