package dev.duet.assign.darknet;

import java.util.List;

/** YOLOv2. */
final class RegionOracle extends SlotOracle {
    float thresh = .6f;
    boolean rescore = true;
    boolean biasMatch = true;
    boolean softmax = true;
    float coordScale = 1;
    boolean prior;
    int cap = 30;
    /** Of equal shapes the last one counts. */
    boolean lastShape;
    /** Units over the threshold are background. */
    boolean noIgnore;
    /** The first GT keeps a slot. */
    boolean firstOwns;

    @Override
    SlotResult assign(SlotScene s) {
        SlotResult r = new SlotResult(s.boxes().length, s.gts().length);
        List<Truth> truths = darknet(s, cap, .001, .001, r);
        for (int u = 0; u < s.boxes().length; u++) {
            float best = 0;
            for (Truth t : truths) {
                float iou = centreIou(s.shares(u), t.box());
                best = iou > best ? iou : best;
            }
            if (best > thresh && !noIgnore) {
                r.gt[u] = SlotResult.IGNORED;
                r.overlap[u] = best;
            }
            if (prior) {
                r.box[u] = new float[] {.5f, .5f, 0, 0};
                r.weight[u] = .01f;
            }
        }
        for (Truth t : truths) {
            write(s, r, t);
        }
        return r;
    }

    private void write(SlotScene s, SlotResult r, Truth t) {
        int gw = s.widths()[0];
        int gh = s.heights()[0];
        int column = cell(t.x(), gw);
        int row = cell(t.y(), gh);
        int best = 0;
        float most = 0;
        for (int a = 0; a < s.slots(); a++) {
            float[] p = s.shares(s.unit(0, row, column, a));
            float bw = s.anchors()[0][a][0] / s.strides()[0];
            float bh = s.anchors()[0][a][1] / s.strides()[0];
            float iou = biasMatch ? shapeIou(bw / gw, bh / gh, t.w(), t.h()) : shapeIou(p[2], p[3], t.w(), t.h());
            if (iou > most || (lastShape && iou == most)) {
                most = iou;
                best = a;
            }
        }
        int u = s.unit(0, row, column, best);
        r.selected[t.index()]++;
        if (firstOwns && r.gt[u] >= 0) {
            return;
        }
        float iou = centreIou(s.shares(u), t.box());
        r.gt[u] = t.index();
        r.overlap[u] = iou;
        r.objectness[u] = rescore ? iou : 1;
        float bw = s.anchors()[0][best][0] / s.strides()[0];
        float bh = s.anchors()[0][best][1] / s.strides()[0];
        r.box[u] = new float[] {
            t.x() * gw - column, t.y() * gh - row, (float) Math.log(t.w() * gw / bw), (float) Math.log(t.h() * gh / bh)
        };
        r.weight[u] = coordScale * (2 - t.w() * t.h());
        if (softmax) {
            r.clearBits(u);
        }
        r.bit(u, s.labels()[t.index()]);
    }
}
