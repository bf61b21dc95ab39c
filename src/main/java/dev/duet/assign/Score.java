package dev.duet.assign;

/** Stage 2: how good is a (unit, GT) pair? */
public sealed interface Score {
    /** Nothing is scored. */
    record None() implements Score {}

    /** Overlap of the predicted (or anchor) box with the GT. */
    record OverlapScore(Overlap overlap) implements Score {}

    /** Task alignment s^alpha * u^beta of class probability s and overlap u (TOOD). */
    record Alignment(Overlap overlap, float alpha, float beta) implements Score {}

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
    record AnchorDistance(Overlap overlap, float anchorScale, float ignoreThreshold) implements Score {}

    /** Area of the GT (FCOS); {@code plusOne} counts pixels as maskrcnn-benchmark does: (w+1)(h+1). */
    record GtArea(boolean plusOne) implements Score {}

    /** Class and localisation cost of the simOTA family; the record names which formula. */
    record Cost(CostKind kind, float classWeight, float overlapWeight) implements Score {}

    /**
     * Cost of a query (DETR): class term, L1 distance of normalised centre and size, GIoU, each with its weight.
     *
     * @param softmax class term from the softmax over all columns (DETR), else focal terms of the sigmoid (Deformable DETR, DINO)
     */
    record QueryCost(boolean softmax, float classWeight, float distanceWeight, float overlapWeight) implements Score {}

    /**
     * RTMDet's dynamic soft label cost: focal term towards the overlap, -ln of the overlap, 10^(distance in strides - radius).
     *
     * @param allClasses the class term sums over all classes (mmdetection), else over the GT's own (mmyolo)
     */
    record SoftLabelCost(boolean allClasses, float overlapWeight, float radius) implements Score {}

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
}
