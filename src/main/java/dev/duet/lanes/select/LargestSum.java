package dev.duet.lanes.select;

import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;

/**
 * The sum of the q largest of a padded buffer of values in 0..1, without sorting it: a lower bound of the q-th largest from {@link
 * TopK}, one pass that keeps what reaches it, and ranks by counting among the few that are left. Values are added as whole multiples of
 * 2^-40, so that the sum does not depend on their order. One object per worker; grows only.
 */
public final class LargestSum {
    private static final float PARTS = 0x1p40f;
    /** So many values are ranked as they are. */
    private static final int FEW = 16;

    private final int q;
    private final TopK topK = new TopK();
    private int[] place = new int[Lanes.padded(64)];
    private float[] survivor = new float[Lanes.padded(64)];
    private float[] rank = new float[Lanes.padded(64)];

    /** @param q how many are summed, at least 1 */
    public LargestSum(int q) {
        if (q < 1) {
            throw new IllegalArgumentException("topk: " + q + "; at least 1 value must be summed");
        }
        this.q = q;
    }

    /**
     * Sum of the q largest of the first {@code n} values; of all when there are fewer.
     *
     * @param values padded, in 0..1; what lies behind n does not matter
     */
    public double of(float[] values, int n) {
        place = Lanes.grow(place, n);
        survivor = Lanes.grow(survivor, n);
        int left = TopK.atLeast(values, 0, n, n <= FEW ? 0 : topK.lowerBound(values, 0, n, q), 0, place, 0);
        Rows.pick(values, place, left, survivor);
        long sum = left > q ? sumOfRanked(left) : 0;
        for (int i = 0; i < left && left <= q; i++) {
            sum += (long) (survivor[i] * PARTS);
        }
        return sum / (double) PARTS;
    }

    /** Sum of the survivors that fewer than q others exceed; of equals at the border as many as there is room for. */
    private long sumOfRanked(int n) {
        rank = Lanes.grow(rank, n);
        Ranks.of(survivor, 0, n, rank);
        long sum = 0;
        int room = q;
        float border = Float.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            if (rank[i] < q) {
                sum += (long) (survivor[i] * PARTS);
                border = survivor[i] < border ? survivor[i] : border;
                room--;
            }
        }
        return sum + room * (long) (border * PARTS);
    }
}
