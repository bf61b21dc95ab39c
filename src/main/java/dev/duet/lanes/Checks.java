package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Whether the first values of a padded buffer are sane; the caller looks for the culprit only when they are not. */
public final class Checks {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private Checks() {}

    /** True if none of the first {@code n} values is below {@code low}, above {@code high} or NaN. */
    public static boolean within(float[] values, int n, float low, float high) {
        int i = 0;
        VectorMask<Float> good = F.maskAll(true);
        for (; i + F.length() <= n; i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, values, i);
            good = good.and(v.compare(VectorOperators.GE, low)).and(v.compare(VectorOperators.LE, high));
        }
        if (!good.allTrue()) {
            return false;
        }
        for (; i < n; i++) {
            if (!(values[i] >= low && values[i] <= high)) {
                return false;
            }
        }
        return true;
    }
}
