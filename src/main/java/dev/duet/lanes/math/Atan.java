package dev.duet.lanes.math;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Arc tangent in float32, the same bits from the scalar and from every vector width: range reduction to [0, 1] by the reciprocal,
 * then {@code t + t z p(z)} with z = t^2 and p of degree 7 fitted for least relative error. At most 1.4 ulp from the true value.
 */
public final class Atan {
    private static final float C0 = -0.3333316743373871f;
    private static final float C1 = 0.19994136691093445f;
    private static final float C2 = -0.14214208722114563f;
    private static final float C3 = 0.10678938776254654f;
    private static final float C4 = -0.07580574601888657f;
    private static final float C5 = 0.04355349391698837f;
    private static final float C6 = -0.016581153497099876f;
    private static final float C7 = 0.0029745823703706264f;
    private static final float HALF_PI = (float) (Math.PI / 2);
    private static final float HALF_PI_REST = (float) (Math.PI / 2 - HALF_PI);

    private Atan() {}

    /** atan of one value. */
    public static float of(float x) {
        float a = Math.abs(x);
        boolean large = a > 1;
        float t = large ? 1 / a : a;
        float z = t * t;
        float p = C7;
        p = p * z + C6;
        p = p * z + C5;
        p = p * z + C4;
        p = p * z + C3;
        p = p * z + C2;
        p = p * z + C1;
        p = p * z + C0;
        float r = large ? HALF_PI - (t * (z * p) - HALF_PI_REST + t) : t + t * (z * p);
        return x < 0 ? -r : r;
    }

    /** Replaces the first {@code n} values of a padded buffer by their arc tangents. */
    public static void of(float[] values, int n) {
        for (int i = 0; i < n; i += Lanes.FLOAT.length()) {
            FloatVector x = FloatVector.fromArray(Lanes.FLOAT, values, i);
            FloatVector a = x.abs();
            VectorMask<Float> large = a.compare(VectorOperators.GT, 1f);
            FloatVector t = a.blend(FloatVector.broadcast(Lanes.FLOAT, 1f).div(a), large);
            FloatVector z = t.mul(t);
            FloatVector p = z.mul(C7).add(C6);
            p = p.mul(z).add(C5);
            p = p.mul(z).add(C4);
            p = p.mul(z).add(C3);
            p = p.mul(z).add(C2);
            p = p.mul(z).add(C1);
            p = p.mul(z).add(C0);
            FloatVector q = t.mul(z.mul(p));
            FloatVector complement = q.sub(HALF_PI_REST).add(t).neg().add(HALF_PI);
            FloatVector r = t.add(q).blend(complement, large);
            r.blend(r.neg(), x.compare(VectorOperators.LT, 0f)).intoArray(values, i);
        }
    }
}
