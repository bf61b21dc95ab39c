package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exponentials and logarithms of padded columns, one per pass. A loop with two of them, or with one and much else, is more than the
 * compiler inlines, and boxes its vectors. {@code in} and {@code out} may be one array.
 */
final class Curves {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private Curves() {}

    /** {@code out = e^in}. */
    static void exp(float[] in, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            ExpLog.exp(FloatVector.fromArray(F, in, i)).intoArray(out, i);
        }
    }

    /** {@code out = e^-|in|}. */
    static void expOfMinusAbs(float[] in, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            ExpLog.exp(FloatVector.fromArray(F, in, i).abs().neg()).intoArray(out, i);
        }
    }

    /** {@code out = ln(scale in + add)}, each a positive normal number. */
    static void log(float[] in, float scale, float add, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            ExpLog.logNormal(FloatVector.fromArray(F, in, i).mul(scale).add(add))
                    .intoArray(out, i);
        }
    }

    /** {@code out = in}, values outside {@code low..high} moved to the nearer end. */
    static void clamp(float[] in, float low, float high, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, in, i);
            v = v.blend(low, v.compare(VectorOperators.LT, low));
            v.blend(high, v.compare(VectorOperators.GT, high)).intoArray(out, i);
        }
    }
}
