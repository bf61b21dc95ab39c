package dev.duet.lanes;

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
     * @param p probability of the GT's class
     * @param plus {@code -ln(1 - p)}
     * @param minus {@code -ln(p)}
     */
    public static void relative(
            float[] p, float[] plus, float[] minus, float[] iou, int n, float weight, float floor, float[] cost) {
        for (int i = 0; i < n; i += F.length()) {
            FloatVector v = FloatVector.fromArray(F, p, i);
            FloatVector rest = v.neg().add(1f);
            FloatVector positive = rest.mul(rest).mul(0.25f).mul(FloatVector.fromArray(F, minus, i));
            FloatVector negative = v.mul(v).mul(0.75f).mul(FloatVector.fromArray(F, plus, i));
            FloatVector overlap = FloatVector.fromArray(F, iou, i);
            overlap = overlap.blend(floor, overlap.compare(VectorOperators.LT, floor));
            positive.sub(negative).sub(ExpLog.logNormal(overlap).mul(weight)).intoArray(cost, i);
        }
    }
}
