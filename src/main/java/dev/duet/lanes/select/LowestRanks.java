package dev.duet.lanes.select;

import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The k smallest of a padded buffer without sorting it: a bound from {@link TopK} where there are many, then ranks by counting. Ties go
 * to the lower key. One object per worker; grows only.
 */
public final class LowestRanks {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final int L = F.length();
    private static final FloatVector ONE = FloatVector.broadcast(F, 1f);
    private static final IntVector IOTA =
            IntVector.zero(VectorSpecies.of(int.class, F.vectorShape())).addIndex(1);
    /** So many values are ranked as they are; more are first thinned out. */
    private static final int FEW = 32;

    private final TopK topK = new TopK();
    private float[] negated = new float[0];
    private float[] thinned = new float[0];
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
        if (n <= FEW) {
            int count = rank(values, n, k, out);
            return count == k ? k : dropTies(values, key, count, k, out);
        }
        int left = thin(values, n, k);
        int count = rank(thinned, left, k, out);
        for (int i = 0; i < count; i++) {
            out[i] = place[out[i]];
        }
        return count == k ? k : dropTies(values, key, count, k, out);
    }

    /** Keeps the values that are not above a bound which k of them reach. */
    private int thin(float[] values, int n, int k) {
        negated = Lanes.grow(negated, n);
        thinned = Lanes.grow(thinned, n);
        place = Lanes.grow(place, n);
        for (int i = 0; i < n; i += L) {
            FloatVector.fromArray(F, values, i).neg().intoArray(negated, i);
        }
        float bound = topK.lowerBound(negated, 0, n, k);
        int left = TopK.atLeast(negated, 0, n, bound, Float.NEGATIVE_INFINITY, place, 0);
        for (int i = 0; i < left; i++) {
            thinned[i] = values[place[i]];
        }
        return left;
    }

    /**
     * Positions of the values that fewer than k others undercut, rising: {@link Ranks#of} and {@link Ranks#keep} in one loop, as ranks
     * through a buffer cost YOLOv7 and RTMDet 3 percent.
     */
    private int rank(float[] values, int n, int k, int[] out) {
        int count = 0;
        for (int part = 0; part < n; part += L) {
            FloatVector v = FloatVector.fromArray(F, values, part);
            // Four counts, because one would wait for its own last addition all the time.
            FloatVector smaller = FloatVector.zero(F);
            FloatVector b = smaller;
            FloatVector c = smaller;
            FloatVector d = smaller;
            int j = 0;
            for (; j + 4 <= n; j += 4) {
                smaller = smaller.add(ONE, v.compare(VectorOperators.GT, values[j]));
                b = b.add(ONE, v.compare(VectorOperators.GT, values[j + 1]));
                c = c.add(ONE, v.compare(VectorOperators.GT, values[j + 2]));
                d = d.add(ONE, v.compare(VectorOperators.GT, values[j + 3]));
            }
            for (; j < n; j++) {
                smaller = smaller.add(ONE, v.compare(VectorOperators.GT, values[j]));
            }
            VectorMask<Float> in = smaller.add(b).add(c.add(d)).compare(VectorOperators.LT, (float) k);
            IOTA.add(part)
                    .reinterpretAsFloats()
                    .compress(in)
                    .reinterpretAsInts()
                    .intoArray(out, count);
            // What lies behind the last value was written last, too.
            long bits = in.toLong();
            count += Long.bitCount(n - part < L ? bits & ((1L << (n - part)) - 1) : bits);
        }
        return count;
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
