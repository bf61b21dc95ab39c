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

    /** FCOS centerness. */
    record Centerness(boolean normalised) implements Target {}

    /** Objectness 1 or the overlap ({@code rescore}), with box target and weight as further channels. */
    record Objectness(boolean rescore) implements Target {}
}
