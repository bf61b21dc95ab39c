package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The logistic function and what class costs are made of, over padded columns. */
public final class Logistic {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    /** Probabilities nearer to 0 and 1 than this count as this, so that their logits are finite. */
    private static final float LEAST = Float.MIN_NORMAL;

    private static final float MOST = 1 - 0x1p-24f;

    private Logistic() {}

    /** {@code p = 1 / (1 + e^-z)} of {@code n} logits; {@code z} and {@code p} may be one array. */
    public static void probability(float[] z, int n, float[] p) {
        for (int i = 0; i < n; i += F.length()) {
            ExpLog.sigmoid(FloatVector.fromArray(F, z, i)).intoArray(p, i);
        }
    }

    /**
     * Probability p, {@code plus} = ln(1 + e^z) = -ln(1-p) and {@code minus} = ln(1 + e^-z) = -ln(p) of {@code n} logits z; their
     * difference is z.
     */
    public static void ofLogits(float[] z, int n, float[] p, float[] plus, float[] minus) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, z, i);
            FloatVector tail = ExpLog.exp(v.abs().neg());
            FloatVector whole = tail.add(1f);
            FloatVector log = ExpLog.log1p(tail);
            FloatVector zero = FloatVector.zero(F);
            zero.blend(v, v.compare(VectorOperators.GT, 0f)).add(log).intoArray(plus, i);
            zero.blend(v.neg(), v.compare(VectorOperators.LT, 0f)).add(log).intoArray(minus, i);
            FloatVector top = tail.blend(1f, v.compare(VectorOperators.GE, 0f));
            top.div(whole).intoArray(p, i);
        }
    }

    /** The same three of {@code n} probabilities. */
    public static void ofProbabilities(float[] probability, int n, float[] p, float[] plus, float[] minus) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, probability, i);
            v = v.blend(LEAST, v.compare(VectorOperators.LT, LEAST));
            v = v.blend(MOST, v.compare(VectorOperators.GT, MOST));
            v.intoArray(p, i);
            ExpLog.logNormal(v.neg().add(1f)).neg().intoArray(plus, i);
            ExpLog.logNormal(v).neg().intoArray(minus, i);
        }
    }
}
