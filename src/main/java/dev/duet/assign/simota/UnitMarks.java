package dev.duet.assign.simota;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.align.Runs;

/** A set of units, as bits: filled by ranges, emptied as runs of consecutive units. */
final class UnitMarks {
    private final long[] bits;

    UnitMarks(UnitGrid grid) {
        bits = new long[(grid.units + 64) / 64 + 1];
    }

    /** Adds the units of all runs. */
    void add(Runs runs) {
        for (int r = 0; r < runs.size; r++) {
            add(runs.start[r], runs.start[r] + runs.length[r]);
        }
    }

    private void add(int from, int to) {
        int first = from >> 6;
        int last = (to - 1) >> 6;
        long head = -1L << from;
        long tail = -1L >>> -to;
        if (first == last) {
            bits[first] |= head & tail;
            return;
        }
        bits[first] |= head;
        for (int w = first + 1; w < last; w++) {
            bits[w] = -1L;
        }
        bits[last] |= tail;
    }

    /** Moves all units to {@code out}, rising; the set is empty afterwards. */
    void drain(Runs out) {
        out.clear();
        int word = 0;
        long rest = bits[0];
        bits[0] = 0;
        while (true) {
            while (rest == 0) {
                if (++word == bits.length) {
                    return;
                }
                rest = bits[word];
                bits[word] = 0;
            }
            int offset = Long.numberOfTrailingZeros(rest);
            int start = word * 64 + offset;
            long ones = ~(rest >> offset);
            // Arithmetic shift: a run that reaches the top of the word shows as ones to the top.
            int length = Math.min(Long.numberOfTrailingZeros(ones), 64 - offset);
            rest = offset + length == 64 ? 0 : rest & (-1L << (offset + length));
            int end = start + length;
            while (end == (word + 1) * 64 && word + 1 < bits.length && (bits[word + 1] & 1) != 0) {
                word++;
                int more = Math.min(Long.numberOfTrailingZeros(~bits[word]), 64);
                rest = more == 64 ? 0 : bits[word] & (-1L << more);
                bits[word] = 0;
                end += more;
            }
            out.add(start, end - start);
        }
    }
}
