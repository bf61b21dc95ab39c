package dev.duet.io.labels;

/**
 * Boxes of systems on rotated ones, in pixels of a canvas, as ultralytics makes them for its OBB models: corners are placed on the canvas,
 * and the rectangle of least area that holds them is the box, its longer side first, the angle in [-pi/4, 3 pi/4). It is the rectangle of
 * OpenCV's {@code minAreaRect} up to float32 rounding; where several have the least area, as around a triangle, or the sides are equal,
 * rounding decides there and here which one it is. A box that the labels give without corners has the angle 0 and the sides as they are.
 * The arrays are not copied.
 *
 * @param cx centres, x
 * @param cy centres, y
 * @param w longer sides; the widths of boxes without corners
 * @param h shorter sides; the heights of boxes without corners
 * @param angle radians from the x axis towards the y axis, which points down
 */
public record RotatedBoxes(float[] cx, float[] cy, float[] w, float[] h, float[] angle) {

    /** All boxes of {@code labels}, in the same order. Allocates. */
    static RotatedBoxes of(Labels labels, Letterbox letterbox) {
        int n = labels.boxes();
        RotatedBoxes out = new RotatedBoxes(new float[n], new float[n], new float[n], new float[n], new float[n]);
        int[] offsets = labels.offsets();
        for (int image = 0; image < labels.images(); image++) {
            if (offsets[image] == offsets[image + 1]) {
                continue;
            }
            Letterbox.Placement at = letterbox.place(labels, image);
            for (int i = offsets[image]; i < offsets[image + 1]; i++) {
                out.set(i, box(labels, i, at));
            }
        }
        return out;
    }

    private static double[] box(Labels labels, int i, Letterbox.Placement at) {
        double[] corners = labels.corners(i);
        if (corners.length > 0) {
            for (int c = 0; c < corners.length; c += 2) {
                corners[c] = corners[c] * at.scaleX() + at.left();
                corners[c + 1] = corners[c + 1] * at.scaleY() + at.top();
            }
            return LeastRectangle.around(corners);
        }
        return new double[] {
            (labels.x1()[i] + labels.x2()[i]) / 2 * at.scaleX() + at.left(),
            (labels.y1()[i] + labels.y2()[i]) / 2 * at.scaleY() + at.top(),
            (labels.x2()[i] - labels.x1()[i]) * at.scaleX(),
            (labels.y2()[i] - labels.y1()[i]) * at.scaleY(),
            0
        };
    }

    private void set(int i, double[] box) {
        cx[i] = (float) box[0];
        cy[i] = (float) box[1];
        w[i] = (float) box[2];
        h[i] = (float) box[3];
        angle[i] = (float) box[4];
    }
}
