package dev.duet.lanes.cost;

import dev.duet.lanes.math.Curves;
import dev.duet.lanes.math.ExpLog;
import dev.duet.lanes.math.Logistic;
import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Costs of pairs in PicoDet's simOTA: {@code w_cls * (S - n(p) + m(p, q)) + w_iou * (1 - GIoU)}, with p the probability of the GT's
 * class, q the IoU of the pair, S the unit's {@link VarifocalSums}, {@code n(p) = alpha p^2 * -max(ln(1 - p), -100)} what the GT's class
 * put into S, and m what belongs there instead: n(p) itself where q is 0, else {@code q (-q max(ln p, -100) - (1 - q) max(ln(1 - p),
 * -100))}. Objectness is not looked at. The pair method gives the bits of the row
 * method. One object per worker; grows only.
 */
public final class VarifocalCost implements PairCost {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final float CLAMP = 100f;

    private final boolean logits;
    private final float classWeight;
    private final float overlapWeight;
    private final float alpha;
    private float[] rest = new float[0];
    private float[] restLog = rest;
    private float[] ownLog = rest;

    /** @param logits class scores are logits, not probabilities */
    public VarifocalCost(boolean logits, float classWeight, float overlapWeight, float alpha) {
        this.logits = logits;
        this.classWeight = classWeight;
        this.overlapWeight = overlapWeight;
        this.alpha = alpha;
    }

    @Override
    public void row(float[] sum, float[] score, float[] objectness, float[] iou, float[] giou, int n, float[] out) {
        reserve(n);
        if (logits) {
            Logistic.probability(score, n);
        }
        Curves.logOfAny(score, n, ownLog);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector.fromArray(F, score, i).neg().add(1f).intoArray(rest, i);
        }
        Curves.logOfAny(rest, n, restLog);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector p = FloatVector.fromArray(F, score, i);
            FloatVector q = FloatVector.fromArray(F, iou, i);
            FloatVector yes = FloatVector.fromArray(F, ownLog, i).neg();
            FloatVector no = FloatVector.fromArray(F, restLog, i).neg();
            yes = yes.blend(CLAMP, yes.compare(VectorOperators.GT, CLAMP));
            no = no.blend(CLAMP, no.compare(VectorOperators.GT, CLAMP));
            FloatVector negative = p.mul(p).mul(alpha).mul(no);
            FloatVector positive = q.mul(q.mul(yes).add(q.neg().add(1f).mul(no)));
            positive = negative.blend(positive, q.compare(VectorOperators.GT, 0f));
            FloatVector cls = FloatVector.fromArray(F, sum, i).sub(negative).add(positive);
            FloatVector far = FloatVector.fromArray(F, giou, i).neg().add(1f);
            cls.mul(classWeight).add(far.mul(overlapWeight)).intoArray(out, i);
        }
    }

    private void reserve(int n) {
        if (rest.length < Lanes.padded(n)) {
            ownLog = Lanes.grow(ownLog, n);
            restLog = Lanes.grow(restLog, n);
            rest = Lanes.grow(rest, n);
        }
    }

    @Override
    public float pair(float sum, float score, float objectness, float iou, float giou) {
        float p = logits ? ExpLog.sigmoid(score) : score;
        float no = minusLog(1 - p);
        float negative = p * p * alpha * no;
        float positive = iou > 0 ? iou * (iou * minusLog(p) + (1 - iou) * no) : negative;
        return (sum - negative + positive) * classWeight + overlapPart(iou, giou);
    }

    private static float minusLog(float x) {
        float r = -ExpLog.log(x);
        return r > CLAMP ? CLAMP : r;
    }

    @Override
    public float overlapPart(float iou, float giou) {
        return (1 - giou) * overlapWeight;
    }

    @Override
    public boolean generalised() {
        return true;
    }
}
