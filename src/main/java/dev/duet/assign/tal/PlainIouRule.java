package dev.duet.assign.tal;

import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.overlap.PlainIou;

/** IoU with an epsilon added to the union and clamped sides (PPYOLOE, YOLOv6), or with a floor under it and raw sides (TOOD). */
final class PlainIouRule implements OverlapRule {
    private final boolean floored;
    private final float eps;

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
    public void prepare(ImageGts t) {}

    @Override
    public boolean bound(Boxes c, int from, int n, ImageGts t, int g) {
        return floored
                ? PlainIou.floored(c, from, n, t, g, eps, c.bound)
                : PlainIou.plus(c, from, n, t, g, eps, c.bound);
    }

    @Override
    public void bound(PredictionBlocks all, Boxes out, ImageGts t, int g) {
        all.overlaps(t, g, eps, out);
    }

    @Override
    public float pair(Boxes c, int i, ImageGts t, int g, float least) {
        float inter = PlainIou.intersection(c.x1[i], c.y1[i], c.x2[i], c.y2[i], t.x1[g], t.y1[g], t.x2[g], t.y2[g]);
        float union = PlainIou.area(c.x1[i], c.y1[i], c.x2[i], c.y2[i], !floored) + t.area[g] - inter;
        return inter / (floored ? Math.max(union, eps) : union + eps);
    }
}
