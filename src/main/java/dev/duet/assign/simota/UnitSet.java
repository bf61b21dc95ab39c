package dev.duet.assign.simota;

import dev.duet.assign.UnitGrid;
import dev.duet.lanes.Lanes;
import dev.duet.lanes.Rows;
import java.util.Arrays;

/**
 * A set of units of one image, one bit each; once sealed, its members are numbered 0 .. size-1 in rising order, which are the candidate
 * columns of a matching. Grows only.
 */
public final class UnitSet {
    private final long[] words;
    /** Members before each word. */
    private final int[] before;

    /** Members, rising; padded. */
    int[] unit = new int[Lanes.padded(256)];

    int size;

    /** The members as runs of consecutive units. */
    int runs;

    int[] runStart = new int[256];
    int[] runLength = new int[256];

    /** @param units units of the grid */
    public UnitSet(int units) {
        words = new long[Math.ceilDiv(units, Long.SIZE)];
        before = new int[words.length];
    }

    /** Removes all members. */
    public void clear() {
        Arrays.fill(words, 0);
    }

    /** Adds {@code count} consecutive units. */
    public void add(int first, int count) {
        int last = first + count - 1;
        if (count <= 0) {
            return;
        }
        int from = first >> 6;
        int to = last >> 6;
        long head = -1L << first;
        long tail = -1L >>> (63 - (last & 63));
        if (from == to) {
            words[from] |= head & tail;
            return;
        }
        words[from] |= head;
        for (int w = from + 1; w < to; w++) {
            words[w] = -1L;
        }
        words[to] |= tail;
    }

    /** Adds the units of columns x0..x1 and rows y0..y1 of a level with one slot per cell; nothing if a range is empty. */
    public void add(UnitGrid grid, int level, int x0, int x1, int y0, int y1) {
        for (int y = y0; y <= y1; y++) {
            add(grid.unit(level, y, x0, 0), x1 - x0 + 1);
        }
    }

    /** Numbers the members. */
    public void seal() {
        size = 0;
        runs = 0;
        int open = -1;
        for (int w = 0; w < words.length; w++) {
            before[w] = size;
            long bits = words[w];
            size += Long.bitCount(bits);
            // Walks from edge to edge: a run may go on from the word before and into the next.
            int base = w << 6;
            if (open >= 0 && bits != -1L) {
                int end = Long.numberOfTrailingZeros(~bits);
                close(open, base + end);
                open = -1;
                bits &= -1L << end;
            } else if (open >= 0) {
                continue;
            }
            while (bits != 0) {
                int start = Long.numberOfTrailingZeros(bits);
                long gaps = ~bits & -1L << start;
                if (gaps == 0) {
                    open = base + start;
                    break;
                }
                int end = Long.numberOfTrailingZeros(gaps);
                close(base + start, base + end);
                bits &= -1L << end;
            }
        }
        if (open >= 0) {
            close(open, words.length << 6);
        }
        unit = Lanes.grow(unit, size);
        int at = 0;
        for (int r = 0; r < runs; r++) {
            Rows.count(runStart[r], runLength[r], unit, at);
            at += runLength[r];
        }
    }

    private void close(int start, int end) {
        if (runs == runStart.length) {
            runStart = Arrays.copyOf(runStart, runs * 2);
            runLength = Arrays.copyOf(runLength, runs * 2);
        }
        runStart[runs] = start;
        runLength[runs++] = end - start;
    }

    /** Members, once sealed. */
    public int size() {
        return size;
    }

    /** Unit of column {@code i}. */
    public int unit(int column) {
        return unit[column];
    }

    /** Column of a member; members of one run have neighbouring columns. */
    public int column(int member) {
        int w = member >> 6;
        return before[w] + Long.bitCount(words[w] & ~(-1L << member));
    }
}
