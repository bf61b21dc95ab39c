package dev.duet.lanes.cost;

import dev.duet.lanes.math.Curves;
import dev.duet.lanes.math.Logistic;
import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Cost of OTA's transport for one GT and many units, over padded columns. */
public final class TransportCost {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private TransportCost() {}

    /**
     * What assigning a unit to the GT costs more than leaving it to the background: the focal loss of the GT's class as a positive less
     * that as a negative, and {@code weight x -ln(max(IoU, floor))}. The focal losses of all other classes stand on both sides.
     *
     * @param scores of the GT's class
     */
    public static void relative(Logistic scores, float[] iou, int n, float weight, float floor, float[] cost) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector overlap = FloatVector.fromArray(F, iou, i);
            overlap.blend(floor, overlap.compare(VectorOperators.LT, floor)).intoArray(cost, i);
        }
        Curves.log(cost, 1, 0, n, cost);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector p = FloatVector.fromArray(F, scores.p, i);
            FloatVector rest = p.neg().add(1f);
            FloatVector positive = rest.mul(rest).mul(0.25f).mul(FloatVector.fromArray(F, scores.minus, i));
            FloatVector negative = p.mul(p).mul(0.75f).mul(FloatVector.fromArray(F, scores.plus, i));
            FloatVector log = FloatVector.fromArray(F, cost, i);
            positive.sub(negative).sub(log.mul(weight)).intoArray(cost, i);
        }
    }
}
