package dev.duet.assign.workbench;

import dev.duet.assign.UnitGrid;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import java.util.Arrays;

/**
 * The candidate columns of one image: distinct units, numbered 0 .. size-1 in the order in which they were added, so that what one GT
 * adds lies side by side. Grows only.
 */
public final class UnitSet {
    private final int units;
    private final long[] members;
    private final long[] marked;
    private final int[] columnOf;

    /** Columns that {@link #columnOf} knows. */
    private int indexed;

    public int size;
    /** Unit of each column; padded. */
    public int[] unit = new int[Lanes.padded(256)];

    /** The columns as runs of consecutive units. */
    public final Runs runs = new Runs();

    /** Columns of units that were added again, in that order, where that was to be noted. */
    public int sharedSize;

    public int[] shared = new int[256];

    /** @param units units of the grid */
    public UnitSet(int units) {
        this.units = units;
        members = new long[Math.ceilDiv(units, Long.SIZE)];
        marked = new long[members.length];
        columnOf = new int[Lanes.padded(units)];
    }

    /** Removes all members. */
    public void clear() {
        Arrays.fill(members, 0);
        size = 0;
        indexed = 0;
        runs.clear();
        sharedSize = 0;
    }

    /**
     * Adds {@code n} units, if they are no members yet, and writes the column of each; for sets to which nothing is added otherwise. They
     * have no runs.
     */
    public void add(int[] list, int n, int[] columns) {
        if (unit.length < Lanes.padded(size + n)) {
            unit = Lanes.grow(unit, size + n);
        }
        int[] member = unit;
        int count = size;
        for (int i = 0; i < n; i++) {
            int column = columnOf[list[i]];
            if (column >= count || member[column] != list[i]) {
                column = count;
                columnOf[list[i]] = count;
                member[count++] = list[i];
            }
            columns[i] = column;
        }
        size = count;
    }

    /**
     * Adds the units of columns x0..x1 and rows y0..y1 of a level with one slot per cell and notes in {@link #shared} the columns of
     * those that were members before; nothing if a range is empty.
     */
    public void add(UnitGrid grid, int level, int x0, int x1, int y0, int y1) {
        int first = grid.first[level] + y0 * grid.width[level] + x0;
        for (int y = y0; y <= y1; y++) {
            add(first, x1 - x0 + 1, true);
            first += grid.width[level];
        }
    }

    private void add(int first, int count, boolean note) {
        int from = first;
        int left = count;
        while (left > 0) {
            int now = Math.min(Long.SIZE - (from & 63), left);
            int w = from >> 6;
            long mask = -1L >>> (Long.SIZE - now) << from;
            long known = members[w] & mask;
            members[w] |= mask;
            if (known == 0) {
                for (int i = 0; i < now; i++) {
                    columnOf[from + i] = size + i;
                }
                indexed = size + now;
                append(from, now);
            } else {
                note(w, note ? known : 0);
                appendRuns(w, mask & ~known);
                index();
            }
            from += now;
            left -= now;
        }
    }

    private void note(int w, long known) {
        if (sharedSize + Long.SIZE > shared.length) {
            shared = Arrays.copyOf(shared, shared.length * 2);
        }
        for (long rest = known; rest != 0; rest &= rest - 1) {
            shared[sharedSize++] = columnOf[(w << 6) + Long.numberOfTrailingZeros(rest)];
        }
    }

    /** Adds the units of a GT's rectangles. */
    public void add(CellRects rects, int gt) {
        for (int l = 0; l < rects.grid.levels(); l++) {
            add(rects.grid, l, rects.x0[l][gt], rects.x1[l][gt], rects.y0[l][gt], rects.y1[l][gt]);
        }
    }

    /** Marks the units of a GT's rectangles for {@link #addMarked}. */
    public void mark(CellRects rects, int gt) {
        for (int l = 0; l < rects.grid.levels(); l++) {
            mark(rects.grid, l, rects.x0[l][gt], rects.x1[l][gt], rects.y0[l][gt], rects.y1[l][gt]);
        }
    }

    /** Marks the units of a rectangle for {@link #addMarked}. */
    public void mark(UnitGrid grid, int level, int x0, int x1, int y0, int y1) {
        int first = grid.first[level] + y0 * grid.width[level] + x0;
        for (int y = y0; y <= y1; y++) {
            mark(first, x1 - x0 + 1);
            first += grid.width[level];
        }
    }

    /** Marks all units of the grid for {@link #addMarked}. */
    public void markAll() {
        mark(0, units);
    }

    private void mark(int first, int count) {
        int from = first;
        int left = count;
        while (left > 0) {
            int now = Math.min(Long.SIZE - (from & 63), left);
            marked[from >> 6] |= -1L >>> (Long.SIZE - now) << from;
            from += now;
            left -= now;
        }
    }

    /** Adds all marked units that are no members yet, rising, and removes the marks; {@link #index} comes later, if at all. */
    public void addMarked() {
        for (int w = 0; w < marked.length; w++) {
            long fresh = marked[w] & ~members[w];
            marked[w] = 0;
            if (fresh != 0) {
                members[w] |= fresh;
                appendRuns(w, fresh);
            }
        }
    }

    private void appendRuns(int w, long fresh) {
        long rest = fresh;
        while (rest != 0) {
            int start = Long.numberOfTrailingZeros(rest);
            int length = Long.numberOfTrailingZeros(~(rest >>> start));
            append((w << 6) + start, length);
            rest &= ~(-1L >>> (Long.SIZE - length) << start);
        }
    }

    /** Makes all columns known to {@link #column}. */
    public void index() {
        for (int i = indexed; i < size; i++) {
            columnOf[unit[i]] = i;
        }
        indexed = size;
    }

    private void append(int first, int count) {
        runs.add(first, count);
        if (unit.length < Lanes.padded(size + count)) {
            unit = Lanes.grow(unit, size + count);
        }
        Rows.count(first, count, unit, size);
        size += count;
    }

    /** Column of a member. */
    public int column(int member) {
        return columnOf[member];
    }
}
