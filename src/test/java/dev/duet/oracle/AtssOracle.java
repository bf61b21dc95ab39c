package dev.duet.oracle;

/**
 * ATSS in the flavour of mmdetection and in the batched one of YOLOv6 and PPYOLOE. The fields are what they differ in; they start
 * as mmdetection's.
 */
public final class AtssOracle implements Oracle {
    public int k = 9;
    /** Side of the square anchor in strides. */
    public float anchorScale = 8;

    public OracleOverlap overlap = OracleOverlap.IOU_MAX_1E6;
    public float margin = 0.01f;
    /** Over the threshold, not at it. */
    public boolean strict;

    public boolean claimantsOnly = true;
    public boolean validity;
    /** The target is the overlap of the prediction, not 1. */
    public boolean softTarget;
    /** Share of an anchor inside an ignored region from which it is ignored; 0 or less: off. */
    public float ignoreThreshold = -1;
    /** Divisor of the variance: n - 1, or n. */
    public boolean unbiased = true;

    public static AtssOracle mmdet() {
        return new AtssOracle();
    }

    public static AtssOracle yolov6() {
        AtssOracle o = new AtssOracle();
        o.anchorScale = 5;
        o.margin = 1e-9f;
        o.strict = true;
        o.claimantsOnly = false;
        o.validity = true;
        o.softTarget = true;
        return o;
    }

    public static AtssOracle ppyoloe() {
        AtssOracle o = yolov6();
        o.overlap = OracleOverlap.IOU_PLUS_1E10;
        o.validity = false;
        return o;
    }

    @Override
    public OracleResult assign(OracleUnits units, OracleScene scene, Noise noise) {
        int n = scene.gts().length;
        int size = units.size();
        OracleResult result = new OracleResult(size, n);
        float[][] anchors = anchors(units);
        boolean[] ignored = ignored(anchors, scene, n);
        float[][] o = new float[n][size];
        boolean[][] positive = new boolean[n][size];
        for (int g = 0; g < n; g++) {
            float[] gt = scene.gts()[g];
            for (int d = 0; d < size; d++) {
                o[g][d] = overlap.of(gt, anchors[d], noise);
            }
            if (validity && !Oracle.positiveSum(gt)) {
                continue;
            }
            boolean[] candidate = nearest(units, gt, ignored, noise);
            float threshold = threshold(o[g], candidate, noise);
            for (int d = 0; d < size; d++) {
                boolean inside = Oracle.depth(units.x[d], units.y[d], gt) > margin;
                boolean over = strict ? o[g][d] > threshold : o[g][d] >= threshold;
                result.candidates[g] += candidate[d] ? 1 : 0;
                positive[g][d] = candidate[d] && inside && over;
            }
        }
        result.claimed(positive);
        int[] owner = Oracle.owners(positive, o, size, claimantsOnly);
        for (int d = 0; d < size; d++) {
            int g = owner[d];
            if (g >= 0) {
                result.gt[d] = g;
                result.overlap[d] = o[g][d];
                result.target[d] =
                        softTarget ? OracleOverlap.IOU_PLUS_1E9.of(scene.gts()[g], scene.boxes()[d], noise) : 1;
            } else if (ignored[d]) {
                result.gt[d] = OracleResult.IGNORED;
            }
        }
        return result;
    }

    private float[][] anchors(OracleUnits units) {
        float[][] anchors = new float[units.size()][];
        for (int d = 0; d < anchors.length; d++) {
            float half = anchorScale * units.strides[units.level[d]] / 2;
            anchors[d] = new float[] {units.x[d] - half, units.y[d] - half, units.x[d] + half, units.y[d] + half};
        }
        return anchors;
    }

    /** An image without GTs ignores nothing. */
    private boolean[] ignored(float[][] anchors, OracleScene scene, int gts) {
        boolean[] ignored = new boolean[anchors.length];
        if (ignoreThreshold <= 0 || gts == 0) {
            return ignored;
        }
        for (int d = 0; d < anchors.length; d++) {
            float[] a = anchors[d];
            float area = Math.max((a[2] - a[0]) * (a[3] - a[1]), 1e-6f);
            for (float[] region : scene.ignored()) {
                ignored[d] |= OracleOverlap.intersection(region, a) / area > ignoreThreshold;
            }
        }
        return ignored;
    }

    private boolean[] nearest(OracleUnits units, float[] gt, boolean[] ignored, Noise noise) {
        boolean[] candidate = new boolean[units.size()];
        float cx = (gt[0] + gt[2]) / 2;
        float cy = (gt[1] + gt[3]) / 2;
        for (int l = 0; l < units.strides.length; l++) {
            int from = units.first[l];
            float[] nearness = new float[units.first[l + 1] - from];
            for (int i = 0; i < nearness.length; i++) {
                float dx = units.x[from + i] - cx;
                float dy = units.y[from + i] - cy;
                float distance = (float) Math.sqrt(dx * dx + dy * dy);
                nearness[i] = ignored[from + i] ? -1e8f : -noise.value(distance);
            }
            boolean[] near = Oracle.largest(nearness, k);
            System.arraycopy(near, 0, candidate, from, near.length);
        }
        return candidate;
    }

    /** Mean plus standard deviation over the candidates; NaN, which nothing reaches, for a single candidate. */
    private float threshold(float[] o, boolean[] candidate, Noise noise) {
        double sum = 0;
        int count = 0;
        float lowest = Float.POSITIVE_INFINITY;
        float highest = Float.NEGATIVE_INFINITY;
        for (int d = 0; d < o.length; d++) {
            if (candidate[d]) {
                sum += o[d];
                count++;
                lowest = Math.min(lowest, o[d]);
                highest = Math.max(highest, o[d]);
            }
        }
        double mean = sum / count;
        double squares = 0;
        for (int d = 0; d < o.length; d++) {
            if (candidate[d]) {
                squares += (o[d] - mean) * (o[d] - mean);
            }
        }
        float threshold = (float) mean + (float) Math.sqrt(squares / (unbiased ? count - 1 : count));
        return lowest == highest ? threshold : noise.value(threshold);
    }
}
