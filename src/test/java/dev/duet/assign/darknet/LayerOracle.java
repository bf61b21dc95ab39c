package dev.duet.assign.darknet;

import java.util.List;

/** YOLOv3 and YOLOv4. */
final class LayerOracle extends SlotOracle {
    float ignoreThresh = .7f;
    float truthThresh = 1;
    /** 1: the best anchor only. */
    float iouThresh = 1;

    String kind = "iou";
    /** 0: units are ignored whatever their classes. */
    double classGate;

    /** 0 off, 1 as the reference does, 2 with 1 for units chosen by anchor. */
    int smooth;

    int cap = 90;
    boolean pixelMinimum;
    /** The gate asks for the class of the GT only. */
    boolean gateOnGtClass;
    /** Of equal shapes the last one counts. */
    boolean lastShape;
    /** Each level chooses among its own anchors. */
    boolean perLevel;

    static LayerOracle yolov4() {
        LayerOracle oracle = new LayerOracle();
        oracle.iouThresh = .213f;
        oracle.classGate = .25;
        oracle.cap = 200;
        oracle.pixelMinimum = true;
        return oracle;
    }

    @Override
    SlotResult assign(SlotScene s) {
        SlotResult r = new SlotResult(s.boxes().length, s.gts().length);
        List<Truth> truths =
                darknet(s, cap, pixelMinimum ? 1f / s.width() : .001, pixelMinimum ? 1f / s.height() : .001, r);
        for (int l = 0; l < s.strides().length; l++) {
            for (int u = s.first(l); u < s.first(l + 1); u++) {
                overlapping(s, r, truths, u, l);
            }
            for (Truth t : truths) {
                byAnchor(s, r, t, l);
            }
        }
        for (int u = 0; u < s.boxes().length; u++) {
            r.divisor[u] = r.box[u] == null ? 0 : iouThresh < 1 ? r.bits(u) : 1;
        }
        return r;
    }

    private void overlapping(SlotScene s, SlotResult r, List<Truth> truths, int u, int level) {
        float best = 0;
        float bestGated = 0;
        Truth bestTruth = null;
        Truth bestGatedTruth = null;
        for (Truth t : truths) {
            float iou = centreIou(s.shares(u), t.box());
            boolean gated = classGate == 0 || open(s, u, t);
            if (iou > bestGated && gated) {
                bestGated = iou;
                bestGatedTruth = t;
            }
            if (iou > best) {
                best = iou;
                bestTruth = t;
            }
        }
        if (bestGatedTruth != null && bestGated > ignoreThresh) {
            r.gt[u] = SlotResult.IGNORED;
            r.overlap[u] = bestGated;
            r.objectness[u] = smooth > 0 ? bestGated : 0;
        }
        if (best > truthThresh) {
            write(s, r, bestTruth, level, u, 0, best);
            r.objectness[u] = smooth > 0 ? best * best : 1;
        }
    }

    private boolean open(SlotScene s, int u, Truth t) {
        if (gateOnGtClass) {
            return s.probabilities()[u][s.labels()[t.index()]] > classGate;
        }
        for (double p : s.probabilities()[u]) {
            if (p > classGate) {
                return true;
            }
        }
        return false;
    }

    private void byAnchor(SlotScene s, SlotResult r, Truth t, int level) {
        int anchors = s.strides().length * s.slots();
        int best = 0;
        float most = 0;
        for (int n = 0; n < anchors; n++) {
            int[] at = s.anchor(n);
            if (perLevel && at[0] != level) {
                continue;
            }
            float iou = shape("iou", s, at, t);
            if (iou > most || (lastShape && iou == most)) {
                most = iou;
                best = n;
            }
        }
        if (s.anchor(best)[0] == level) {
            at(s, r, t, s.anchor(best), 1, most);
        }
        for (int n = 0; n < anchors && iouThresh < 1; n++) {
            int[] at = s.anchor(n);
            if (n != best && at[0] == level && shape(kind, s, at, t) > iouThresh) {
                at(s, r, t, at, 2, shape(kind, s, at, t));
            }
        }
    }

    private void at(SlotScene s, SlotResult r, Truth t, int[] anchor, int kindOfMatch, float shape) {
        int level = anchor[0];
        int row = cell(t.y(), s.heights()[level]);
        int column = cell(t.x(), s.widths()[level]);
        int u = s.unit(level, row, column, anchor[1]);
        write(s, r, t, level, u, kindOfMatch, shape);
        if (smooth != 1) {
            r.objectness[u] = 1;
        }
    }

    private static float shape(String kind, SlotScene s, int[] at, Truth t) {
        float[] anchor = s.anchors()[at[0]][at[1]];
        float aw = anchor[0] / s.width();
        float ah = anchor[1] / s.height();
        float iou = shapeIou(aw, ah, t.w(), t.h());
        if (kind.equals("giou")) {
            float hull = Math.max(aw, t.w()) * Math.max(ah, t.h());
            float union = aw * ah + t.w() * t.h() - Math.min(aw, t.w()) * Math.min(ah, t.h());
            return iou - (hull - union) / hull;
        }
        if (kind.equals("ciou")) {
            double angle = Math.atan(t.w() / t.h()) - Math.atan(aw / ah);
            float v = (float) (4 / (Math.PI * Math.PI) * angle * angle);
            return v == 0 ? iou : iou - v * v / (1 - iou + v);
        }
        return iou;
    }

    private void write(SlotScene s, SlotResult r, Truth t, int level, int u, int kindOfMatch, float overlap) {
        r.write(u, t.index(), kindOfMatch);
        int gw = s.widths()[level];
        int gh = s.heights()[level];
        int cell = (u - s.first(level)) / s.slots();
        int row = cell / gw;
        float[] anchor = s.anchors()[level][(u - s.first(level)) % s.slots()];
        r.overlap[u] = overlap;
        r.box[u] = new float[] {
            t.x() * gw - cell % gw,
            t.y() * gh - row,
            (float) Math.log(t.w() * s.width() / anchor[0]),
            (float) Math.log(t.h() * s.height() / anchor[1])
        };
        r.weight[u] = 2 - t.w() * t.h();
        r.bit(u, s.labels()[t.index()]);
    }
}
