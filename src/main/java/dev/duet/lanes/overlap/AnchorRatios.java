package dev.duet.lanes.overlap;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** How well anchors fit box shapes: the worse of the two side ratios, each taken so that it is at most 1. */
public final class AnchorRatios {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private AnchorRatios() {}

    /**
     * Best fit of each shape over all anchors.
     *
     * @param w widths, padded like the heights; values behind the last must be positive
     * @param n shapes from {@code from} on
     * @param anchors width and height, {@code [k][2]} flattened
     * @param threshold pairs that fit better than this are counted
     * @param best receives the best fit of shape {@code from + i} at i; padded for n
     * @return pairs over the threshold
     */
    public static int fit(float[] w, float[] h, int from, int n, float[] anchors, float threshold, float[] best) {
        int above = 0;
        for (int i = 0; i < n; i += F.length()) {
            FloatVector vw = FloatVector.fromArray(F, w, from + i);
            FloatVector vh = FloatVector.fromArray(F, h, from + i);
            VectorMask<Float> real = F.indexInRange(i, n);
            FloatVector highest = FloatVector.zero(F);
            FloatVector one = FloatVector.broadcast(F, 1f);
            for (int k = 0; k < anchors.length; k += 2) {
                // min(r, 1 / r) of r = side / anchor
                FloatVector x = vw.div(anchors[k]);
                FloatVector y = vh.div(anchors[k + 1]);
                FloatVector xInverse = one.div(x);
                FloatVector yInverse = one.div(y);
                x = x.blend(xInverse, xInverse.compare(VectorOperators.LT, x));
                y = y.blend(yInverse, yInverse.compare(VectorOperators.LT, y));
                x = x.blend(y, y.compare(VectorOperators.LT, x));
                highest = highest.blend(x, x.compare(VectorOperators.GT, highest));
                above += x.compare(VectorOperators.GT, threshold).and(real).trueCount();
            }
            highest.intoArray(best, i);
        }
        return above;
    }
}
