package dev.duet.lanes.select;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link TopK} for the few highest of numbers of which only positive ones count, as overlaps and metrics are: their bits order them, and
 * whole numbers have maxima in one instruction. Loops have as many steps for any input, so that none ends in a surprise. One object per
 * worker.
 */
public final class HighestPositive {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
    private static final IntVector IOTA = IntVector.zero(I).addIndex(1);
    private static final int L = F.length();
    /** Buckets whose maxima bound the k-th highest, and the most survivors that are ranked here. */
    private static final int BUCKETS = Math.max(16, L);
    /** With more, the bound is too loose to leave so few. */
    private static final int MOST_K = 10;
    /** More values than this are not worth a look here. */
    private static final int MOST = 128;

    private final TopK topK = new TopK();
    private final int[] maxima = new int[BUCKETS];
    private final int[] survivor = new int[Lanes.padded(MOST)];
    private final int[] position = new int[Lanes.padded(MOST)];

    /**
     * A number that at least k of {@code n} values from {@code from} on reach, close to the k-th highest; 0 or less where fewer than k
     * buckets of values hold a positive one.
     *
     * @param values padded; what lies behind the last does not matter
     */
    public float lowerBound(float[] values, int from, int n, int k) {
        if (n < BUCKETS || k > BUCKETS) {
            return topK.lowerBound(values, from, n, k);
        }
        bucketMaxima(values, from, n);
        return Float.intBitsToFloat(kth(k));
    }

    /** Maxima of the values whose position has the same remainder by the number of buckets. */
    private void bucketMaxima(float[] values, int from, int n) {
        int whole = n / BUCKETS * BUCKETS;
        for (int part = 0; part < BUCKETS; part += L) {
            IntVector most = FloatVector.fromArray(F, values, from + part).reinterpretAsInts();
            for (int i = part + BUCKETS; i < whole; i += BUCKETS) {
                most = most.max(FloatVector.fromArray(F, values, from + i).reinterpretAsInts());
            }
            IntVector last =
                    FloatVector.fromArray(F, values, from + whole + part).reinterpretAsInts();
            VectorMask<Integer> rest = IOTA.compare(VectorOperators.LT, n - whole - part);
            most.max(IntVector.zero(I).blend(last, rest)).intoArray(maxima, part);
        }
    }

    /** The k-th highest maximum: the least one that fewer than k exceed. */
    private int kth(int k) {
        IntVector least = IntVector.broadcast(I, Integer.MAX_VALUE);
        for (int part = 0; part < BUCKETS; part += L) {
            IntVector v = IntVector.fromArray(I, maxima, part);
            // Four counts, because one would wait for its own last addition all the time.
            IntVector above = IntVector.zero(I);
            IntVector b = above;
            IntVector c = above;
            IntVector d = above;
            for (int j = 0; j < BUCKETS; j += 4) {
                above = above.add(1, v.compare(VectorOperators.LT, maxima[j]));
                b = b.add(1, v.compare(VectorOperators.LT, maxima[j + 1]));
                c = c.add(1, v.compare(VectorOperators.LT, maxima[j + 2]));
                d = d.add(1, v.compare(VectorOperators.LT, maxima[j + 3]));
            }
            above = above.add(b).add(c.add(d));
            least = least.min(least.blend(v, above.compare(VectorOperators.LT, k)));
        }
        return least.reduceLanes(VectorOperators.MIN);
    }
}
