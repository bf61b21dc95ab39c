package dev.duet.lanes;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Varifocal loss of a unit's classes against "no class": {@code sum over c of alpha p_c^2 * -max(ln(1 - p_c), -100)}, p the class
 * probability (ppdet losses/varifocal_loss.py, gamma 2). Sixteen running sums, added up in halves whatever the vector width; objectness
 * is not looked at.
 */
public final class VarifocalSums implements UnitSums {
    private static final VectorSpecies<Float> F = ClassSums.F;
    private static final int WAYS = ClassSums.WAYS;
    private static final float CLAMP = 100f;

    private final boolean logits;
    private final int classes;
    private final float alpha;
    private final float[] ways = new float[WAYS];

    /**
     * @param logits class scores are logits, not probabilities
     * @param classes number of classes C
     */
    public VarifocalSums(boolean logits, int classes, float alpha) {
        this.logits = logits;
        this.classes = classes;
        this.alpha = alpha;
    }

    @Override
    public boolean of(float[] scores, int base, int stride, int[] unit, float[] objectness, int n, float[] out) {
        boolean sane = true;
        for (int i = 0; i < n; i++) {
            Arrays.fill(ways, 0);
            int at = base + unit[i] * stride;
            for (int c = 0; c < classes; c += WAYS) {
                for (int way = 0; way < WAYS; way += F.length()) {
                    addTerms(scores, at, c + way, way);
                }
            }
            for (int half = WAYS / 2; half > 0; half >>= 1) {
                for (int w = 0; w < half; w++) {
                    ways[w] += ways[w + half];
                }
            }
            out[i] = ways[0];
            sane &= ways[0] >= 0 && ways[0] <= Float.MAX_VALUE;
        }
        return sane;
    }

    /** Terms of the classes from {@code c}; NaN or infinite where a score is, NaN or below 0 where one is no probability. */
    private void addTerms(float[] scores, int at, int c, int way) {
        VectorMask<Float> in = F.indexInRange(c, classes);
        FloatVector score = FloatVector.fromArray(F, scores, at + c, in);
        FloatVector p = logits ? ExpLog.sigmoid(score).add(score.mul(0f)) : score;
        FloatVector rest = p.neg().add(1f);
        FloatVector minusLog = ExpLog.logNormal(rest).neg().blend(CLAMP, rest.compare(VectorOperators.EQ, 0f));
        minusLog = minusLog.blend(Float.NaN, rest.compare(VectorOperators.LT, 0f));
        FloatVector term = p.mul(p).mul(alpha).mul(minusLog);
        FloatVector.fromArray(F, ways, way)
                .add(FloatVector.zero(F).blend(term, in))
                .intoArray(ways, way);
    }
}
