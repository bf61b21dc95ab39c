package dev.duet.oracle;

/** TOOD's task-aligned assigner: the best 13 of all units first, then the box, then conflicts among those that remain. */
public final class ToodOracle implements Oracle {
    public int k = 13;
    public float alpha = 1;
    public float beta = 6;
    public float margin = 0.01f;
    /** False: a GT that did not keep a unit may win it (the YOLO successors' rule). */
    public boolean claimantsOnly = true;

    @Override
    public OracleResult assign(OracleUnits units, OracleScene scene, Noise noise) {
        int n = scene.gts().length;
        int size = units.size();
        OracleResult result = new OracleResult(size, n);
        float[][] o = new float[n][size];
        float[][] m = new float[n][size];
        boolean[][] kept = new boolean[n][];
        for (int g = 0; g < n; g++) {
            float[] gt = scene.gts()[g];
            for (int d = 0; d < size; d++) {
                float score = scene.probabilities()[d][scene.labels()[g]];
                o[g][d] = OracleOverlap.IOU_MAX_1E6.of(gt, scene.boxes()[d], noise);
                m[g][d] =
                        noise.metric((float) Math.pow(score, alpha) * (float) Math.pow(o[g][d], beta), score, o[g][d]);
            }
            kept[g] = Oracle.largest(m[g], k);
            for (int d = 0; d < size; d++) {
                boolean inside = Oracle.depth(units.x[d], units.y[d], gt) > margin;
                result.candidates[g] += inside ? 1 : 0;
                kept[g][d] &= m[g][d] > 0 && inside;
            }
        }
        result.claimed(kept);
        int[] owner = Oracle.owners(kept, o, size, claimantsOnly);
        for (int g = 0; g < n; g++) {
            float bestMetric = 0;
            float bestOverlap = 0;
            for (int d = 0; d < size; d++) {
                if (owner[d] == g) {
                    bestMetric = Math.max(bestMetric, m[g][d]);
                    bestOverlap = Math.max(bestOverlap, o[g][d]);
                }
            }
            for (int d = 0; d < size; d++) {
                if (owner[d] == g) {
                    result.gt[d] = g;
                    result.overlap[d] = o[g][d];
                    result.metric[d] = m[g][d];
                    result.target[d] = m[g][d] / (bestMetric + 1e-7f) * bestOverlap;
                }
            }
        }
        return result;
    }
}
