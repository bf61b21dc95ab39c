package dev.duet.assign.simota;

import dev.duet.assign.UnitGrid;
import dev.duet.lanes.Lanes;
import dev.duet.lanes.Rows;
import java.util.Arrays;

/**
 * The candidate columns of one image: distinct units, numbered 0 .. size-1 in the order in which they were added, so that what one GT
 * adds lies side by side. Grows only.
 */
public final class UnitSet {
    private final long[] members;
    private final int[] columnOf;

    int size;
    /** Unit of each column; padded. */
    int[] unit = new int[Lanes.padded(256)];

    /** The columns as runs of consecutive units. */
    int runs;

    int[] runStart = new int[256];
    int[] runLength = new int[256];

    /** Columns of units that were added again, in that order. */
    int sharedSize;

    int[] shared = new int[256];

    /** @param units units of the grid */
    public UnitSet(int units) {
        members = new long[Math.ceilDiv(units, Long.SIZE)];
        columnOf = new int[units];
    }

    /** Removes all members. */
    public void clear() {
        Arrays.fill(members, 0);
        size = 0;
        runs = 0;
        sharedSize = 0;
    }

    /** Adds {@code count} consecutive units; those that are members already are noted in {@link #shared}. */
    public void add(int first, int count) {
        int from = first;
        int left = count;
        while (left > 0) {
            int room = Long.SIZE - (from & 63);
            int now = Math.min(room, left);
            addInWord(from, now);
            from += now;
            left -= now;
        }
    }

    private void addInWord(int first, int count) {
        int w = first >> 6;
        long mask = -1L >>> (Long.SIZE - count) << first;
        long known = members[w] & mask;
        members[w] |= mask;
        if (known == 0) {
            append(first, count);
        } else {
            addAround(w << 6, known, mask & ~known);
        }
    }

    private void addAround(int base, long known, long fresh) {
        if (sharedSize + Long.SIZE > shared.length) {
            shared = Arrays.copyOf(shared, shared.length * 2);
        }
        for (long rest = known; rest != 0; rest &= rest - 1) {
            shared[sharedSize++] = columnOf[base + Long.numberOfTrailingZeros(rest)];
        }
        long rest = fresh;
        while (rest != 0) {
            int start = Long.numberOfTrailingZeros(rest);
            int length = Long.numberOfTrailingZeros(~(rest >>> start));
            append(base + start, length);
            rest &= ~(-1L >>> (Long.SIZE - length) << start);
        }
    }

    private void append(int first, int count) {
        if (runs == runStart.length) {
            runStart = Arrays.copyOf(runStart, runs * 2);
            runLength = Arrays.copyOf(runLength, runs * 2);
        }
        runStart[runs] = first;
        runLength[runs++] = count;
        unit = Lanes.grow(unit, size + count);
        Rows.count(first, count, unit, size);
        for (int i = 0; i < count; i++) {
            columnOf[first + i] = size + i;
        }
        size += count;
    }

    /** Adds the units of columns x0..x1 and rows y0..y1 of a level with one slot per cell; nothing if a range is empty. */
    public void add(UnitGrid grid, int level, int x0, int x1, int y0, int y1) {
        int first = grid.first[level] + y0 * grid.width[level] + x0;
        for (int y = y0; y <= y1; y++) {
            add(first, x1 - x0 + 1);
            first += grid.width[level];
        }
    }

    /** Members. */
    public int size() {
        return size;
    }

    /** Unit of a column. */
    public int unit(int column) {
        return unit[column];
    }

    /** Column of a member. */
    public int column(int member) {
        return columnOf[member];
    }
}
