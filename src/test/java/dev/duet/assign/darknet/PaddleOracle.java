package dev.duet.assign.darknet;

import java.util.ArrayList;
import java.util.List;

/** PPYOLO, PPYOLOv2 and PaddleDetection's YOLOv3. */
final class PaddleOracle extends SlotOracle {
    float iouThresh = 1;
    float ignoreThresh = .7f;
    int cap = 50;
    /** Cells from a product in float32. */
    boolean floatCells;
    /** Further anchors overwrite, as best ones do. */
    boolean othersOverwrite;
    /** GTs without weight are left out altogether. */
    boolean weightlessVanish;

    @Override
    SlotResult assign(SlotScene s) {
        SlotResult r = new SlotResult(s.boxes().length, s.gts().length);
        List<Truth> truths = new ArrayList<>();
        for (int g = 0; g < s.gts().length && (cap == 0 || g < cap); g++) {
            float[] b = s.gts()[g];
            float x1 = b[0] / s.width();
            float y1 = b[1] / s.height();
            float w = b[2] / s.width() - x1;
            float h = b[3] / s.height() - y1;
            truths.add(new Truth(g, x1 + w / 2, y1 + h / 2, w, h));
        }
        for (int u = 0; u < s.boxes().length; u++) {
            float most = 0;
            for (Truth t : truths) {
                if (s.weights()[t.index()] > 0 || !weightlessVanish) {
                    most = Math.max(most, iou(s, u, t));
                }
            }
            if (most > ignoreThresh) {
                r.gt[u] = SlotResult.IGNORED;
                r.overlap[u] = most;
            }
        }
        for (int l = 0; l < s.strides().length; l++) {
            for (Truth t : truths) {
                if (t.w() > 0 && t.h() > 0 && s.weights()[t.index()] > 0) {
                    r.kept[t.index()] = true;
                    level(s, r, t, l);
                }
            }
        }
        return r;
    }

    private void level(SlotScene s, SlotResult r, Truth t, int level) {
        int best = -1;
        double most = 0;
        for (int n = 0; n < s.strides().length * s.slots(); n++) {
            double iou = shape(s, s.anchor(n), t);
            if (iou > most) {
                most = iou;
                best = n;
            }
        }
        int column = cellOf(t.x(), s.widths()[level]);
        int row = cellOf(t.y(), s.heights()[level]);
        for (int a = 0; a < s.slots(); a++) {
            if (s.masks()[level][a] == best) {
                write(s, r, t, level, row, column, a);
            }
        }
        for (int a = 0; a < s.slots() && iouThresh < 1; a++) {
            boolean free = r.objectness[s.unit(level, row, column, a)] == 0 || othersOverwrite;
            if (s.masks()[level][a] != best && free && shape(s, new int[] {level, a}, t) > iouThresh) {
                write(s, r, t, level, row, column, a);
            }
        }
    }

    private int cellOf(float share, int cells) {
        double product = floatCells ? share * cells : (double) share * cells;
        return Math.max(0, Math.min(cells - 1, (int) product));
    }

    private static double shape(SlotScene s, int[] at, Truth t) {
        double aw = (double) s.anchors()[at[0]][at[1]][0] / s.width();
        double ah = (double) s.anchors()[at[0]][at[1]][1] / s.height();
        double both = Math.min(aw, t.w()) * Math.min(ah, t.h());
        return both / ((double) t.w() * t.h() + aw * ah - both);
    }

    private static float iou(SlotScene s, int u, Truth t) {
        float[] b = s.boxes()[u];
        float left = b[0] / s.width();
        float top = b[1] / s.height();
        float right = b[2] / s.width();
        float bottom = b[3] / s.height();
        float gl = t.x() - t.w() / 2;
        float gt = t.y() - t.h() / 2;
        float gr = t.x() + t.w() / 2;
        float gb = t.y() + t.h() / 2;
        float both =
                positive(Math.min(right, gr) - Math.max(left, gl)) * positive(Math.min(bottom, gb) - Math.max(top, gt));
        float own = positive(right - left) * positive(bottom - top);
        float other = positive(gr - gl) * positive(gb - gt);
        return both / (own + other - both + 1e-9f);
    }

    private static float positive(float v) {
        return Math.max(v, 0);
    }

    private static void write(SlotScene s, SlotResult r, Truth t, int level, int row, int column, int a) {
        int u = s.unit(level, row, column, a);
        float[] anchor = s.anchors()[level][a];
        r.write(u, t.index(), 0);
        r.objectness[u] = s.weights()[t.index()];
        r.overlap[u] = iou(s, u, t);
        r.box[u] = new float[] {
            (float) ((double) t.x() * s.widths()[level] - column),
            (float) ((double) t.y() * s.heights()[level] - row),
            (float) Math.log((double) t.w() * s.width() / anchor[0]),
            (float) Math.log((double) t.h() * s.height() / anchor[1])
        };
        r.weight[u] = (float) (2.0 - t.w() * t.h());
        r.bit(u, s.labels()[t.index()]);
    }
}
