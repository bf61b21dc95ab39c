package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Costs of pairs in the simOTA family: {@code w_cls * (S - n(P) + m(P)) + w_iou * -ln(IoU + eps)} with P = sqrt(p * o) the joint
 * probability of the GT's class, S the unit's {@link ClassSums}, n(P) = -max(ln(1 - P), -100) what the GT's class put into S and
 * m(P) = -max(ln P, -100) what belongs there instead. Immutable; the pair method gives the bits of the row method.
 */
public final class SquareRootCost implements PairCost {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final float CLAMP = 100f;

    private final boolean logits;
    private final float classWeight;
    private final float overlapWeight;
    private final float eps;

    /** @param logits class scores are logits, not probabilities */
    public SquareRootCost(boolean logits, float classWeight, float overlapWeight, float eps) {
        this.logits = logits;
        this.classWeight = classWeight;
        this.overlapWeight = overlapWeight;
        this.eps = eps;
    }

    @Override
    public void row(float[] sum, float[] score, float[] objectness, float[] iou, float[] giou, int n, float[] out) {
        if (logits) {
            for (int i = 0; i < n; i += F.length()) {
                FloatVector p = ExpLog.sigmoid(FloatVector.fromArray(F, score, i));
                cost(sum, p, objectness, iou, i).intoArray(out, i);
            }
        } else {
            for (int i = 0; i < n; i += F.length()) {
                cost(sum, FloatVector.fromArray(F, score, i), objectness, iou, i)
                        .intoArray(out, i);
            }
        }
    }

    private FloatVector cost(float[] sum, FloatVector p, float[] objectness, float[] iou, int i) {
        FloatVector root = p.mul(FloatVector.fromArray(F, objectness, i)).sqrt();
        FloatVector cls = FloatVector.fromArray(F, sum, i)
                .sub(minusLog(root.neg().add(1f)))
                .add(minusLog(root));
        FloatVector loc =
                ExpLog.logNormal(FloatVector.fromArray(F, iou, i).add(eps)).neg();
        return cls.mul(classWeight).add(loc.mul(overlapWeight));
    }

    private static FloatVector minusLog(FloatVector x) {
        VectorMask<Float> zero = x.compare(VectorOperators.EQ, 0f);
        return ExpLog.logNormal(x).neg().blend(CLAMP, zero);
    }

    @Override
    public float pair(float sum, float score, float objectness, float iou, float giou) {
        float p = logits ? ExpLog.sigmoid(score) : score;
        float root = (float) Math.sqrt(p * objectness);
        float cls = sum - minusLog(1 - root) + minusLog(root);
        return cls * classWeight + overlapPart(iou, giou);
    }

    @Override
    public float overlapPart(float iou, float giou) {
        return -ExpLog.logNormal(iou + eps) * overlapWeight;
    }

    @Override
    public boolean generalised() {
        return false;
    }

    private static float minusLog(float x) {
        return x == 0 ? CLAMP : -ExpLog.logNormal(x);
    }
}
