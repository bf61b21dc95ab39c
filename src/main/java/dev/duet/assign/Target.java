package dev.duet.assign;

/** Stage 5: what is the unit trained towards? */
public sealed interface Target {
    /** 1. */
    record Hard() implements Target {}

    /** The overlap of prediction and GT. */
    record MatchedOverlap(Overlap overlap) implements Target {}

    /**
     * Alignment, scaled so that a GT's best unit gets its best overlap: metric * best overlap / (best metric + eps). {@code
     * divideFirst} evaluates the division before the product (PPYOLOE, TOOD); a difference in the last bits.
     */
    record NormalisedAlignment(float eps, boolean divideFirst) implements Target {}

    /** 1; where {@code mapped}, a dense map of every anchor's highest overlap comes with it. */
    record AnchorOverlap(boolean mapped) implements Target {}

    /** FCOS centerness. */
    record Centerness(boolean normalised) implements Target {}

    /** Objectness 1 or the overlap ({@code rescore}), with box target and weight as further channels. */
    record Objectness(boolean rescore) implements Target {}

    /**
     * Where raw box outputs are given, {@code 1 - share + share * CIoU} of the decoded prediction and the match (YOLOv5's objectness
     * target, {@code share} being its gr); 1 where not. A unit matched several times is trained towards its last match, or towards the
     * highest target ({@code highestWins}, YOLOv5's sort_obj_iou).
     */
    record PredictedObjectness(BoxDecoding decoding, float share, boolean highestWins) implements Target {}
}
