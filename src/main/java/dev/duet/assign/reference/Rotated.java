package dev.duet.assign.reference;

/** Rotated boxes, cx cy w h in pixels and the angle in radians, in float32. */
final class Rotated {
    private static final float E = 1e-7f;

    private Rotated() {}

    /** True if a point lies in a box of other sides about the same centre; edges belong to it (RotatedTaskAlignedAssigner). */
    static boolean holds(float[] box, float w, float h, float x, float y) {
        float cos = (float) Math.cos(box[4]);
        float sin = (float) Math.sin(box[4]);
        float alongX = w / 2 * cos;
        float alongY = w / 2 * sin;
        float acrossX = -h / 2 * sin;
        float acrossY = h / 2 * cos;
        float ax = box[0] + alongX + acrossX;
        float ay = box[1] + alongY + acrossY;
        float abx = box[0] + alongX - acrossX - ax;
        float aby = box[1] + alongY - acrossY - ay;
        float adx = box[0] - alongX + acrossX - ax;
        float ady = box[1] - alongY + acrossY - ay;
        float onAb = (x - ax) * abx + (y - ay) * aby;
        float onAd = (x - ax) * adx + (y - ay) * ady;
        return onAb >= 0 && onAb <= abx * abx + aby * aby && onAd >= 0 && onAd <= adx * adx + ady * ady;
    }

    /** Probabilistic IoU (metrics.py probiou): 1 less the Hellinger distance of the boxes as normal distributions. */
    static float overlap(float[] a, float[] b) {
        float[] p = covariance(a);
        float[] q = covariance(b);
        float x = p[0] + q[0];
        float y = p[1] + q[1];
        float z = p[2] + q[2];
        float dx = a[0] - b[0];
        float dy = a[1] - b[1];
        float det = x * y - z * z;
        float t1 = (x * (dy * dy) + y * (dx * dx)) / (det + E) * 0.25f;
        float t2 = z * (b[0] - a[0]) * dy / (det + E) * 0.5f;
        float dets = Math.max(0, p[0] * p[1] - p[2] * p[2]) * Math.max(0, q[0] * q[1] - q[2] * q[2]);
        float t3 = 0.5f * (float) Math.log(det / (4 * (float) Math.sqrt(dets) + E) + E);
        float distance = Math.min(100, Math.max(E, t1 + t2 + t3));
        return 1 - (float) Math.sqrt(1 - (float) Math.exp(-distance) + E);
    }

    private static float[] covariance(float[] box) {
        float a = box[2] * box[2] / 12;
        float b = box[3] * box[3] / 12;
        float cos = (float) Math.cos(box[4]);
        float sin = (float) Math.sin(box[4]);
        return new float[] {a * (cos * cos) + b * (sin * sin), a * (sin * sin) + b * (cos * cos), (a - b) * cos * sin};
    }
}
