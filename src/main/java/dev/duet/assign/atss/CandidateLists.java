package dev.duet.assign.atss;

import java.util.Arrays;

/** The candidates of every GT of an image, level by level and rising: unit, overlap of its anchor, point inside the GT. Grows only. */
final class CandidateLists {
    /** Places per GT. */
    final int room;
    /** Candidates of each GT; those of GT g start at {@code g * room}. */
    int[] count = new int[64];

    int[] unit;
    float[] overlap;
    boolean[] inside;

    CandidateLists(int room) {
        this.room = room;
        unit = new int[64 * room];
        overlap = new float[64 * room];
        inside = new boolean[64 * room];
    }

    /** Makes empty lists for {@code n} GTs. */
    void clear(int n) {
        if (count.length < n) {
            int length = n + (n >> 1);
            count = new int[length];
            unit = new int[Math.multiplyExact(length, room)];
            overlap = new float[length * room];
            inside = new boolean[length * room];
        }
        Arrays.fill(count, 0, n, 0);
    }

    void add(int g, int unitIndex, float anchorOverlap, boolean isInside) {
        int at = g * room + count[g]++;
        unit[at] = unitIndex;
        overlap[at] = anchorOverlap;
        inside[at] = isInside;
    }
}
