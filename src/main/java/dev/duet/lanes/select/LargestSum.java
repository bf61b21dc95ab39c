package dev.duet.lanes.select;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sum of the q largest of a padded buffer of values in 0..1, without sorting it: a lower bound of the q-th largest from bucket
 * maxima, one pass that keeps what reaches it, and ranks by counting among the few that are left. Values are added as whole multiples
 * of 2^-40, so that the sum does not depend on their order. One object per worker; grows only.
 */
public final class LargestSum {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final int L = F.length();
    private static final FloatVector ONE = FloatVector.broadcast(F, 1f);
    private static final float PARTS = 0x1p40f;

    private final int q;
    /** Values whose positions have the same remainder share a bucket; a third more buckets than q keep the bound close. */
    private final int buckets;

    private final float[] maxima;
    private float[] survivor = new float[Lanes.padded(64)];
    private float[] above = new float[Lanes.padded(64)];

    /** @param q how many are summed, at least 1 */
    public LargestSum(int q) {
        if (q < 1) {
            throw new IllegalArgumentException("topk: " + q + "; at least 1 value must be summed");
        }
        this.q = q;
        buckets = Math.ceilDiv(Math.max(16, q + q / 3), L) * L;
        maxima = new float[buckets];
    }

    /**
     * Sum of the q largest of the first {@code n} values; of all when there are fewer.
     *
     * @param values padded, in 0..1; what lies behind n does not matter
     */
    public double of(float[] values, int n) {
        survivor = Lanes.grow(survivor, n);
        int left = keep(values, n, n <= buckets ? 0 : bound(values, n));
        if (left > q) {
            return sumOfRanked(left);
        }
        long sum = 0;
        for (int i = 0; i < left; i++) {
            sum += (long) (survivor[i] * PARTS);
        }
        return sum / (double) PARTS;
    }

    /** A value that at least q of the values reach. */
    private float bound(float[] values, int n) {
        for (int part = 0; part < buckets; part += L) {
            FloatVector most = FloatVector.zero(F);
            int i = part;
            for (; i + L <= n; i += buckets) {
                FloatVector v = FloatVector.fromArray(F, values, i);
                most = most.blend(v, v.compare(VectorOperators.GT, most));
            }
            FloatVector v = FloatVector.fromArray(F, values, Math.min(i, n), F.indexInRange(i, n));
            most.blend(v, v.compare(VectorOperators.GT, most)).intoArray(maxima, part);
        }
        float bound = Float.POSITIVE_INFINITY;
        for (int part = 0; part < buckets; part += L) {
            FloatVector v = FloatVector.fromArray(F, maxima, part);
            // Four counts, because one would wait for its own last addition all the time.
            FloatVector larger = FloatVector.zero(F);
            FloatVector b = larger;
            FloatVector c = larger;
            FloatVector d = larger;
            int j = 0;
            for (; j + 4 <= buckets; j += 4) {
                larger = larger.add(ONE, v.compare(VectorOperators.LT, maxima[j]));
                b = b.add(ONE, v.compare(VectorOperators.LT, maxima[j + 1]));
                c = c.add(ONE, v.compare(VectorOperators.LT, maxima[j + 2]));
                d = d.add(ONE, v.compare(VectorOperators.LT, maxima[j + 3]));
            }
            for (; j < buckets; j++) {
                larger = larger.add(ONE, v.compare(VectorOperators.LT, maxima[j]));
            }
            larger = larger.add(b).add(c.add(d));
            float least = v.reduceLanes(VectorOperators.MIN, larger.compare(VectorOperators.LT, (float) q));
            bound = least < bound ? least : bound;
        }
        return bound;
    }

    /** Copies the values above 0 that reach the bound to {@link #survivor}; returns how many. */
    private int keep(float[] values, int n, float bound) {
        float least = bound > 0 ? bound : Float.MIN_VALUE;
        int count = 0;
        for (int i = 0; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(F, values, i);
            VectorMask<Float> in = v.compare(VectorOperators.GE, least);
            v.compress(in).intoArray(survivor, count);
            // What lies behind the last value was written last, too.
            long bits = in.toLong();
            count += Long.bitCount(n - i < L ? bits & ((1L << (n - i)) - 1) : bits);
        }
        return count;
    }

    /** Sum of the survivors that fewer than q others exceed; of equals at the border as many as there is room for. */
    private double sumOfRanked(int n) {
        above = Lanes.grow(above, n);
        for (int part = 0; part < n; part += L) {
            FloatVector v = FloatVector.fromArray(F, survivor, part);
            // Four counts, because one would wait for its own last addition all the time.
            FloatVector larger = FloatVector.zero(F);
            FloatVector b = larger;
            FloatVector c = larger;
            FloatVector d = larger;
            int j = 0;
            for (; j + 4 <= n; j += 4) {
                larger = larger.add(ONE, v.compare(VectorOperators.LT, survivor[j]));
                b = b.add(ONE, v.compare(VectorOperators.LT, survivor[j + 1]));
                c = c.add(ONE, v.compare(VectorOperators.LT, survivor[j + 2]));
                d = d.add(ONE, v.compare(VectorOperators.LT, survivor[j + 3]));
            }
            for (; j < n; j++) {
                larger = larger.add(ONE, v.compare(VectorOperators.LT, survivor[j]));
            }
            larger = larger.add(b).add(c.add(d));
            larger.intoArray(above, part);
        }
        long sum = 0;
        int room = q;
        float border = Float.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            if (above[i] < q) {
                sum += (long) (survivor[i] * PARTS);
                border = survivor[i] < border ? survivor[i] : border;
                room--;
            }
        }
        return (sum + room * (long) (border * PARTS)) / (double) PARTS;
    }
}
