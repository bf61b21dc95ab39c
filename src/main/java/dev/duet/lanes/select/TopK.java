package dev.duet.lanes.select;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The k largest of a padded buffer without sorting it: a lower bound of the k-th largest from bucket maxima, one pass that keeps what
 * reaches the bound, and ranks by counting among the few that are left. Ties go to the lower position. One object per worker; grows
 * only.
 */
public final class TopK {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final IntVector IOTA =
            IntVector.zero(VectorSpecies.of(int.class, F.vectorShape())).addIndex(1);
    /** Buckets whose maxima bound the k-th largest; the most k that is handled without exact search. */
    private static final int BUCKETS = 32;
    /** So many values are ranked by counting, which is quick enough and always compiled; more are searched. */
    private static final int RANKED = 512;

    private final float[] maxima = new float[BUCKETS];
    private float[] survivor = new float[Lanes.padded(RANKED)];
    private int[] position = new int[Lanes.padded(RANKED)];
    private final float[] rank = new float[Lanes.padded(RANKED)];
    private float[] scratch = new float[0];

    /**
     * A value that at least k of {@code n} values from {@code from} on reach, close to the k-th largest; negative infinity when n is
     * below k.
     *
     * @param values padded; what lies behind the last does not matter
     */
    public float lowerBound(float[] values, int from, int n, int k) {
        if (n < k) {
            return Float.NEGATIVE_INFINITY;
        }
        int buckets = k <= BUCKETS / 2 ? BUCKETS / 2 : BUCKETS;
        if (k <= buckets && n >= buckets) {
            bucketMaxima(values, from, n, buckets);
            return Ranks.kth(maxima, 0, buckets, k);
        }
        return n <= RANKED ? Ranks.kth(values, from, n, k) : exact(values, from, n, k);
    }

    /** Maxima of the values whose position has the same remainder by the number of buckets. */
    private void bucketMaxima(float[] values, int from, int n, int buckets) {
        int whole = n / buckets * buckets;
        for (int part = 0; part < buckets; part += F.length()) {
            FloatVector most = FloatVector.fromArray(F, values, from + part);
            for (int i = part + buckets; i < whole; i += buckets) {
                FloatVector v = FloatVector.fromArray(F, values, from + i);
                most = most.blend(v, v.compare(VectorOperators.GT, most));
            }
            if (whole + part < n) {
                FloatVector v = FloatVector.fromArray(F, values, from + whole + part);
                VectorMask<Float> more = v.compare(VectorOperators.GT, most).and(F.indexInRange(whole + part, n));
                most = most.blend(v, more);
            }
            most.intoArray(maxima, part);
        }
    }

    /** The k-th largest by partitioning a copy (Hoare's selection); allocates nothing, unlike a sort of the library. */
    private float exact(float[] values, int start, int n, int k) {
        if (scratch.length < n) {
            scratch = new float[n + (n >> 1)];
        }
        System.arraycopy(values, start, scratch, 0, n);
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
     * Positions of the {@code n} values from {@code from} on that are at least {@code floor} and above {@code least}, rising.
     *
     * @param out padded; receives them from {@code at} on
     * @return where the next one would go in {@code out}
     */
    public static int atLeast(float[] values, int from, int n, float floor, float least, int[] out, int at) {
        int count = at;
        for (int i = 0; i < n; i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, values, from + i);
            VectorMask<Float> in = v.compare(VectorOperators.GE, floor).and(v.compare(VectorOperators.GT, least));
            if (n - i < F.length()) {
                in = in.and(F.indexInRange(i, n));
            }
            IOTA.add(from + i)
                    .reinterpretAsFloats()
                    .compress(in)
                    .reinterpretAsInts()
                    .intoArray(out, count);
            count += in.trueCount();
        }
        return count;
    }

    /**
     * Positions of the {@code k} largest of {@code n} values from {@code from} on that are above {@code least}, rising; all of them when
     * there are no more than k.
     *
     * @param out padded for n
     * @return how many were written to {@code out}
     */
    public int select(float[] values, int from, int n, int k, float least, int[] out) {
        if (n <= RANKED) {
            return rankAndKeep(values, from, n, k, least, out);
        }
        int count = atLeast(values, from, n, lowerBound(values, from, n, k), least, out, 0);
        if (count <= k) {
            return count;
        }
        survivor = Lanes.grow(survivor, count);
        for (int i = 0; i < count; i++) {
            survivor[i] = values[out[i]];
        }
        if (count > RANKED) {
            return searchAndKeep(count, k, out);
        }
        position = Lanes.grow(position, count);
        int kept = rankAndKeep(survivor, 0, count, k, Float.NEGATIVE_INFINITY, position);
        for (int i = 0; i < kept; i++) {
            out[i] = out[position[i]];
        }
        return kept;
    }

    /**
     * Positions of the values above {@code least} that fewer than k others exceed, rising; of equals at the border the first ones. Ranks
     * by comparing each value with all.
     */
    private int rankAndKeep(float[] values, int from, int n, int k, float least, int[] out) {
        Ranks.of(values, from, n, rank);
        int count = Ranks.keep(values, from, rank, n, k, least, out);
        if (count <= k) {
            return count;
        }
        // Equals at the border share the highest rank and are too many.
        float border = -1;
        for (int i = 0; i < count; i++) {
            border = Math.max(border, rank[out[i] - from]);
        }
        int atBorder = k - (int) border;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (rank[out[i] - from] < border || atBorder-- > 0) {
                out[kept++] = out[i];
            }
        }
        return kept;
    }

    private int searchAndKeep(int n, int k, int[] out) {
        float kth = exact(survivor, 0, n, k);
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
