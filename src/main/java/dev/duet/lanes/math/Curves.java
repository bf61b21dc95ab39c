package dev.duet.lanes.math;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ExpLog} over padded columns, the same bits, one function per pass and each body in one piece: a loop with two of them, or one
 * that calls them, is more than C2 inlines once the loop is itself inlined somewhere, and then every vector is boxed. {@code in} and
 * {@code out} may be one array.
 */
public final class Curves {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private Curves() {}

    /** {@code out = e^in}: 0 below about -104, infinity above 88.72. */
    public static void exp(float[] in, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector x = FloatVector.fromArray(F, in, i);
            FloatVector c = x.blend(ExpLog.EXP_LEAST, x.compare(VectorOperators.LT, ExpLog.EXP_LEAST));
            c = c.blend(ExpLog.EXP_MOST, c.compare(VectorOperators.GT, ExpLog.EXP_MOST));
            FloatVector t = c.mul(ExpLog.LOG2_E).add(ExpLog.ROUND);
            FloatVector n2 = t.sub(ExpLog.ROUND);
            FloatVector r = c.sub(n2.mul(ExpLog.LN2_HIGH)).sub(n2.mul(ExpLog.LN2_LOW));
            FloatVector p = r.mul(ExpLog.E4).add(ExpLog.E3);
            p = p.mul(r).add(ExpLog.E2);
            p = p.mul(r).add(ExpLog.E1);
            p = p.mul(r).add(ExpLog.E0);
            FloatVector y = p.mul(r.mul(r)).add(r).add(1f);
            IntVector exponent = t.reinterpretAsInts().sub(ExpLog.ROUND_BITS);
            IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
            IntVector rest = exponent.sub(half);
            y = y.mul(half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
            y.mul(rest.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats())
                    .intoArray(out, i);
        }
    }

    /** {@code out = ln(scale in + add)}, each a positive normal number. */
    public static void log(float[] in, float scale, float add, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector x = FloatVector.fromArray(F, in, i).mul(scale).add(add);
            IntVector bits = x.reinterpretAsInts();
            IntVector exponent = bits.sub(ExpLog.SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
            FloatVector z = bits.sub(exponent.lanewise(VectorOperators.LSHL, 23))
                    .reinterpretAsFloats()
                    .sub(1f);
            FloatVector e =
                    exponent.add(ExpLog.ROUND_BITS).reinterpretAsFloats().sub(ExpLog.ROUND);
            FloatVector p = z.mul(ExpLog.L7).add(ExpLog.L6);
            p = p.mul(z).add(ExpLog.L5);
            p = p.mul(z).add(ExpLog.L4);
            p = p.mul(z).add(ExpLog.L3);
            p = p.mul(z).add(ExpLog.L2);
            p = p.mul(z).add(ExpLog.L1);
            p = p.mul(z).add(ExpLog.L0);
            FloatVector zz = z.mul(z);
            FloatVector y = p.mul(zz.mul(z)).add(e.mul(ExpLog.LN2_LOW)).sub(zz.mul(0.5f));
            z.add(y).add(e.mul(ExpLog.LN2_HIGH)).intoArray(out, i);
        }
    }

    /** {@code out = ln in}: subnormal numbers too, minus infinity at 0, NaN below; {@code out} is another array. */
    public static void logOfAny(float[] in, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector x = FloatVector.fromArray(F, in, i);
            x.blend(x.mul(ExpLog.LIFT), x.compare(VectorOperators.LT, Float.MIN_NORMAL))
                    .intoArray(out, i);
        }
        log(out, 1, 0, n, out);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector x = FloatVector.fromArray(F, in, i);
            FloatVector r = FloatVector.fromArray(F, out, i);
            FloatVector lowered =
                    r.sub(ExpLog.LIFT_EXPONENT * ExpLog.LN2_LOW).sub(ExpLog.LIFT_EXPONENT * ExpLog.LN2_HIGH);
            r = r.blend(lowered, x.compare(VectorOperators.LT, Float.MIN_NORMAL));
            r = r.blend(Float.NaN, x.compare(VectorOperators.GT, 0f).not());
            r = r.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
            r.blend(x, x.compare(VectorOperators.GT, Float.MAX_VALUE)).intoArray(out, i);
        }
    }

    /** {@code out = -|in|}. */
    static void minusAbs(float[] in, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector.fromArray(F, in, i).abs().neg().intoArray(out, i);
        }
    }

    /** {@code out = -in}. */
    public static void negate(float[] in, int n, float[] out) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector.fromArray(F, in, i).neg().intoArray(out, i);
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
