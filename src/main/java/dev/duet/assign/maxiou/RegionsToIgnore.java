package dev.duet.assign.maxiou;

import dev.duet.assign.GtBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Score;

/**
 * The anchors of an image that lie in a region to ignore: by more than a share of the anchor, or of the region. Source: mmdetection
 * mmdet/models/task_modules/assigners/max_iou_assigner.py, ignore_iof_thr and ignore_wrt_candidates.
 */
final class RegionsToIgnore {
    private final UnitGrid grid;
    private final AnchorField field;
    private final float threshold;
    private final boolean ofRegion;
    private final boolean[] ignored;
    private boolean any;
    private int count;

    /** @param rule whose threshold may be 0 or less: nothing is ignored then, and nothing allocated */
    RegionsToIgnore(UnitGrid grid, AnchorField field, Score.OverlapScore rule) {
        this.grid = grid;
        this.field = field;
        this.threshold = rule.ignoreThreshold();
        this.ofRegion = rule.ofRegion();
        this.ignored = new boolean[threshold > 0 ? grid.units : 0];
    }

    /** Finds the anchors of an image to ignore. */
    void load(GtBatch gts, int image) {
        any = false;
        count = 0;
        if (threshold <= 0 || gts.ignoreBoxes == null) {
            return;
        }
        int from = gts.ignoreOffset[image];
        int to = gts.ignoreOffset[image + 1];
        if (from == to) {
            return;
        }
        for (int unit = 0; unit < grid.units; unit++) {
            ignored[unit] = covered(unit, gts.ignoreBoxes, from, to);
            count += ignored[unit] ? 1 : 0;
        }
        any = count > 0;
    }

    private boolean covered(int unit, float[] regions, int from, int to) {
        int level = grid.level(unit);
        int row = grid.row(level, unit);
        int column = grid.column(level, unit);
        int slot = grid.slot(level, unit);
        float x1 = field.edge(level, row, column, slot, 0);
        float y1 = field.edge(level, row, column, slot, 1);
        float x2 = field.edge(level, row, column, slot, 2);
        float y2 = field.edge(level, row, column, slot, 3);
        float area = (x2 - x1) * (y2 - y1);
        for (int i = from; i < to; i++) {
            float left = regions[4 * i];
            float top = regions[4 * i + 1];
            float right = regions[4 * i + 2];
            float bottom = regions[4 * i + 3];
            float w = Math.max(0, Math.min(x2, right) - Math.max(x1, left));
            float h = Math.max(0, Math.min(y2, bottom) - Math.max(y1, top));
            float whole = ofRegion ? (right - left) * (bottom - top) : area;
            if (w * h / Math.max(whole, AnchorField.UNION_FLOOR) > threshold) {
                return true;
            }
        }
        return false;
    }

    /** Whether the image has any. */
    boolean any() {
        return any;
    }

    int count() {
        return count;
    }

    boolean has(int unit) {
        return any && ignored[unit];
    }
}
