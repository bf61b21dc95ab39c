package dev.duet.lanes.overlap;

/**
 * Probabilistic IoU: boxes as Gaussians, one minus their Hellinger distance (paper arXiv 2106.06072; form of ultralytics metrics.py
 * probiou). Scalar: the transcendental functions dominate and rotated batches are small.
 */
public final class ProbIou {
    private static final float E = 1e-7f;

    private ProbIou() {}

    /** Variance along x of a box with sides w, h and the angle's cosine and sine. */
    public static float varianceX(float w, float h, float cos, float sin) {
        return w * w / 12 * (cos * cos) + h * h / 12 * (sin * sin);
    }

    /** Variance along y. */
    public static float varianceY(float w, float h, float cos, float sin) {
        return w * w / 12 * (sin * sin) + h * h / 12 * (cos * cos);
    }

    /** Covariance of x and y. */
    public static float covariance(float w, float h, float cos, float sin) {
        return (w * w / 12 - h * h / 12) * cos * sin;
    }

    /**
     * Overlap, at least 0, of a GT given as a Gaussian with a predicted box. Where the formula gives a number that number holds, also for
     * boxes with a side of 0, whose Gaussian is flat; where it gives none, because rounding makes the determinant of the covariances
     * negative or because sides or coordinates overflow, there is no overlap: 0.
     *
     * @param cx1 centre of the GT in pixels
     * @param x1 {@link #varianceX} of the GT, then y and covariance
     * @param cx2 centre of the prediction in pixels, then its sides and angle in radians
     */
    public static float of(
            float cx1,
            float cy1,
            float x1,
            float y1,
            float z1,
            float cx2,
            float cy2,
            float w2,
            float h2,
            float angle2) {
        float cos = (float) Math.cos(angle2);
        float sin = (float) Math.sin(angle2);
        float x2 = varianceX(w2, h2, cos, sin);
        float y2 = varianceY(w2, h2, cos, sin);
        float z2 = covariance(w2, h2, cos, sin);
        float x = x1 + x2;
        float y = y1 + y2;
        float z = z1 + z2;
        float dx = cx1 - cx2;
        float dy = cy1 - cy2;
        float q = x * y - z * z;
        float t1 = (x * (dy * dy) + y * (dx * dx)) / (q + E) * 0.25f;
        float t2 = z * (cx2 - cx1) * dy / (q + E) * 0.5f;
        float apart = Math.max(0, x1 * y1 - z1 * z1) * Math.max(0, x2 * y2 - z2 * z2);
        float t3 = (float) Math.log(q / (4 * (float) Math.sqrt(apart) + E) + E) * 0.5f;
        float sum = t1 + t2 + t3;
        float distance = Math.min(100, Math.max(E, sum));
        float hellinger = (float) Math.sqrt(1 - (float) Math.exp(-distance) + E);
        float overlap = 1 - hellinger;
        return overlap > 0 ? overlap : 0;
    }
}
