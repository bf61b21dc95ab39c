package dev.duet.oracle;

/** Overlaps of the task-aligned family, number by number in float32. First box: GT; second: prediction or anchor. */
public enum OracleOverlap {
    /** YOLOv6 and PPYOLOE predictions. */
    IOU_PLUS_1E9 {
        @Override
        float raw(float[] a, float[] b, Noise noise) {
            return noise.value(iouPlus(a, b, 1e-9f));
        }
    },
    /** PPYOLOE anchors. */
    IOU_PLUS_1E10 {
        @Override
        float raw(float[] a, float[] b, Noise noise) {
            return noise.value(iouPlus(a, b, 1e-10f));
        }
    },
    /** mmdetection; sides are not clamped. */
    IOU_MAX_1E6 {
        @Override
        float raw(float[] a, float[] b, Noise noise) {
            float inter = intersection(a, b);
            float areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]);
            return noise.value(inter / Math.max(areas - inter, 1e-6f));
        }
    },
    /** Ultralytics, clamped at 0. */
    CIOU {
        @Override
        float raw(float[] a, float[] b, Noise noise) {
            return Math.max(0, noise.difference(ciou(a, b)));
        }
    },
    /** Rotated boxes, clamped at 0. */
    PROB_IOU {
        @Override
        float raw(float[] a, float[] b, Noise noise) {
            return Math.max(0, probIou(a, b, noise));
        }
    };

    private static final float E = 1e-7f;

    abstract float raw(float[] a, float[] b, Noise noise);

    /** The overlap; NaN (inverted boxes) counts as 0. */
    public float of(float[] gt, float[] box, Noise noise) {
        float overlap = raw(gt, box, noise);
        return Float.isNaN(overlap) ? 0 : overlap;
    }

    static float intersection(float[] a, float[] b) {
        float w = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
        float h = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
        return Math.max(0, w) * Math.max(0, h);
    }

    private static float iouPlus(float[] a, float[] b, float eps) {
        float inter = intersection(a, b);
        float areaA = Math.max(0, a[2] - a[0]) * Math.max(0, a[3] - a[1]);
        float areaB = Math.max(0, b[2] - b[0]) * Math.max(0, b[3] - b[1]);
        return inter / (areaA + areaB - inter + eps);
    }

    /** The centre distance adds up from left to right; grouping it otherwise moves targets out of the tolerance. */
    private static float ciou(float[] a, float[] b) {
        float w1 = a[2] - a[0];
        float h1 = a[3] - a[1] + E;
        float w2 = b[2] - b[0];
        float h2 = b[3] - b[1] + E;
        float inter = intersection(a, b);
        float iou = inter / (w1 * h1 + w2 * h2 - inter + E);
        float cw = Math.max(a[2], b[2]) - Math.min(a[0], b[0]);
        float ch = Math.max(a[3], b[3]) - Math.min(a[1], b[1]);
        float c2 = cw * cw + ch * ch + E;
        float dx = b[0] + b[2] - a[0] - a[2];
        float dy = b[1] + b[3] - a[1] - a[3];
        float rho2 = (dx * dx + dy * dy) / 4;
        float angle = (float) Math.atan(w2 / h2) - (float) Math.atan(w1 / h1);
        float v = (float) (4 / (Math.PI * Math.PI)) * (angle * angle);
        float alpha = v / (v - iou + (1 + E));
        return iou - (rho2 / c2 + v * alpha);
    }

    private static float probIou(float[] a, float[] b, Noise noise) {
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
        float bd = Math.min(100, Math.max(E, t1 + t2 + t3));
        float overlap = 1 - (float) Math.sqrt(1 - (float) Math.exp(-bd) + E);
        // Far apart, the exponential vanishes beside 1 and the result is exactly 0 however it is rounded.
        return bd > 25 ? overlap : noise.difference(overlap);
    }

    private static float[] covariance(float[] box) {
        float a = box[2] * box[2] / 12;
        float b = box[3] * box[3] / 12;
        float cos = (float) Math.cos(box[4]);
        float sin = (float) Math.sin(box[4]);
        return new float[] {
            a * (cos * cos) + b * (sin * sin), a * (sin * sin) + b * (cos * cos), (a - b) * cos * sin,
        };
    }
}
