package dev.duet.assign.stage;

import dev.duet.assign.rule.SelectRule;

/** Stage 3: which candidates does a GT take? */
public sealed interface Select {
    /** All candidates. */
    record All() implements Select {}

    /** The best one; ties to the lowest index. */
    record Best() implements Select {}

    /** The best one, and every other above {@code threshold} (YOLOv4, PPYOLO). */
    record BestAndAbove(
            @Within(least = 0, most = 1, meaning = "shape overlap over which further anchors match; 1 for none")
            float threshold)
            implements Select {
        public BestAndAbove {
            Interval.require(BestAndAbove.class, threshold);
        }
    }

    /** All whose score lies under {@code threshold}, strictly (YOLOv5's anchor_t). */
    record Under(
            @Within(least = 1, over = true, most = 1e6, meaning = "side ratios of GT and anchor must be smaller")
            float threshold)
            implements Select {
        public Under {
            Interval.require(Under.class, threshold);
        }
    }

    /**
     * All at or over {@code positive}; under {@code negative} and at or over {@code background} is background, the rest is ignored
     * (max-IoU). Then every GT takes its best, if that is at or over {@code minimum}.
     *
     * @param strict all four ends the other way round: over {@code positive}, {@code minimum} and {@code background}, at or under
     *     {@code negative} (mmdetection's grid rule)
     * @param strictMinimum over {@code minimum}, not at it
     * @param allBest all equal to a GT's best, not only the first
     */
    record Thresholds(
            @Within(least = 0, most = 1, meaning = "overlap from which an anchor is positive")
            float positive,

            @Within(least = 0, most = 1, meaning = "overlap under which an anchor is background")
            float negative,

            @Within(
                    least = 0,
                    most = 1,
                    or = -1,
                    otherwise = -1,
                    meaning =
                            "overlap from which an anchor may be background, the low end of a pair of neg_iou_thr; -1:"
                                    + " any")
            float background,

            @Within(
                    least = 0,
                    most = 1,
                    or = Double.POSITIVE_INFINITY,
                    meaning = "least best overlap of a GT that takes its best anchors")
            float minimum,

            boolean strict,
            boolean strictMinimum,
            boolean allBest)
            implements Select {
        public Thresholds {
            Interval.require(Thresholds.class, positive, negative, background, minimum);
            if (strict && strictMinimum) {
                throw new RecipeException("thresholds: strict_minimum is part of strict; leave one of them out");
            }
            if (background > negative) {
                throw new RecipeException("thresholds: background is from " + background + " to " + negative
                        + "; the low end must not be over the high one");
            }
        }

        /** Two thresholds; every GT takes its first best anchor. */
        public Thresholds(float positive, float negative) {
            this(positive, negative, -1, 0, false, false, false);
        }

        /** As {@link #Thresholds(float, float)}, with all ends strict. */
        public static Thresholds strictly(float positive, float negative) {
            return new Thresholds(positive, negative, -1, 0, true, false, false);
        }
    }

    /**
     * The {@code k} best; ties to the lowest unit. {@code keep > 0}: after conflicts a GT keeps only so many of its units (YOLO26's
     * second top-k). {@code zeroFill}: a GT with fewer than k positive scores also takes the lowest units of score 0 that are
     * candidates (torch.topk always returns k); without it, scores of 1e-9 and less are dropped.
     */
    record TopK(
            @Within(least = 1, most = 1e6, meaning = "units a GT takes at most")
            int k,

            @Within(least = 0, most = 1e6, meaning = "units a GT keeps after conflicts; 0: all")
            int keep,

            boolean zeroFill)
            implements Select {
        public TopK {
            Interval.require(TopK.class, k, keep);
        }

        public TopK(int k) {
            this(k, 0);
        }

        public TopK(int k, int keep) {
            this(k, keep, true);
        }
    }

    /** The {@code k} best of all units first; of those, the candidates with a positive score (TOOD). */
    record TopKThenFilter(
            @Within(least = 1, most = 1e6, meaning = "units a GT selects before the in-box filter")
            int k) implements Select {
        public TopKThenFilter {
            Interval.require(TopKThenFilter.class, k);
        }
    }

    /** As many as the sum of the {@code q} largest overlaps says, at least 1, by lowest cost (simOTA). */
    record DynamicK(
            @Within(least = 1, most = 1e6, meaning = "largest overlaps that are summed to the dynamic k")
            int q) implements Select {
        public DynamicK {
            Interval.require(DynamicK.class, q);
        }
    }

    /**
     * Anchor overlap at or over ({@code strict}: over) mean + standard deviation of the GT's candidates (ATSS). {@code forceMatch}: a GT
     * also takes the unit whose anchor it overlaps most, unless several GTs do.
     */
    record MeanPlusDeviation(boolean strict, boolean forceMatch) implements Select {
        /** Over the threshold or at it, as mmdetection has it. */
        public static MeanPlusDeviation atOrOver() {
            return new MeanPlusDeviation(false, false);
        }

        /** Over the threshold, as YOLOv6 and PPYOLOE have it. */
        public static MeanPlusDeviation over() {
            return new MeanPlusDeviation(true, false);
        }
    }

    /** Transport plan by Sinkhorn iterations, supply from the {@code q} largest overlaps (OTA). */
    record Transport(
            @Within(least = 1, most = 1e6, meaning = "largest overlaps that are summed to the dynamic k")
            int q,

            @Within(least = .001, most = 100, meaning = "entropy of the plan")
            float epsilon,

            @Within(least = 1, most = 10000, meaning = "Sinkhorn iterations")
            int iterations)
            implements Select {
        public Transport {
            Interval.require(Transport.class, q, epsilon, iterations);
        }
    }

    /** Exact one-to-one matching of least total cost. */
    record OneToOne() implements Select {}

    /** A rule of one's own, a class of the user's. */
    record Own(SelectRule rule) implements Select, OwnStage {
        public Own {
            OwnStage.require(Own.class, rule);
        }
    }
}
