package dev.duet.assign.stage;

/** Overlap of two boxes, with the epsilon and clamping the originals use: equal formulas, different last bits. */
public enum Overlap {
    /** I / (A + B - I), 0 when the union is 0. */
    IOU,
    /** I / (A + B - I) of boxes in centre form, in shares of the image; 0 where they are apart (darknet). */
    IOU_OF_CENTRES,
    /** I / (A + B - I + 1e-9), clamped sides. */
    IOU_PLUS_1E9,
    /** I / (A + B - I + 1e-10), clamped sides. */
    IOU_PLUS_1E10,
    /** I / max(A + B - I, 1e-6), raw sides (mmdetection). */
    IOU_MAX_1E6,
    /** I / max(A + B - I, float32's epsilon) (OTA). */
    IOU_MAX_EPSILON,
    /** Generalised IoU of mmdetection. */
    GIOU,
    /** IoU less the squared distance of the centres over the squared diagonal of both. */
    DIOU,
    /** Complete IoU of YOLOv8, clamped at 0. */
    CIOU,
    /** Bhattacharyya-based overlap of rotated boxes. */
    PROB_IOU
}
