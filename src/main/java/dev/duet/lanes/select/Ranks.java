package dev.duet.lanes.select;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Ranks of a few values by comparing each with all, and what is chosen by them. A rank is the number of values that exceed one; equals
 * share the lowest of theirs. Loops have as many steps for any values, so that no branch is mispredicted.
 */
final class Ranks {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final FloatVector ONE = FloatVector.broadcast(F, 1);
    private static final IntVector IOTA =
            IntVector.zero(VectorSpecies.of(int.class, F.vectorShape())).addIndex(1);

    private Ranks() {}

    /** Ranks of {@code n} values from {@code from} on, to {@code rank} from its start; padded. */
    static void of(float[] values, int from, int n, float[] rank) {
        for (int part = 0; part < n; part += F.length()) {
            FloatVector v = FloatVector.fromArray(F, values, from + part);
            // Four counts, because one would wait for its own last addition all the time.
            FloatVector above = FloatVector.zero(F);
            FloatVector b = above;
            FloatVector c = above;
            FloatVector d = above;
            int j = 0;
            for (; j + 4 <= n; j += 4) {
                above = above.add(ONE, v.compare(VectorOperators.LT, values[from + j]));
                b = b.add(ONE, v.compare(VectorOperators.LT, values[from + j + 1]));
                c = c.add(ONE, v.compare(VectorOperators.LT, values[from + j + 2]));
                d = d.add(ONE, v.compare(VectorOperators.LT, values[from + j + 3]));
            }
            for (; j < n; j++) {
                above = above.add(ONE, v.compare(VectorOperators.LT, values[from + j]));
            }
            above.add(b).add(c.add(d)).intoArray(rank, part);
        }
    }

    /**
     * The k-th largest of {@code n} values: the least one that fewer than k exceed. Ranks stay in registers; through a buffer the
     * bounds of short lists are slower to find.
     */
    static float kth(float[] values, int from, int n, int k) {
        FloatVector least = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
        for (int part = 0; part < n; part += F.length()) {
            FloatVector v = FloatVector.fromArray(F, values, from + part);
            FloatVector above = FloatVector.zero(F);
            FloatVector b = above;
            FloatVector c = above;
            FloatVector d = above;
            int j = 0;
            for (; j + 4 <= n; j += 4) {
                above = above.add(ONE, v.compare(VectorOperators.LT, values[from + j]));
                b = b.add(ONE, v.compare(VectorOperators.LT, values[from + j + 1]));
                c = c.add(ONE, v.compare(VectorOperators.LT, values[from + j + 2]));
                d = d.add(ONE, v.compare(VectorOperators.LT, values[from + j + 3]));
            }
            for (; j < n; j++) {
                above = above.add(ONE, v.compare(VectorOperators.LT, values[from + j]));
            }
            above = above.add(b).add(c.add(d));
            VectorMask<Float> less = above.compare(VectorOperators.LT, k).and(v.compare(VectorOperators.LT, least));
            if (n - part < F.length()) {
                less = less.and(F.indexInRange(part, n));
            }
            least = least.blend(v, less);
        }
        return least.reduceLanes(VectorOperators.MIN);
    }

    /**
     * Places of the values above {@code least} whose rank is below {@code k}, rising, counted as the values are.
     *
     * @param out padded for n
     * @return how many
     */
    static int keep(float[] values, int from, float[] rank, int n, int k, float least, int[] out) {
        int count = 0;
        for (int part = 0; part < n; part += F.length()) {
            VectorMask<Float> in = FloatVector.fromArray(F, rank, part)
                    .compare(VectorOperators.LT, k)
                    .and(FloatVector.fromArray(F, values, from + part).compare(VectorOperators.GT, least));
            if (n - part < F.length()) {
                in = in.and(F.indexInRange(part, n));
            }
            IOTA.add(from + part)
                    .reinterpretAsFloats()
                    .compress(in)
                    .reinterpretAsInts()
                    .intoArray(out, count);
            count += in.trueCount();
        }
        return count;
    }
}
