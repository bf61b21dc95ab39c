package dev.duet.lanes.select;

import dev.duet.lanes.math.Curves;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;

/**
 * The k smallest of a padded buffer without sorting it: a bound from {@link TopK} where there are many, then ranks by counting. Ties go
 * to the lower key. One object per worker; grows only.
 */
public final class LowestRanks {
    /** So many values are ranked as they are; more are first thinned out. */
    private static final int FEW = 32;

    private final TopK topK = new TopK();
    private float[] negated = new float[0];
    private float[] rank = new float[0];
    private int[] place = new int[0];

    /**
     * Positions of the {@code k} smallest of the first {@code n} values, rising; all when there are no more than k.
     *
     * @param values padded, none NaN; what lies behind n does not matter
     * @param key distinct keys that decide between equal values
     * @param out padded for n
     * @return how many were written
     */
    public int select(float[] values, int[] key, int n, int k, int[] out) {
        if (n <= k) {
            Rows.count(0, n, out, 0);
            return n;
        }
        negated = Lanes.grow(negated, n);
        Curves.negate(values, n, negated);
        int left = n > FEW ? thin(n, k) : n;
        rank = Lanes.grow(rank, left);
        Ranks.of(negated, 0, left, rank);
        int count = Ranks.keep(rank, 0, rank, left, k, -1, out);
        for (int i = 0; i < count && n > FEW; i++) {
            out[i] = place[out[i]];
        }
        return count == k ? k : dropTies(values, key, count, k, out);
    }

    /** Keeps the values that are not above a bound which k of them reach. */
    private int thin(int n, int k) {
        place = Lanes.grow(place, n);
        float bound = topK.lowerBound(negated, 0, n, k);
        int left = TopK.atLeast(negated, 0, n, bound, Float.NEGATIVE_INFINITY, place, 0);
        Rows.pick(negated, place, left, negated);
        return left;
    }

    /** Of the largest picked values, which are equal, drops those of highest key until k are left. */
    private static int dropTies(float[] values, int[] key, int n, int k, int[] picked) {
        float border = values[picked[0]];
        for (int i = 1; i < n; i++) {
            border = values[picked[i]] > border ? values[picked[i]] : border;
        }
        int count = n;
        while (count > k) {
            int worst = -1;
            for (int i = 0; i < count; i++) {
                if (values[picked[i]] == border && (worst < 0 || key[picked[i]] > key[picked[worst]])) {
                    worst = i;
                }
            }
            System.arraycopy(picked, worst + 1, picked, worst, count - worst - 1);
            count--;
        }
        return count;
    }
}
