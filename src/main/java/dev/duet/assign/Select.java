package dev.duet.assign;

/** Stage 3: which candidates does a GT take? */
public sealed interface Select {
    /** All candidates. */
    record All() implements Select {}

    /** The best one; ties to the lowest index. */
    record Best() implements Select {}

    /** The best one, and every other above {@code threshold} (YOLOv4, PPYOLO). */
    record BestAndAbove(float threshold) implements Select {}

    /** All whose score lies under {@code threshold}, strictly (YOLOv5's anchor_t). */
    record Under(float threshold) implements Select {}

    /** All at or over {@code positive}; under {@code negative} is background, between is ignored (max-IoU). */
    record Thresholds(float positive, float negative, float minimum, boolean allBest) implements Select {}

    /**
     * The {@code k} best; ties to the lowest unit. {@code keep > 0}: after conflicts a GT keeps only so many of its units (YOLO26's
     * second top-k). {@code zeroFill}: a GT with fewer than k positive scores also takes the lowest units of score 0 that are
     * candidates (torch.topk always returns k); without it, scores of 1e-9 and less are dropped.
     */
    record TopK(int k, int keep, boolean zeroFill) implements Select {
        public TopK(int k) {
            this(k, 0, true);
        }
    }

    /** The {@code k} best of all units first; of those, the candidates with a positive score (TOOD). */
    record TopKThenFilter(int k) implements Select {}

    /** As many as the sum of the {@code q} largest overlaps says, at least 1, by lowest cost (simOTA). */
    record DynamicK(int q) implements Select {}

    /**
     * Anchor overlap at or over ({@code strict}: over) mean + standard deviation of the GT's candidates (ATSS). {@code forceMatch}: a GT
     * also takes the unit whose anchor it overlaps most, unless several GTs do.
     */
    record MeanPlusDeviation(boolean strict, boolean forceMatch) implements Select {}

    /** Transport plan by Sinkhorn iterations, supply from the {@code q} largest overlaps (OTA). */
    record Transport(int q, float epsilon, int iterations) implements Select {}

    /** Exact one-to-one matching of least total cost. */
    record OneToOne() implements Select {}
}
