package dev.duet.assign;

/** Stage 5: what is the unit trained towards? */
public sealed interface Target {
    /** 1. */
    record Hard() implements Target {}

    /** The overlap of prediction and GT. */
    record MatchedOverlap(Overlap overlap) implements Target {}

    /** Alignment, scaled so that a GT's best unit gets its best overlap; {@code eps} guards the division. */
    record NormalisedAlignment(float eps) implements Target {}

    /** FCOS centerness. */
    record Centerness(boolean normalised) implements Target {}

    /** Objectness 1 or the overlap ({@code rescore}), with box target and weight as further channels. */
    record Objectness(boolean rescore) implements Target {}
}
