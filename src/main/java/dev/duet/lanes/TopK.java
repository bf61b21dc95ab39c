package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The k largest of a padded buffer without sorting it: a lower bound of the k-th largest from bucket maxima, one pass that keeps what
 * reaches the bound, and ranks by counting among the few that are left. Ties go to the lower position. One object per worker; grows
 * only.
 */
public final class TopK {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final FloatVector ONE = FloatVector.broadcast(F, 1);
    /** Buckets whose maxima bound the k-th largest; the most k that is handled without exact search. */
    private static final int BUCKETS = 32;
    /** So many survivors are ranked by counting; more are searched. */
    private static final int RANKED = 128;

    private final float[] maxima = new float[BUCKETS];
    private float[] survivor = new float[Lanes.padded(RANKED)];
    private float[] rank = new float[Lanes.padded(RANKED)];
    private float[] scratch = new float[0];

    /**
     * A value that at least k of the first {@code n} reach, close to the k-th largest; negative infinity when n is below k.
     *
     * @param values padded; what lies behind n does not matter
     */
    public float lowerBound(float[] values, int n, int k) {
        if (n < k) {
            return Float.NEGATIVE_INFINITY;
        }
        if (k <= BUCKETS && n >= BUCKETS) {
            bucketMaxima(values, n);
            return kthByRank(maxima, BUCKETS, k);
        }
        return n <= RANKED ? kthByRank(values, n, k) : exact(values, n, k);
    }

    /** Maxima of the values whose position has the same remainder by {@link #BUCKETS}. */
    private void bucketMaxima(float[] values, int n) {
        int whole = n / BUCKETS * BUCKETS;
        for (int part = 0; part < BUCKETS; part += F.length()) {
            FloatVector most = FloatVector.fromArray(F, values, part);
            for (int i = part + BUCKETS; i < whole; i += BUCKETS) {
                FloatVector v = FloatVector.fromArray(F, values, i);
                most = most.blend(v, v.compare(VectorOperators.GT, most));
            }
            most.intoArray(maxima, part);
        }
        for (int i = whole; i < n; i++) {
            if (values[i] > maxima[i - whole]) {
                maxima[i - whole] = values[i];
            }
        }
    }

    /** The k-th largest of a few values: the least one that fewer than k exceed. */
    private static float kthByRank(float[] values, int n, int k) {
        FloatVector least = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
        int part = 0;
        for (; part + F.length() <= n; part += F.length()) {
            FloatVector v = FloatVector.fromArray(F, values, part);
            FloatVector above = FloatVector.zero(F);
            for (int j = 0; j < n; j++) {
                above = above.add(ONE, v.compare(VectorOperators.LT, values[j]));
            }
            least = least.blend(v, above.compare(VectorOperators.LT, k).and(v.compare(VectorOperators.LT, least)));
        }
        float kth = least.reduceLanes(VectorOperators.MIN);
        for (; part < n; part++) {
            int above = 0;
            for (int j = 0; j < n; j++) {
                above += values[j] > values[part] ? 1 : 0;
            }
            if (above < k) {
                kth = Math.min(kth, values[part]);
            }
        }
        return kth;
    }

    /** The k-th largest by partitioning a copy (Hoare's selection); allocates nothing, unlike a sort of the library. */
    private float exact(float[] values, int n, int k) {
        if (scratch.length < n) {
            scratch = new float[n + (n >> 1)];
        }
        System.arraycopy(values, 0, scratch, 0, n);
        int from = 0;
        int to = n - 1;
        int want = n - k;
        while (from < to) {
            float pivot = scratch[(from + to) >>> 1];
            int low = from;
            int high = to;
            while (low <= high) {
                while (scratch[low] < pivot) {
                    low++;
                }
                while (scratch[high] > pivot) {
                    high--;
                }
                if (low <= high) {
                    float swap = scratch[low];
                    scratch[low++] = scratch[high];
                    scratch[high--] = swap;
                }
            }
            if (want <= high) {
                to = high;
            } else if (want >= low) {
                from = low;
            } else {
                break;
            }
        }
        return scratch[want];
    }

    /**
     * Positions of the first {@code n} values that are at least {@code floor} and above {@code least}, rising.
     *
     * @return how many were written to {@code out}
     */
    public static int atLeast(float[] values, int n, float floor, float least, int[] out) {
        int count = 0;
        for (int i = 0; i < n; i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, values, i);
            long bits = v.compare(VectorOperators.GE, floor)
                    .and(v.compare(VectorOperators.GT, least))
                    .toLong();
            if (n - i < F.length()) {
                bits &= (1L << (n - i)) - 1;
            }
            while (bits != 0) {
                out[count++] = i + Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
            }
        }
        return count;
    }

    /**
     * Positions of the {@code k} largest of the first {@code n} values that are above {@code least}, rising; all of them when there are
     * no more than k.
     *
     * @param out padded for n
     * @return how many were written to {@code out}
     */
    public int select(float[] values, int n, int k, float least, int[] out) {
        int count;
        if (n <= RANKED) {
            count = atLeast(values, n, Float.NEGATIVE_INFINITY, least, out);
        } else {
            count = atLeast(values, n, lowerBound(values, n, k), least, out);
        }
        if (count <= k) {
            return count;
        }
        grow(count);
        for (int i = 0; i < count; i++) {
            survivor[i] = values[out[i]];
        }
        return count <= RANKED ? rankAndKeep(count, k, out) : searchAndKeep(count, k, out);
    }

    private void grow(int n) {
        survivor = Lanes.grow(survivor, n);
        rank = Lanes.grow(rank, n);
    }

    /** Keeps the positions whose value fewer than k others exceed; of equals at the border the first ones. */
    private int rankAndKeep(int n, int k, int[] out) {
        for (int part = 0; part < n; part += F.length()) {
            FloatVector v = FloatVector.fromArray(F, survivor, part);
            FloatVector above = FloatVector.zero(F);
            for (int j = 0; j < n; j++) {
                above = above.add(ONE, v.compare(VectorOperators.LT, survivor[j]));
            }
            above.intoArray(rank, part);
        }
        float border = -1;
        for (int i = 0; i < n; i++) {
            if (rank[i] < k) {
                border = Math.max(border, rank[i]);
            }
        }
        int atBorder = k - (int) border;
        int kept = 0;
        for (int i = 0; i < n; i++) {
            if (rank[i] < border || rank[i] == border && atBorder-- > 0) {
                out[kept++] = out[i];
            }
        }
        return kept;
    }

    private int searchAndKeep(int n, int k, int[] out) {
        float kth = exact(survivor, n, k);
        int above = 0;
        for (int i = 0; i < n; i++) {
            above += survivor[i] > kth ? 1 : 0;
        }
        int atBorder = k - above;
        int kept = 0;
        for (int i = 0; i < n; i++) {
            if (survivor[i] > kth || survivor[i] == kth && atBorder-- > 0) {
                out[kept++] = out[i];
            }
        }
        return kept;
    }
}
