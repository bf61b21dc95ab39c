package dev.duet.random;

/** What is awkward about a {@link RandomBatch}. */
public enum BatchKind {
    /** Boxes of all sizes, predictions near them. */
    ORDINARY,
    /** All kinds of boxes in one image. */
    MIXED,
    /** No image at all. */
    NO_IMAGE,
    /** Several images, no GT. */
    NO_GT,
    ONE_GT,
    /** More GTs than units. */
    MORE_GTS_THAN_UNITS,
    /** Fewer units than any k; levels of one cell. */
    TINY_GRID,
    /** GT edges on unit points, or a hair beside them. */
    EDGES,
    /** GTs that hold no unit point, or one. */
    TINY_GTS,
    /** GTs as large as the image and larger. */
    HUGE_GTS,
    /** Identical boxes, of one class and of two. */
    DUPLICATES,
    /** Zero width or height. */
    ZERO_AREA,
    /** Outside the image, and boxes whose coordinates sum to 0 or less. */
    OUTSIDE,
    /** Predictions that hardly overlap anything. */
    WEAK,
    /** Predictions that overlap nothing, but for a few. */
    NO_OVERLAP,
    /** Many units that predict exactly the same. */
    TIES,
    /** Many GTs on a larger image. */
    CROWDED
}
