package dev.duet.assign.tal;

import dev.duet.assign.workbench.CandidateBoxes;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.overlap.ProbIou;

/** Probabilistic IoU of rotated boxes, clamped at 0 (ultralytics metrics.py probiou; paper arXiv 2106.06072). */
final class ProbIouRule implements OverlapRule {
    /** Covariance of each GT as a Gaussian: along x, along y, and mixed. */
    private float[] varX = new float[64];

    private float[] varY = new float[64];
    private float[] covar = new float[64];

    @Override
    public void prepare(ImageGts t) {
        if (varX.length < t.size) {
            int length = t.size + (t.size >> 1);
            varX = new float[length];
            varY = new float[length];
            covar = new float[length];
        }
        for (int g = 0; g < t.size; g++) {
            float cos = (float) Math.cos(t.angle[g]);
            float sin = (float) Math.sin(t.angle[g]);
            varX[g] = ProbIou.varianceX(t.w[g], t.h[g], cos, sin);
            varY[g] = ProbIou.varianceY(t.w[g], t.h[g], cos, sin);
            covar[g] = ProbIou.covariance(t.w[g], t.h[g], cos, sin);
        }
    }

    @Override
    public boolean bound(CandidateBoxes c, int from, int n, ImageGts t, int g) {
        boolean finite = true;
        for (int i = from; i < from + n; i++) {
            float cx = c.column[0][i];
            float cy = c.column[1][i];
            float w = c.column[2][i];
            float h = c.column[3][i];
            float angle = c.column[4][i];
            // The last term is 0, or NaN where a number is not finite.
            c.bound[i] = pair(cx, cy, w, h, angle, t, g) + (cx + cy + w + h + angle) * 0;
            finite &= Float.isFinite(c.bound[i]);
        }
        return finite;
    }

    @Override
    public float pair(float[] p, ImageGts t, int g) {
        return pair(p[0], p[1], p[2], p[3], p[4], t, g);
    }

    private float pair(float cx, float cy, float w, float h, float angle, ImageGts t, int g) {
        return ProbIou.of(t.cx[g], t.cy[g], varX[g], varY[g], covar[g], cx, cy, w, h, angle);
    }
}
