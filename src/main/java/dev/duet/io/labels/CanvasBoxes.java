package dev.duet.io.labels;

/**
 * Boxes in pixels of a canvas, one array per edge, made by {@link Letterbox#apply}. The arrays are not copied.
 *
 * @param x1 left edges
 * @param y1 top edges
 * @param x2 right edges
 * @param y2 bottom edges
 */
public record CanvasBoxes(float[] x1, float[] y1, float[] x2, float[] y2) {

    static CanvasBoxes allocate(int n) {
        return new CanvasBoxes(new float[n], new float[n], new float[n], new float[n]);
    }

    /** No photo is larger; a box that reaches farther is a mistake, and its area leaves float32. */
    private static final double FARTHEST = 1e9;

    /** What is wrong with the corners of a label, in pixels of its photo; null if nothing. A side may be 0. */
    static String trouble(double x1, double y1, double x2, double y2) {
        if (!Double.isFinite(x1 + y1 + x2 + y2)) {
            return "a box that is not finite";
        }
        if (x2 < x1 || y2 < y1) {
            return "a negative size";
        }
        double farthest = Math.max(Math.max(Math.abs(x1), Math.abs(y1)), Math.max(Math.abs(x2), Math.abs(y2)));
        return farthest > FARTHEST ? "a box beyond 1e9 pixels, where no photo reaches" : null;
    }

    /** Number of boxes. */
    public int count() {
        return x1.length;
    }

    /** All boxes as rows x1, y1, x2, y2, the {@code gt_boxes} of a case file. Allocates. */
    public float[] rows() {
        float[] rows = new float[Math.multiplyExact(4, count())];
        for (int i = 0; i < count(); i++) {
            rows[4 * i] = x1[i];
            rows[4 * i + 1] = y1[i];
            rows[4 * i + 2] = x2[i];
            rows[4 * i + 3] = y2[i];
        }
        return rows;
    }
}
