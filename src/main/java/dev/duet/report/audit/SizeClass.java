package dev.duet.report.audit;

/** Sizes of objects as COCO's evaluation names them, by area in pixels; here pixels of the canvas, which is what a rule sees. */
public enum SizeClass {
    /** Under 32 x 32. */
    SMALL,
    /** Under 96 x 96. */
    MEDIUM,
    /** The rest. */
    LARGE;

    private static final double SMALL_AREA = 32 * 32;
    private static final double MEDIUM_AREA = 96 * 96;

    /** The class of an area in square pixels. */
    public static SizeClass of(double area) {
        return area < SMALL_AREA ? SMALL : area < MEDIUM_AREA ? MEDIUM : LARGE;
    }
}
