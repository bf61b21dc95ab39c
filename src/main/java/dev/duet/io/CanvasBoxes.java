package dev.duet.io;

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
