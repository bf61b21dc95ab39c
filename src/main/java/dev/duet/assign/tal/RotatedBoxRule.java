package dev.duet.assign.tal;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.memory.Lanes;

/**
 * Units whose point lies in a rotated GT, edges included: the point's projections on two sides lie within them (ultralytics tal.py
 * RotatedTaskAlignedAssigner.select_candidates_in_gts).
 */
final class RotatedBoxRule extends WindowRule {
    /** Per GT: a corner and the two sides that start there, with their squared lengths. */
    private float[] ax = new float[0];

    private float[] ay = ax;
    private float[] abx = ax;
    private float[] aby = ax;
    private float[] adx = ax;
    private float[] ady = ax;
    private float[] reachX = ax;
    private float[] reachY = ax;
    private final SmallSides small;

    RotatedBoxRule(UnitGrid grid, Candidates.InsideBox rule) {
        super(grid);
        small = new SmallSides(rule, grid);
    }

    @Override
    public void prepare(ImageGts t) {
        reserve(t.size);
        for (int g = 0; g < t.size; g++) {
            float cos = (float) Math.cos(t.angle[g]);
            float sin = (float) Math.sin(t.angle[g]);
            float w = small.side(t.w[g]);
            float h = small.side(t.h[g]);
            float v1x = w / 2 * cos;
            float v1y = w / 2 * sin;
            float v2x = -h / 2 * sin;
            float v2y = h / 2 * cos;
            ax[g] = t.cx[g] + v1x + v2x;
            ay[g] = t.cy[g] + v1y + v2y;
            abx[g] = t.cx[g] + v1x - v2x - ax[g];
            aby[g] = t.cy[g] + v1y - v2y - ay[g];
            adx[g] = t.cx[g] - v1x + v2x - ax[g];
            ady[g] = t.cy[g] - v1y + v2y - ay[g];
            // A little more than the corners reach, so that the closed test decides and not the window.
            reachX[g] = (Math.abs(v1x) + Math.abs(v2x)) * 1.001f + 0.01f;
            reachY[g] = (Math.abs(v1y) + Math.abs(v2y)) * 1.001f + 0.01f;
        }
    }

    private void reserve(int n) {
        ax = Lanes.grow(ax, n);
        ay = Lanes.grow(ay, n);
        abx = Lanes.grow(abx, n);
        aby = Lanes.grow(aby, n);
        adx = Lanes.grow(adx, n);
        ady = Lanes.grow(ady, n);
        reachX = Lanes.grow(reachX, n);
        reachY = Lanes.grow(reachY, n);
    }

    @Override
    float reachX(int g, int stride) {
        return reachX[g];
    }

    @Override
    float reachY(int g, int stride) {
        return reachY[g];
    }

    @Override
    boolean contains(ImageGts t, int g, float px, float py, int stride) {
        float apx = px - ax[g];
        float apy = py - ay[g];
        float onAb = apx * abx[g] + apy * aby[g];
        float onAd = apx * adx[g] + apy * ady[g];
        return onAb >= 0
                && onAb <= abx[g] * abx[g] + aby[g] * aby[g]
                && onAd >= 0
                && onAd <= adx[g] * adx[g] + ady[g] * ady[g];
    }
}
