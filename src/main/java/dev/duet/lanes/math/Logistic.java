package dev.duet.lanes.math;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What class costs are made of, for a column of class scores: the probability p, {@code plus} = ln(1 + e^z) = -ln(1-p) and {@code
 * minus} = ln(1 + e^-z) = -ln(p); their difference is the logit z. One object per worker; grows only.
 */
public final class Logistic {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    /** Probabilities nearer to 0 and 1 than this count as this, so that their logits are finite. */
    private static final float LEAST = Float.MIN_NORMAL;

    private static final float MOST = 1 - 0x1p-24f;

    public float[] p = new float[Lanes.padded(256)];
    public float[] plus = new float[Lanes.padded(256)];
    public float[] minus = new float[Lanes.padded(256)];

    /** Computes all three for {@code n} values. */
    public void of(float[] value, boolean logits, int n) {
        ofNegatives(value, logits, n);
        minus = Lanes.grow(minus, n);
        if (logits) {
            for (int i = 0; i < n; i += F.length()) {
                FloatVector.fromArray(F, plus, i)
                        .sub(FloatVector.fromArray(F, value, i))
                        .intoArray(minus, i);
            }
        } else {
            Curves.log(p, 1, 0, n, minus);
            Curves.negate(minus, n, minus);
        }
    }

    /** Computes {@link #p} and {@link #plus} for {@code n} values. */
    public void ofNegatives(float[] value, boolean logits, int n) {
        p = Lanes.grow(p, n);
        plus = Lanes.grow(plus, n);
        if (logits) {
            Curves.minusAbs(value, n, p);
            Curves.exp(p, n, p);
            Curves.log(p, 1, 1, n, plus);
            fromTail(value, n, p, plus);
        } else {
            Curves.clamp(value, LEAST, MOST, n, p);
            Curves.log(p, -1, 1, n, plus);
            Curves.negate(plus, n, plus);
        }
    }

    /** From e^-|z| in {@code p} and ln(1 + e^-|z|) in {@code plus}. */
    private static void fromTail(float[] z, int n, float[] p, float[] plus) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, z, i);
            FloatVector tail = FloatVector.fromArray(F, p, i);
            FloatVector log = FloatVector.fromArray(F, plus, i);
            FloatVector zero = FloatVector.zero(F);
            zero.blend(v, v.compare(VectorOperators.GT, 0f)).add(log).intoArray(plus, i);
            tail.blend(1f, v.compare(VectorOperators.GE, 0f)).div(tail.add(1f)).intoArray(p, i);
        }
    }

    /** {@code p = 1 / (1 + e^-z)} of {@code n} logits, in place. */
    public static void probability(float[] z, int n) {
        Curves.negate(z, n, z);
        Curves.exp(z, n, z);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector one = FloatVector.broadcast(F, 1f);
            one.div(FloatVector.fromArray(F, z, i).add(1f)).intoArray(z, i);
        }
    }
}
