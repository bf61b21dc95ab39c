package dev.duet.io.result;

import dev.duet.api.Assignment;
import dev.duet.api.IntColumn;
import dev.duet.assign.UnitGrid;

/**
 * The duets of a batch in the order in which the original lists its matches (YOLOv5: level by level over all images), each with
 * its place on the grid. Repeated matches stay.
 */
final class MatchList {
    final int[] image;
    final int[] level;
    final int[] anchor;
    final int[] y;
    final int[] x;
    final int[] gt;
    /** Row of each match among the duets. */
    final int[] duet;

    MatchList(Assignment head, UnitGrid grid) {
        int n = head.duets();
        duet = new int[n];
        head.originalOrder(duet);
        int[] imageOf = head.column(IntColumn.IMAGE);
        int[] unitOf = head.column(IntColumn.UNIT);
        int[] gtOf = head.column(IntColumn.GT);
        image = new int[n];
        level = new int[n];
        anchor = new int[n];
        y = new int[n];
        x = new int[n];
        gt = new int[n];
        for (int i = 0; i < n; i++) {
            int unit = unitOf[duet[i]];
            int l = grid.level(unit);
            image[i] = imageOf[duet[i]];
            gt[i] = gtOf[duet[i]];
            level[i] = l;
            if (l >= 0) {
                anchor[i] = grid.slot(l, unit);
                y[i] = grid.row(l, unit);
                x[i] = grid.column(l, unit);
            }
        }
    }
}
