package dev.duet.assign.yolox;

import dev.duet.assign.workbench.CellRects;
import dev.duet.assign.workbench.UnitSet;

/** Which columns of a set each GT added or found there: GT g added columns {@code first[g] .. first[g + 1]}. Grows only. */
final class FreeColumns {
    int[] first = new int[65];
    /** GT g found {@code shared[sharedFirst[g] .. sharedFirst[g + 1]]} of the set. */
    int[] sharedFirst = new int[65];

    /** Adds the free units of {@code n} GTs to an empty set, GT by GT. */
    void collect(CellRects free, UnitSet columns, int n) {
        if (first.length <= n) {
            first = new int[n + (n >> 1) + 1];
            sharedFirst = new int[first.length];
        }
        for (int g = 0; g < n; g++) {
            first[g] = columns.size;
            sharedFirst[g] = columns.sharedSize;
            columns.add(free, g);
        }
        first[n] = columns.size;
        sharedFirst[n] = columns.sharedSize;
    }
}
