package dev.duet.lanes.select;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Whether the first values of a padded buffer are sane; the caller looks for the culprit only when they are not. */
public final class Checks {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private Checks() {}

    /** True if the first {@code n} values are finite, none below {@code low} or above {@code high}. */
    public static boolean within(float[] values, int n, float low, float high) {
        int i = 0;
        FloatVector bad = FloatVector.zero(F);
        for (; i + F.length() <= n; i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, values, i);
            // Finite numbers leave 0 when they are taken from themselves, others NaN.
            FloatVector probe = v.sub(v);
            probe = probe.blend(1f, v.compare(VectorOperators.LT, low));
            bad = bad.add(probe.blend(1f, v.compare(VectorOperators.GT, high)));
        }
        if (bad.compare(VectorOperators.NE, 0f).anyTrue()) {
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
