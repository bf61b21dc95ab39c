package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sum of the q largest of a padded buffer, without sorting it: the q largest so far stay in falling order, and a whole vector that
 * exceeds none of them is passed by in one comparison. One object per worker; allocates nothing after construction.
 */
public final class LargestSum {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private final float[] largest;

    /** @param q how many are summed, at least 1 */
    public LargestSum(int q) {
        largest = new float[q];
    }

    /**
     * Sum, in double and falling order, of the q largest of the first {@code n} values; of all when there are fewer.
     *
     * @param values padded, none NaN; what lies behind n does not matter
     */
    public double of(float[] values, int n) {
        int kept = Math.min(largest.length, n);
        for (int i = 0; i < kept; i++) {
            insert(values[i], i);
        }
        for (int i = kept; i < n; i += F.length()) {
            long bits = FloatVector.fromArray(F, values, i)
                    .compare(VectorOperators.GT, largest[kept - 1])
                    .toLong();
            if (n - i < F.length()) {
                bits &= (1L << (n - i)) - 1;
            }
            while (bits != 0) {
                float v = values[i + Long.numberOfTrailingZeros(bits)];
                if (v > largest[kept - 1]) {
                    insert(v, kept - 1);
                }
                bits &= bits - 1;
            }
        }
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += largest[i];
        }
        return sum;
    }

    /** Puts {@code v} where it belongs among the first {@code last} values, overwriting place {@code last}. */
    private void insert(float v, int last) {
        int at = last;
        while (at > 0 && largest[at - 1] < v) {
            largest[at] = largest[at - 1];
            at--;
        }
        largest[at] = v;
    }
}
