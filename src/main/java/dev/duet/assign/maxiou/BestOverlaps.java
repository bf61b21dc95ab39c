package dev.duet.assign.maxiou;

import dev.duet.assign.DuetTable;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.LatticeIou;
import java.util.Arrays;

/**
 * GT by GT, fills an {@link OverlapMap}: which GT overlaps an anchor most, and which anchors are a GT's best. Anchors whose overlap
 * stays under both thresholds are background whatever it is, so each GT looks at the windows that can reach the lower threshold; only
 * a GT that finds nothing there searches everything it overlaps for its best.
 *
 * <p>Overlaps are compared for equality with a GT's highest, so they are float32 as the original computes them. Source: mmdetection
 * mmdet/core/bbox/assigners/max_iou_assigner.py assign_wrt_overlaps.
 */
final class BestOverlaps {
    private final Limits rule;
    /** Null where no anchor is ever ignored. */
    private final RegionsToIgnore ignored;

    final OverlapMap map;
    private final AnchorBlock[] blocks;
    /** Overlaps under this need not be known, except a GT's highest. */
    private final float least;

    private final AnchorWindow[] windows;
    private int windowCount;
    private float[] overlaps = new float[0];
    private ImageGts gts;
    /** Highest overlap of each GT. */
    float[] highest = new float[0];

    /** Last GT that claimed every anchor, because none overlaps it and the minimum allows that; -1 if there is none. */
    int claimsAll;

    /**
     * @param everything all overlaps over 0 are wanted in the map
     * @param ignored anchors whose overlap with every GT counts as {@link Limits#NONE}; null for none, ever
     */
    BestOverlaps(AnchorBlock[] blocks, Limits rule, boolean everything, RegionsToIgnore ignored) {
        this.rule = rule;
        this.ignored = ignored;
        this.blocks = blocks;
        this.least = everything ? 0 : Math.max(0, rule.least());
        map = new OverlapMap(blocks);
        windows = new AnchorWindow[blocks.length];
        Arrays.setAll(windows, w -> new AnchorWindow());
    }

    /** Starts an image; counts what its GTs select. */
    void start(ImageGts ofImage) {
        gts = ofImage;
        map.start();
        claimsAll = -1;
        highest = Lanes.grow(highest, gts.size);
    }

    /** Adds GT {@code g}; GTs come in order. */
    void add(int g, DuetTable out) {
        highest[g] = measure(least, g);
        for (int i = 0; i < windowCount; i++) {
            AnchorWindow w = windows[i];
            if (w.highest >= least && w.highest > 0) {
                raise(w, g);
                if (out.explain && rule.positive() > 0 && w.highest >= rule.positive()) {
                    explain(w, g, out);
                }
            }
        }
        if (rule.positive() <= 0) {
            selectAll(g, out);
        }
        if (!(rule.minimum() < Float.POSITIVE_INFINITY)) {
            return;
        }
        if (highest[g] < least && rule.minimum() < least) {
            highest[g] = measure(0, g);
        }
        if (highest[g] >= rule.minimum()) {
            claimBest(g, out);
        }
    }

    /** Computes the windows of a GT; returns its highest overlap in them. */
    private float measure(float reach, int g) {
        float x1 = gts.x1[g];
        float y1 = gts.y1[g];
        float x2 = gts.x2[g];
        float y2 = gts.y2[g];
        float best = 0;
        int at = 0;
        windowCount = 0;
        for (int b = 0; b < blocks.length; b++) {
            AnchorWindow w = windows[windowCount];
            if (blocks[b].window(x1, y1, x2, y2, reach, w)) {
                w.block = b;
                w.at = at;
                overlaps = Lanes.grow(overlaps, at + w.rows * LatticeIou.whole(w.columns));
                w.highest = blocks[b].overlaps(w, gts, g, overlaps);
                if (ignored != null && ignored.any()) {
                    w.highest = leaveIgnored(w);
                }
                best = Math.max(best, w.highest);
                at += w.rows * w.stride;
                windowCount++;
            }
        }
        return best;
    }

    /** Takes ignored anchors out of a window; returns the highest overlap of the others. */
    private float leaveIgnored(AnchorWindow w) {
        AnchorBlock block = blocks[w.block];
        float best = Limits.NONE;
        for (int i = 0; i < w.rows * w.stride; i++) {
            int column = w.firstColumn + i % w.stride;
            if (column >= block.columns() || ignored.has(block.unit(w.firstRow + i / w.stride, column))) {
                overlaps[w.at + i] = Limits.NONE;
            }
            best = Math.max(best, overlaps[w.at + i]);
        }
        return best;
    }

    private void raise(AnchorWindow w, int g) {
        AnchorBlock block = blocks[w.block];
        int end = Math.min(w.firstColumn + w.stride, block.columns());
        int first = map.row(w.block, w.firstRow);
        for (int r = first; r < first + w.rows; r++) {
            map.touch(r, w.firstColumn, end);
        }
        int reached = LatticeIou.raise(
                overlaps,
                w.at,
                w.rows,
                w.stride,
                map.best,
                map.gt,
                map.place(first) + w.firstColumn,
                block.pitch(),
                g,
                rule.positive());
        // At 0 every anchor reaches it, those in no window and what lies behind a row's last.
        gts.selected[g] += rule.positive() > 0 ? reached : 0;
    }

    /** Where 0 is positive, every anchor is, for every GT. */
    private void selectAll(int g, DuetTable out) {
        gts.selected[g] = anchors();
        for (int b = 0; out.explain && b < blocks.length; b++) {
            for (int u = 0; u < blocks[b].rows() * blocks[b].columns(); u++) {
                int unit = blocks[b].unit(u / blocks[b].columns(), u % blocks[b].columns());
                if (ignored == null || !ignored.has(unit)) {
                    out.claim(unit, g);
                }
            }
        }
    }

    /** Anchors that are not ignored. */
    private int anchors() {
        int all = 0;
        for (AnchorBlock block : blocks) {
            all += block.rows() * block.columns();
        }
        return ignored == null ? all : all - ignored.count();
    }

    private void explain(AnchorWindow w, int g, DuetTable out) {
        AnchorBlock block = blocks[w.block];
        for (int i = 0; i < w.rows * w.stride; i++) {
            int column = w.firstColumn + i % w.stride;
            if (overlaps[w.at + i] >= rule.positive() && column < block.columns()) {
                out.claim(block.unit(w.firstRow + i / w.stride, column), g);
            }
        }
    }

    /** The anchors of a GT's highest overlap become its own, whatever other GTs they overlap. */
    private void claimBest(int g, DuetTable out) {
        if (highest[g] == 0) {
            claimWithoutOverlap(g, out);
            return;
        }
        int firstBlock = -1;
        int firstRow = 0;
        int firstColumn = 0;
        int firstUnit = Integer.MAX_VALUE;
        for (int i = 0; i < windowCount; i++) {
            AnchorWindow w = windows[i];
            if (w.highest != highest[g]) {
                continue;
            }
            for (int o = 0; o < w.rows * w.stride; o++) {
                if (overlaps[w.at + o] != highest[g]) {
                    continue;
                }
                int row = w.firstRow + o / w.stride;
                int column = w.firstColumn + o % w.stride;
                if (rule.allBest()) {
                    claim(w.block, row, column, g, out);
                } else if (blocks[w.block].unit(row, column) < firstUnit) {
                    firstUnit = blocks[w.block].unit(row, column);
                    firstBlock = w.block;
                    firstRow = row;
                    firstColumn = column;
                }
            }
        }
        if (firstBlock >= 0) {
            claim(firstBlock, firstRow, firstColumn, g, out);
        }
    }

    /** All overlaps are 0 and 0 reaches the minimum: all anchors are "best", or the first is. */
    private void claimWithoutOverlap(int g, DuetTable out) {
        if (!rule.allBest()) {
            claimFirst(g, out);
            return;
        }
        claimsAll = g;
        if (rule.positive() > 0) {
            selectAll(g, out);
        }
    }

    /** The lowest unit that is not ignored. */
    private void claimFirst(int g, DuetTable out) {
        int block = -1;
        int row = 0;
        int column = 0;
        int first = Integer.MAX_VALUE;
        for (int b = 0; b < blocks.length; b++) {
            for (int u = 0; u < blocks[b].rows() * blocks[b].columns(); u++) {
                int unit = blocks[b].unit(u / blocks[b].columns(), u % blocks[b].columns());
                if (unit < first && (ignored == null || !ignored.has(unit))) {
                    first = unit;
                    block = b;
                    row = u / blocks[b].columns();
                    column = u % blocks[b].columns();
                }
            }
        }
        if (block >= 0) {
            claim(block, row, column, g, out);
        }
    }

    private void claim(int block, int row, int column, int g, DuetTable out) {
        int r = map.row(block, row);
        map.touch(r, column, column + 1);
        map.claimed[map.place(r) + column] = g;
        if (highest[g] < rule.positive()) {
            gts.selected[g]++;
            out.claim(blocks[block].unit(row, column), g);
        }
    }
}
