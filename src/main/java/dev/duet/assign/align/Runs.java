package dev.duet.assign.align;

import dev.duet.assign.UnitGrid;
import java.util.Arrays;

/** Candidates as runs of consecutive units, rising and disjoint. Grows only. */
public final class Runs {
    public int size;
    /** Units in all runs. */
    public int units;

    public int[] start = new int[256];
    public int[] length = new int[256];

    public void clear() {
        size = 0;
        units = 0;
    }

    public void add(int first, int count) {
        if (size == start.length) {
            start = Arrays.copyOf(start, size * 2);
            length = Arrays.copyOf(length, size * 2);
        }
        start[size] = first;
        length[size++] = count;
        units += count;
    }

    /** Adds the units of columns x0..x1 and rows y0..y1 of a level, all slots; nothing if a range is empty. */
    public void rectangle(UnitGrid grid, int level, int x0, int x1, int y0, int y1) {
        boolean outermost = grid.slotOrder == UnitGrid.SlotOrder.OUTERMOST;
        int perCell = outermost ? 1 : grid.slots;
        int planes = outermost ? grid.slots : 1;
        for (int a = 0; a < planes && x0 <= x1; a++) {
            for (int y = y0; y <= y1; y++) {
                add(grid.unit(level, y, x0, a), (x1 - x0 + 1) * perCell);
            }
        }
    }
}
