package dev.duet.assign.workbench;

import dev.duet.assign.UnitGrid;
import dev.duet.lanes.memory.Lanes;
import java.util.Arrays;

/** A set of units as disjoint runs of consecutive ones. Grows only. */
public final class Runs {
    public int size;
    /** Units in all runs. */
    public int units;
    /** Units from 0 on that have to be there so that all runs can be read by whole vectors. */
    public int end;

    public int[] start = new int[256];
    public int[] length = new int[256];

    public void clear() {
        size = 0;
        units = 0;
        end = 0;
    }

    public void add(int first, int count) {
        reserve(size + 1);
        start[size] = first;
        length[size++] = count;
        units += count;
        end = Math.max(end, first + whole(count));
    }

    /** Adds the units of columns x0..x1 and rows y0..y1 of a level, all slots; nothing if a range is empty. */
    public void rectangle(UnitGrid grid, int level, int x0, int x1, int y0, int y1) {
        if (x0 > x1 || y0 > y1) {
            return;
        }
        boolean outermost = grid.slotOrder == UnitGrid.SlotOrder.OUTERMOST;
        int perCell = outermost ? 1 : grid.slots;
        int planes = outermost ? grid.slots : 1;
        int rows = y1 - y0 + 1;
        int count = (x1 - x0 + 1) * perCell;
        reserve(size + planes * rows);
        int to = size;
        for (int a = 0; a < planes; a++) {
            int first = grid.unit(level, y0, x0, a);
            int step = grid.width[level] * perCell;
            for (int y = 0; y < rows; y++) {
                start[to] = first + y * step;
                length[to++] = count;
            }
            end = Math.max(end, start[to - 1] + whole(count));
        }
        size = to;
        units += planes * rows * count;
    }

    private static int whole(int units) {
        return Math.ceilDiv(units, Lanes.COUNT) * Lanes.COUNT;
    }

    private void reserve(int n) {
        if (n > start.length) {
            start = Arrays.copyOf(start, Math.max(n, size * 2));
            length = Arrays.copyOf(length, start.length);
        }
    }
}
