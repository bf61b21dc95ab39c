package dev.duet.assign.stage;

import dev.duet.assign.rule.ScoreRule;
import dev.duet.assign.stage.Recipe.Need;
import java.util.Set;

/** Stage 2: how good is a (unit, GT) pair? */
public sealed interface Score {
    /** Nothing is scored. */
    record None() implements Score {}

    /**
     * Overlap of the predicted (or anchor) box with the GT. Anchors that lie in a region to ignore score -1 with every GT.
     *
     * @param ofRegion the share of the region that lies in the anchor counts, not that of the anchor in the region (mmdetection's
     *     ignore_wrt_candidates false)
     */
    record OverlapScore(
            Overlap overlap,

            @Within(
                    least = -1,
                    most = 1,
                    otherwise = -1,
                    meaning =
                            "an anchor is ignored if more than this share of it lies in a region to ignore; 0 or less:"
                                    + " off")
            float ignoreThreshold,

            boolean ofRegion)
            implements Score {
        public OverlapScore {
            Interval.require(OverlapScore.class, ignoreThreshold);
        }

        /** Without regions to ignore. */
        public OverlapScore(Overlap overlap) {
            this(overlap, -1, false);
        }
    }

    /** Task alignment s^alpha * u^beta of class probability s and overlap u (TOOD). */
    record Alignment(
            Overlap overlap,

            @Within(least = 0, most = 100, meaning = "exponent of the class probability")
            float alpha,

            @Within(least = 0, over = true, most = 100, meaning = "exponent of the overlap")
            float beta)
            implements Score {
        public Alignment {
            Interval.require(Alignment.class, alpha, beta);
        }
    }

    /** Largest side ratio of GT and anchor, either way (YOLOv5). */
    record AnchorRatio() implements Score {}

    /**
     * IoU of GT and anchor placed on one point (YOLOv2 to v4, PPYOLO).
     *
     * @param others overlap by which anchors beside the best one are judged, where the selection takes some (YOLOv4); as usual IOU
     */
    record AnchorShape(Overlap others) implements Score {}

    /** As {@link AnchorShape}, of the predicted sides instead of the anchors (YOLOv2 with bias_match 0). */
    record PredictedShape() implements Score {}

    /** Overlap with the predicted box; where no box overlaps, distance in centre and sides (YOLOv1). */
    record OverlapOrDistance(Overlap overlap) implements Score {}

    /**
     * Straight-line distance of unit point and GT centre, then overlap of the unit's anchor, a square of {@code anchorScale} strides
     * (ATSS). Units covered by a region to ignore by more than {@code ignoreThreshold} of their anchor are set aside; 0 switches that
     * off.
     */
    record AnchorDistance(
            Overlap overlap,

            @Within(least = 0, over = true, most = 1e4, meaning = "side of the anchors in strides")
            float anchorScale,

            @Within(least = -1, most = 1, meaning = "share of an anchor in a region to ignore; 0 or less: off")
            float ignoreThreshold)
            implements Score {
        public AnchorDistance {
            Interval.require(AnchorDistance.class, anchorScale, ignoreThreshold);
        }
    }

    /** Area of the GT (FCOS); {@code plusOne} counts pixels as maskrcnn-benchmark does: (w+1)(h+1). */
    record GtArea(boolean plusOne) implements Score {
        /** Width times height. */
        public GtArea() {
            this(false);
        }
    }

    /** Class and localisation cost of the simOTA family; the record names which formula. */
    record Cost(
            CostKind kind,

            @Within(least = 0, most = 100, meaning = "weight of the class cost")
            float classWeight,

            @Within(least = 0, most = 100, meaning = "weight of the overlap cost")
            float overlapWeight)
            implements Score {
        public Cost {
            Interval.require(Cost.class, classWeight, overlapWeight);
        }
    }

    /**
     * Cost of a query (DETR): class term, L1 distance of normalised centre and size, GIoU, each with its weight.
     *
     * @param softmax class term from the softmax over all columns (DETR), else focal terms of the sigmoid (Deformable DETR, DINO)
     */
    record QueryCost(
            boolean softmax,

            @Within(least = 0, most = 100, meaning = "weight of the class term")
            float classWeight,

            @Within(least = 0, most = 100, meaning = "weight of the L1 distance of normalised boxes")
            float distanceWeight,

            @Within(least = 0, most = 100, meaning = "weight of -GIoU")
            float overlapWeight)
            implements Score {
        public QueryCost {
            Interval.require(QueryCost.class, classWeight, distanceWeight, overlapWeight);
        }

        /** DETR's class term. */
        public static QueryCost softmax(float classWeight, float distanceWeight, float overlapWeight) {
            return new QueryCost(true, classWeight, distanceWeight, overlapWeight);
        }

        /** Deformable DETR's class term. */
        public static QueryCost focal(float classWeight, float distanceWeight, float overlapWeight) {
            return new QueryCost(false, classWeight, distanceWeight, overlapWeight);
        }
    }

    /**
     * RTMDet's dynamic soft label cost: focal term towards the overlap, -ln of the overlap, 10^(distance in strides - radius).
     *
     * @param allClasses the class term sums over all classes (mmdetection), else over the GT's own (mmyolo)
     */
    record SoftLabelCost(
            boolean allClasses,

            @Within(least = 0, most = 100, meaning = "weight of -ln(IoU)")
            float overlapWeight,

            @Within(least = 0, most = 100, meaning = "strides from the centre at which the distance costs 1")
            float radius)
            implements Score {
        public SoftLabelCost {
            Interval.require(SoftLabelCost.class, overlapWeight, radius);
        }

        /** As mmdetection sums the class term. */
        public static SoftLabelCost ofAllClasses(float overlapWeight, float radius) {
            return new SoftLabelCost(true, overlapWeight, radius);
        }
    }

    /** Formulas of {@link Cost}; the exact text is in docs/systems.md. */
    enum CostKind {
        YOLOX,
        MMDET,
        PICODET,
        YOLOV7,
        /** The original of {@link #YOLOV7}: the image height scales normalised GTs on both axes. */
        YOLOV7_HEIGHT,
        /** {@link #YOLOV7} with mmdetection's IoU (mmyolo). */
        YOLOV7_MMYOLO,
        OTA
    }

    /** A rule of one's own, a class of the user's. It has an overlap only where the rule names one. */
    record Own(ScoreRule rule) implements Score, OwnStage {
        public Own {
            OwnStage.require(Own.class, rule);
            String name = "score " + rule.getClass().getName();
            OwnStage.said(name, "order()", rule::order);
            Overlap overlap = OwnStage.saidOrNull(name, "overlap()", rule::overlap);
            if (overlap != null && overlap.kind() == Overlap.Kind.PROB_IOU) {
                throw new RecipeException(
                        name + ": overlap() is prob-iou, of rotated boxes; rules of one's own take upright ones");
            }
        }

        /** Parts of a prediction that the rule and its overlap read. */
        @Override
        public Set<Need> reads() {
            Set<Need> needs = OwnStage.super.reads();
            if (rule.overlap() != null) {
                needs.add(Need.BOXES);
            }
            return needs;
        }
    }
}
