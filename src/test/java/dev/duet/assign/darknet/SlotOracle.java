package dev.duet.assign.darknet;

import java.util.ArrayList;
import java.util.List;

/** A rule of the darknet line written plainly from its description: every unit against every GT, float32 statement by statement. */
abstract class SlotOracle {
    /** A GT that takes part: its place in the image, and centre and sides as shares of the image. */
    record Truth(int index, float x, float y, float w, float h) {
        float[] box() {
            return new float[] {x, y, w, h};
        }
    }

    abstract SlotResult assign(SlotScene scene);

    /** Clip, drop small ones, cap rows. */
    static List<Truth> darknet(SlotScene scene, int cap, double leastWidth, double leastHeight, SlotResult result) {
        List<Truth> kept = new ArrayList<>();
        for (int g = 0; g < scene.gts().length && (cap == 0 || g < cap); g++) {
            float[] b = scene.gts()[g];
            float left = clip(b[0] / scene.width());
            float top = clip(b[1] / scene.height());
            float right = clip(b[2] / scene.width());
            float bottom = clip(b[3] / scene.height());
            float w = right - left;
            float h = bottom - top;
            if (w < leastWidth || h < leastHeight) {
                continue;
            }
            kept.add(new Truth(g, (left + right) / 2, (top + bottom) / 2, w, h));
            result.kept[g] = true;
        }
        return kept;
    }

    private static float clip(float v) {
        return v < 0 ? 0 : v > 1 ? 1 : v;
    }

    /** Darknet's box_iou of boxes x y w h. */
    static float centreIou(float[] a, float[] b) {
        float w = overlap(a[0], a[2], b[0], b[2]);
        float h = overlap(a[1], a[3], b[1], b[3]);
        float both = w < 0 || h < 0 ? 0 : w * h;
        return both / (a[2] * a[3] + b[2] * b[3] - both);
    }

    private static float overlap(float x1, float w1, float x2, float w2) {
        float l1 = x1 - w1 / 2;
        float l2 = x2 - w2 / 2;
        float left = l1 > l2 ? l1 : l2;
        float r1 = x1 + w1 / 2;
        float r2 = x2 + w2 / 2;
        float right = r1 < r2 ? r1 : r2;
        return right - left;
    }

    static float shapeIou(float aw, float ah, float w, float h) {
        return centreIou(new float[] {0, 0, aw, ah}, new float[] {0, 0, w, h});
    }

    static int cell(float share, int cells) {
        return Math.max(0, Math.min(cells - 1, (int) (share * cells)));
    }
}
