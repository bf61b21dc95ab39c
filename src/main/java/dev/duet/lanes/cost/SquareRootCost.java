package dev.duet.lanes.cost;

import dev.duet.lanes.math.Curves;
import dev.duet.lanes.math.ExpLog;
import dev.duet.lanes.math.Logistic;
import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Costs of pairs in the simOTA family: {@code w_cls * (S - n(P) + m(P)) + w_iou * -ln(IoU + eps)} with P = sqrt(p * o) the joint
 * probability of the GT's class, S the unit's {@link ClassSums}, n(P) = -max(ln(1 - P), -100) what the GT's class put into S and
 * m(P) = -max(ln P, -100) what belongs there instead. One object per worker; grows only.
 */
public final class SquareRootCost implements PairCost {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final float CLAMP = 100f;

    private final boolean logits;
    private final float classWeight;
    private final float overlapWeight;
    private final float eps;
    private float[] root = new float[0];
    private float[] ownLog = root;
    private float[] restLog = root;
    private float[] overlapLog = root;

    /** @param logits class scores are logits, not probabilities */
    public SquareRootCost(boolean logits, float classWeight, float overlapWeight, float eps) {
        this.logits = logits;
        this.classWeight = classWeight;
        this.overlapWeight = overlapWeight;
        this.eps = eps;
    }

    @Override
    public void row(float[] sum, float[] score, float[] objectness, float[] iou, float[] giou, int n, float[] out) {
        reserve(n);
        if (logits) {
            Logistic.probability(score, n);
        }
        for (int i = 0; i < n; i += F.length()) {
            FloatVector.fromArray(F, score, i)
                    .mul(FloatVector.fromArray(F, objectness, i))
                    .sqrt()
                    .intoArray(root, i);
        }
        Curves.log(root, 1, 0, n, ownLog);
        Curves.log(root, -1, 1, n, restLog);
        Curves.log(iou, 1, eps, n, overlapLog);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector p = FloatVector.fromArray(F, root, i);
            FloatVector own = FloatVector.fromArray(F, ownLog, i).blend(-CLAMP, p.compare(VectorOperators.EQ, 0f));
            FloatVector rest = FloatVector.fromArray(F, restLog, i).blend(-CLAMP, p.compare(VectorOperators.EQ, 1f));
            FloatVector cls = FloatVector.fromArray(F, sum, i).add(rest).sub(own);
            cls.mul(classWeight)
                    .sub(FloatVector.fromArray(F, overlapLog, i).mul(overlapWeight))
                    .intoArray(out, i);
        }
    }

    private void reserve(int n) {
        if (root.length < Lanes.padded(n)) {
            root = Lanes.grow(root, n);
            ownLog = Lanes.grow(ownLog, n);
            restLog = Lanes.grow(restLog, n);
            overlapLog = Lanes.grow(overlapLog, n);
        }
    }

    @Override
    public float pair(float sum, float score, float objectness, float iou, float giou) {
        float p = logits ? ExpLog.sigmoid(score) : score;
        float joint = (float) Math.sqrt(p * objectness);
        float cls = sum - minusLog(1 - joint) + minusLog(joint);
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
