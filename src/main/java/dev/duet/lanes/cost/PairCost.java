package dev.duet.lanes.cost;

/** Cost of (unit, GT) pairs from what is known of them; the pair method gives the bits of the row method. One object per worker. */
public interface PairCost {
    /**
     * Costs of {@code n} units for one GT; all columns padded.
     *
     * @param sum each unit's {@link UnitSums}
     * @param score stored score of the GT's class; may be overwritten
     * @param objectness a probability
     * @param iou overlap of the pair
     * @param giou generalised overlap of the pair, where {@link #generalised}; else anything
     */
    void row(float[] sum, float[] score, float[] objectness, float[] iou, float[] giou, int n, float[] out);

    /** Cost of one pair. */
    float pair(float sum, float score, float objectness, float iou, float giou);

    /** The part of the cost that hangs on the overlap; the other part is not negative, but for rounding. */
    float overlapPart(float iou, float giou);

    /** True where the generalised overlap is looked at. */
    boolean generalised();
}
