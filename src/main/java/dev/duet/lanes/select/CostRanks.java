package dev.duet.lanes.select;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Puts a few costs in order by counting, for each, how many are lower. One object per worker; grows only. */
public final class CostRanks {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final FloatVector ONE = FloatVector.broadcast(F, 1);

    private float[] rank = new float[Lanes.padded(64)];

    /**
     * Sorts {@code n} costs, the cheapest first.
     *
     * @param cost padded, none NaN
     * @param key distinct keys that decide between equal costs, the lower first
     * @param out receives positions
     */
    public void order(float[] cost, int[] key, int n, int[] out) {
        rank = Lanes.grow(rank, n);
        count(cost, n, rank);
        long sum = 0;
        for (int i = 0; i < n; i++) {
            int r = (int) rank[i];
            sum += r;
            out[r] = i;
        }
        // Equal costs share a rank, the lowest of theirs.
        if (sum != (long) n * (n - 1) / 2) {
            insert(cost, key, n, out);
        }
    }

    /** As {@link Ranks#of}, from below: a negated copy of so few would cost more than the loop. */
    private static void count(float[] cost, int n, float[] rank) {
        for (int part = 0; part < n; part += F.length()) {
            FloatVector v = FloatVector.fromArray(F, cost, part);
            // Two counts, because one would wait for its own last addition all the time.
            FloatVector lower = FloatVector.zero(F);
            FloatVector b = lower;
            int j = 0;
            for (; j + 2 <= n; j += 2) {
                lower = lower.add(ONE, v.compare(VectorOperators.GT, cost[j]));
                b = b.add(ONE, v.compare(VectorOperators.GT, cost[j + 1]));
            }
            if (j < n) {
                lower = lower.add(ONE, v.compare(VectorOperators.GT, cost[j]));
            }
            lower.add(b).intoArray(rank, part);
        }
    }

    private static void insert(float[] cost, int[] key, int n, int[] out) {
        for (int i = 0; i < n; i++) {
            int at = i;
            while (at > 0 && before(cost, key, i, out[at - 1])) {
                out[at] = out[at - 1];
                at--;
            }
            out[at] = i;
        }
    }

    private static boolean before(float[] cost, int[] key, int a, int b) {
        return cost[a] < cost[b] || cost[a] == cost[b] && key[a] < key[b];
    }
}
