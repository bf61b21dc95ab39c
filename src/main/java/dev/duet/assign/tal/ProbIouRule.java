package dev.duet.assign.tal;

import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.ProbIou;

/** Probabilistic IoU of rotated boxes, clamped at 0 (ultralytics metrics.py probiou; paper arXiv 2106.06072). */
final class ProbIouRule implements OverlapRule {
    /** Covariance of each GT as a Gaussian: along x, along y, and mixed. */
    private float[] varX = new float[0];

    private float[] varY = new float[0];
    private float[] covar = new float[0];

    @Override
    public void prepare(ImageGts t) {
        varX = Lanes.grow(varX, t.size);
        varY = Lanes.grow(varY, t.size);
        covar = Lanes.grow(covar, t.size);
        for (int g = 0; g < t.size; g++) {
            float cos = (float) Math.cos(t.angle[g]);
            float sin = (float) Math.sin(t.angle[g]);
            varX[g] = ProbIou.varianceX(t.w[g], t.h[g], cos, sin);
            varY[g] = ProbIou.varianceY(t.w[g], t.h[g], cos, sin);
            covar[g] = ProbIou.covariance(t.w[g], t.h[g], cos, sin);
        }
    }

    @Override
    public boolean bound(Boxes c, int from, int n, ImageGts t, int g) {
        boolean finite = true;
        for (int i = from; i < from + n; i++) {
            // The last term is 0, or NaN where a number is not finite.
            c.bound[i] = pair(c, i, t, g, 0) + (c.x1[i] + c.y1[i] + c.x2[i] + c.y2[i] + c.angle[i]) * 0;
            finite &= Float.isFinite(c.bound[i]);
        }
        return finite;
    }

    @Override
    public float pair(Boxes c, int i, ImageGts t, int g, float least) {
        return ProbIou.of(t.cx[g], t.cy[g], varX[g], varY[g], covar[g], c.x1[i], c.y1[i], c.x2[i], c.y2[i], c.angle[i]);
    }
}
