package dev.duet.assign.workbench;

import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.UnitGrid;

/** Names what became of a GT from its funnel, the first reason that holds. */
public final class Outcomes {
    private Outcomes() {}

    /**
     * @param row index of the GT in the batch
     * @param valid false if the system's preparation dropped it
     * @param candidates units that passed the spatial prior
     * @param selected units it selected
     * @param kept duets it ended with
     */
    public static GtOutcome of(
            GtBatch gts, int row, UnitGrid grid, boolean valid, int candidates, int selected, int kept) {
        if (kept > 0) {
            return GtOutcome.ASSIGNED;
        }
        if (selected > 0) {
            return GtOutcome.LOST;
        }
        if (!valid) {
            return GtOutcome.DROPPED;
        }
        if (isEmpty(gts, row)) {
            return GtOutcome.ZERO_AREA;
        }
        if (isOutside(gts, row, grid)) {
            return GtOutcome.OUTSIDE;
        }
        return candidates == 0 ? GtOutcome.NO_CANDIDATE : GtOutcome.NONE_SELECTED;
    }

    private static boolean isEmpty(GtBatch gts, int row) {
        return gts.isRotated()
                ? gts.w[row] == 0 || gts.h[row] == 0
                : gts.x1[row] == gts.x2[row] || gts.y1[row] == gts.y2[row];
    }

    private static boolean isOutside(GtBatch gts, int row, UnitGrid grid) {
        if (gts.isRotated()) {
            return gts.cx[row] < 0
                    || gts.cy[row] < 0
                    || gts.cx[row] > grid.imageWidth
                    || gts.cy[row] > grid.imageHeight;
        }
        return gts.x2[row] <= 0
                || gts.y2[row] <= 0
                || gts.x1[row] >= grid.imageWidth
                || gts.y1[row] >= grid.imageHeight;
    }
}
