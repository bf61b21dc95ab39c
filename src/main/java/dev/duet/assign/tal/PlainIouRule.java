package dev.duet.assign.tal;

import dev.duet.assign.workbench.CandidateBoxes;
import dev.duet.assign.workbench.GtTable;
import dev.duet.lanes.overlap.PlainIou;

/** IoU with an epsilon added to the union and clamped sides (PPYOLOE, YOLOv6), or with a floor under it and raw sides (TOOD). */
final class PlainIouRule implements OverlapRule {
    private final boolean floored;
    private final float eps;
    private float[] area = new float[64];

    private PlainIouRule(boolean floored, float eps) {
        this.floored = floored;
        this.eps = eps;
    }

    /** I / (A + B - I + eps). */
    static PlainIouRule plus(float eps) {
        return new PlainIouRule(false, eps);
    }

    /** I / max(A + B - I, floor). */
    static PlainIouRule floored(float floor) {
        return new PlainIouRule(true, floor);
    }

    @Override
    public void prepare(GtTable t) {
        if (area.length < t.size) {
            area = new float[t.size + (t.size >> 1)];
        }
        for (int g = 0; g < t.size; g++) {
            area[g] = PlainIou.area(t.x1[g], t.y1[g], t.x2[g], t.y2[g], !floored);
        }
    }

    @Override
    public boolean bound(CandidateBoxes c, int from, int n, GtTable t, int g) {
        if (floored) {
            return PlainIou.floored(
                    c.column[0],
                    c.column[1],
                    c.column[2],
                    c.column[3],
                    from,
                    n,
                    t.x1[g],
                    t.y1[g],
                    t.x2[g],
                    t.y2[g],
                    area[g],
                    eps,
                    c.bound);
        }
        return PlainIou.plus(
                c.column[0],
                c.column[1],
                c.column[2],
                c.column[3],
                from,
                n,
                t.x1[g],
                t.y1[g],
                t.x2[g],
                t.y2[g],
                area[g],
                eps,
                c.bound);
    }

    @Override
    public void bound(PredictionBlocks all, CandidateBoxes out, GtTable t, int g) {
        all.overlaps(t, g, area[g], eps, out);
    }

    @Override
    public float pair(float[] p, GtTable t, int g) {
        float inter = PlainIou.intersection(p[0], p[1], p[2], p[3], t.x1[g], t.y1[g], t.x2[g], t.y2[g]);
        float union = PlainIou.area(p[0], p[1], p[2], p[3], !floored) + area[g] - inter;
        return inter / (floored ? Math.max(union, eps) : union + eps);
    }
}
