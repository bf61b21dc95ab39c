package dev.duet.assign.stage;

import dev.duet.assign.BoxDecoding;
import dev.duet.assign.rule.TargetRule;

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
    record NormalisedAlignment(
            @Within(least = 0, over = true, most = 1, meaning = "added to a GT's best metric before it divides")
            float eps,

            boolean divideFirst)
            implements Target {
        public NormalisedAlignment {
            Interval.require(NormalisedAlignment.class, eps);
        }

        /** The product before the division (ultralytics). */
        public NormalisedAlignment(float eps) {
            this(eps, false);
        }

        /** The division before the product (PPYOLOE, TOOD). */
        public static NormalisedAlignment dividingFirst(float eps) {
            return new NormalisedAlignment(eps, true);
        }
    }

    /** 1; where {@code mapped}, a dense map of every anchor's highest overlap comes with it. */
    record AnchorOverlap(boolean mapped) implements Target {
        /** Without the map. */
        public AnchorOverlap() {
            this(false);
        }
    }

    /** FCOS centerness; box targets in pixels, or in strides ({@code normalised}). */
    record Centerness(boolean normalised) implements Target {
        /** In pixels. */
        public Centerness() {
            this(false);
        }
    }

    /**
     * YOLOv1: objectness 1 or the overlap ({@code rescore}); the box target holds square roots of the sides ({@code squareRoots}) or
     * the sides.
     */
    record CellObjectness(boolean rescore, boolean squareRoots) implements Target {
        /** Objectness 1, sides as they are. */
        public CellObjectness() {
            this(false, false);
        }
    }

    /**
     * YOLOv2: objectness 1 or the overlap; units that overlap a GT by more than a limit without being its own are ignored.
     *
     * @param ignoreOver the limit
     * @param rescore objectness is the overlap
     * @param lastClassOnly of several GTs on a unit only the last one's class counts, not the union
     * @param coordinateScale factor of the box weights
     * @param prior every unit is also drawn to its own anchor, centred in its cell (the first 12800 samples)
     */
    record RegionObjectness(
            @Within(least = 0, most = 2, meaning = "a unit that overlaps a GT by more is ignored")
            float ignoreOver,

            boolean rescore,
            boolean lastClassOnly,

            @Within(least = 0, most = 1e6, meaning = "factor of the box weights")
            float coordinateScale,

            boolean prior)
            implements Target {
        public RegionObjectness {
            Interval.require(RegionObjectness.class, ignoreOver, coordinateScale);
        }

        /** Objectness 1, the classes of all GTs, no prior. */
        public RegionObjectness(float ignoreOver, float coordinateScale) {
            this(ignoreOver, false, false, coordinateScale, false);
        }
    }

    /**
     * YOLOv3 and v4: objectness 1; units that overlap a GT by more than a limit without being its own are ignored.
     *
     * @param ignoreOver the limit
     * @param positiveOver units that overlap a GT by more are positive for it; at 1 none is, but for rounding
     * @param classGate only units with a class probability over this are ignored; 0 asks for none
     * @param smoothing whether overlaps are targets
     */
    record LayerObjectness(
            @Within(least = 0, most = 2, meaning = "a unit that overlaps a GT by more is ignored")
            float ignoreOver,

            @Within(least = 0, most = 2, meaning = "a unit that overlaps a GT by more is positive")
            float positiveOver,

            @Within(least = 0, most = 1, meaning = "least class probability of ignored units; 0 asks for none")
            float classGate,

            Smoothing smoothing)
            implements Target {
        public LayerObjectness {
            Interval.require(LayerObjectness.class, ignoreOver, positiveOver, classGate);
        }
    }

    /** PPYOLO: objectness is the weight of the GT; units that overlap a GT by more than a limit are ignored. */
    record WeightedObjectness(
            @Within(least = 0, most = 2, meaning = "a unit that overlaps a GT by more is ignored")
            float ignoreOver) implements Target {
        public WeightedObjectness {
            Interval.require(WeightedObjectness.class, ignoreOver);
        }
    }

    /** Darknet's objectness_smooth. */
    enum Smoothing {
        /** Positive units have target 1, ignored ones none. */
        OFF,
        /**
         * Ignored units are trained towards their overlap, and so are positive ones that would be ignored; other positive units
         * towards 0; units positive by their own overlap towards its square. What the C code does.
         */
        REFERENCE,
        /** As {@link #REFERENCE}, but units chosen by anchor have target 1. What it means to do. */
        CORRECTED
    }
    /** Objectness 1 or the overlap ({@code rescore}), with box target and weight as further channels. */
    record Objectness(boolean rescore) implements Target {}

    /**
     * Where raw box outputs are given, {@code 1 - share + share * CIoU} of the decoded prediction and the match (YOLOv5's objectness
     * target, {@code share} being its gr); 1 where not. A unit matched several times is trained towards its last match, or towards the
     * highest target ({@code highestWins}, YOLOv5's sort_obj_iou).
     */
    record PredictedObjectness(
            BoxDecoding decoding,

            @Within(least = 0, most = 1, meaning = "share of the overlap in the objectness target")
            float share,

            boolean highestWins)
            implements Target {
        public PredictedObjectness {
            Interval.require(PredictedObjectness.class, share);
        }

        /** The last match of a unit counts. */
        public PredictedObjectness(BoxDecoding decoding, float share) {
            this(decoding, share, false);
        }
    }

    /** A rule of one's own, a class of the user's. */
    record Own(TargetRule rule) implements Target, OwnStage {
        public Own {
            OwnStage.require(Own.class, rule);
        }
    }
}
