package dev.duet.oracle;

/**
 * Batched task-aligned assignment (PPYOLOE, YOLOv6, v8, v9, v10, 11, 26, rotated boxes): every pair, no shortcuts. The fields are
 * what the systems differ in; they start as YOLOv8's.
 */
public final class TaskAlignedOracle implements Oracle {
    /** Where a unit may answer. */
    public enum Prior {
        /** In the box, edges excluded (rotated: included). */
        INSIDE,
        /** As {@link #INSIDE}, sides under the first stride replaced by the second. */
        INSIDE_ENLARGED,
        /** Nearer than 2 strides to the GT centre. */
        CLOSE
    }

    public OracleOverlap overlap = OracleOverlap.CIOU;
    public Prior prior = Prior.INSIDE;
    /** Overlaps outside the candidates count as 0. */
    public boolean masked = true;

    public int k = 10;
    /** Units a GT keeps after conflicts; 0: all. */
    public int keep;

    public float alpha = 0.5f;
    public float beta = 6;
    /** GTs whose coordinates sum to 0 or less are padding. */
    public boolean validity = true;
    /** Only GTs that selected a unit compete for it. */
    public boolean claimantsOnly;
    /** Picks with a metric of 1e-9 or less are dropped. */
    public boolean dropZeroPicks;
    /** PPYOLOE divides the metric first, the others last. */
    public boolean divideFirst;

    public static TaskAlignedOracle yolov8() {
        return new TaskAlignedOracle();
    }

    public static TaskAlignedOracle yolov9() {
        TaskAlignedOracle o = new TaskAlignedOracle();
        o.masked = false;
        return o;
    }

    public static TaskAlignedOracle yolov10OneToOne() {
        TaskAlignedOracle o = new TaskAlignedOracle();
        o.k = 1;
        return o;
    }

    public static TaskAlignedOracle yolo26() {
        TaskAlignedOracle o = new TaskAlignedOracle();
        o.prior = Prior.INSIDE_ENLARGED;
        return o;
    }

    public static TaskAlignedOracle yolo26OneToOne() {
        TaskAlignedOracle o = yolo26();
        o.k = 7;
        o.keep = 1;
        return o;
    }

    public static TaskAlignedOracle yolov6() {
        TaskAlignedOracle o = new TaskAlignedOracle();
        o.overlap = OracleOverlap.IOU_PLUS_1E9;
        o.masked = false;
        o.k = 13;
        o.alpha = 1;
        return o;
    }

    public static TaskAlignedOracle yolov6AnchorAided() {
        TaskAlignedOracle o = yolov6();
        o.k = 26;
        return o;
    }

    public static TaskAlignedOracle ppyoloe() {
        TaskAlignedOracle o = yolov6();
        o.validity = false;
        o.divideFirst = true;
        return o;
    }

    public static TaskAlignedOracle ppyoloeClose() {
        TaskAlignedOracle o = ppyoloe();
        o.prior = Prior.CLOSE;
        return o;
    }

    /** The same rule on rotated boxes. */
    public TaskAlignedOracle rotated() {
        overlap = OracleOverlap.PROB_IOU;
        return this;
    }

    @Override
    public OracleResult assign(OracleUnits units, OracleScene scene, Noise noise) {
        int n = scene.gts().length;
        int size = units.size();
        OracleResult result = new OracleResult(size, n);
        float[][] o = new float[n][size];
        float[][] m = new float[n][size];
        boolean[][] selected = new boolean[n][];
        for (int g = 0; g < n; g++) {
            float[] gt = scene.gts()[g];
            boolean valid = !validity || Oracle.positiveSum(gt);
            boolean[] candidate = new boolean[size];
            float[] ranked = new float[size];
            for (int d = 0; d < size; d++) {
                candidate[d] = valid && isCandidate(units, d, gt, noise);
                if (candidate[d] || !masked) {
                    o[g][d] = overlap.of(gt, scene.boxes()[d], noise);
                }
                m[g][d] = metric(scene.probabilities()[d][scene.labels()[g]], o[g][d], noise);
                if (candidate[d]) {
                    result.candidates[g]++;
                    ranked[d] = m[g][d];
                }
            }
            selected[g] = Oracle.largest(ranked, k);
            for (int d = 0; d < size; d++) {
                selected[g][d] &= candidate[d] && !(dropZeroPicks && m[g][d] <= 1e-9f);
            }
        }
        result.claimed(selected);
        int[] owner = Oracle.owners(selected, o, size, claimantsOnly);
        if (keep > 0 && keep != k) {
            keepBest(owner, m);
        }
        targets(owner, m, o, result);
        return result;
    }

    private boolean isCandidate(OracleUnits units, int d, float[] gt, Noise noise) {
        float x = units.x[d];
        float y = units.y[d];
        if (prior == Prior.CLOSE) {
            float dx = x - (gt[0] + gt[2]) / 2;
            float dy = y - (gt[1] + gt[3]) / 2;
            return noise.against((float) Math.sqrt(dx * dx + dy * dy) / units.strides[units.level[d]] - 2, 2) < 0;
        }
        float small = units.strides[0];
        float side = units.strides[units.strides.length > 1 ? 1 : 0];
        boolean enlarge = prior == Prior.INSIDE_ENLARGED;
        if (overlap == OracleOverlap.PROB_IOU) {
            float w = enlarge && gt[2] < small ? side : gt[2];
            float h = enlarge && gt[3] < small ? side : gt[3];
            return insideRotated(x - gt[0], y - gt[1], w, h, gt[4], noise);
        }
        return Oracle.depth(x, y, enlarge ? enlarged(gt, small, side) : gt) > 1e-9f;
    }

    /** Every edge is made anew from centre and side, changed or not, which may move it by a rounding error. */
    private static float[] enlarged(float[] gt, float small, float side) {
        float[] box = gt.clone();
        for (int axis = 0; axis < 2; axis++) {
            float centre = (gt[axis] + gt[axis + 2]) / 2;
            float length = gt[axis + 2] - gt[axis];
            float half = (length < small ? side : length) / 2;
            box[axis] = centre - half;
            box[axis + 2] = centre + half;
        }
        return box;
    }

    /** Closed interval; {@code px, py} counted from the centre. Corners A (+ +), B (+ -), D (- +). */
    private static boolean insideRotated(float px, float py, float w, float h, float angle, Noise noise) {
        float cos = (float) Math.cos(angle);
        float sin = (float) Math.sin(angle);
        float v1x = w / 2 * cos;
        float v1y = w / 2 * sin;
        float v2x = -h / 2 * sin;
        float v2y = h / 2 * cos;
        float ax = v1x + v2x;
        float ay = v1y + v2y;
        float abx = v1x - v2x - ax;
        float aby = v1y - v2y - ay;
        float adx = v2x - v1x - ax;
        float ady = v2y - v1y - ay;
        float apx = px - ax;
        float apy = py - ay;
        float ab = apx * abx + apy * aby;
        float ad = apx * adx + apy * ady;
        float lengthB = abx * abx + aby * aby;
        float lengthD = adx * adx + ady * ady;
        if (angle != 0) {
            ab = noise.against(ab, lengthB);
            ad = noise.against(ad, lengthD);
        }
        return 0 <= ab && ab <= lengthB && 0 <= ad && ad <= lengthD;
    }

    private float metric(float probability, float o, Noise noise) {
        float score = alpha == 0.5f ? (float) Math.sqrt(probability) : (float) Math.pow(probability, alpha);
        return noise.metric(score * (float) Math.pow(o, beta), score, o);
    }

    /** The second top-k: every GT keeps its best units; a unit that is not its own never counts. */
    private void keepBest(int[] owner, float[][] m) {
        int[] before = owner.clone();
        for (int g = 0; g < m.length; g++) {
            float[] own = new float[owner.length];
            for (int d = 0; d < own.length; d++) {
                own[d] = before[d] == g ? m[g][d] : 0;
            }
            boolean[] kept = Oracle.largest(own, keep);
            for (int d = 0; d < own.length; d++) {
                if (before[d] == g && !kept[d]) {
                    owner[d] = OracleResult.BACKGROUND;
                }
            }
        }
    }

    private void targets(int[] owner, float[][] m, float[][] o, OracleResult result) {
        float[] bestMetric = new float[m.length];
        float[] bestOverlap = new float[m.length];
        for (int d = 0; d < owner.length; d++) {
            int g = owner[d];
            if (g >= 0) {
                bestMetric[g] = Math.max(bestMetric[g], m[g][d]);
                bestOverlap[g] = Math.max(bestOverlap[g], o[g][d]);
            }
        }
        for (int d = 0; d < owner.length; d++) {
            int g = owner[d];
            if (g >= 0) {
                float norm = bestMetric[g] + 1e-9f;
                result.gt[d] = g;
                result.overlap[d] = o[g][d];
                result.metric[d] = m[g][d];
                result.target[d] = divideFirst ? m[g][d] / norm * bestOverlap[g] : m[g][d] * bestOverlap[g] / norm;
            }
        }
    }
}
