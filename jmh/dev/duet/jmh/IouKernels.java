package dev.duet.jmh;

import dev.duet.lanes.overlap.AnchorRatios;
import dev.duet.lanes.overlap.BoxColumns;
import dev.duet.lanes.overlap.CompleteIou;
import dev.duet.lanes.overlap.GeneralisedIou;
import dev.duet.lanes.overlap.PlainIou;
import dev.duet.lanes.overlap.TouchingIou;

/** Overlaps of many predictions with one GT. */
final class IouKernels {
    private static final float GX1 = 100;
    private static final float GY1 = 100;
    private static final float GX2 = 220;
    private static final float GY2 = 200;
    private static final float E = 1e-7f;

    private IouKernels() {}

    private static BoxColumns columns(float[] x1, float[] y1, float[] x2, float[] y2) {
        BoxColumns boxes = new BoxColumns();
        boxes.reserve(x1.length);
        System.arraycopy(x1, 0, boxes.x1, 0, x1.length);
        System.arraycopy(y1, 0, boxes.y1, 0, y1.length);
        System.arraycopy(x2, 0, boxes.x2, 0, x2.length);
        System.arraycopy(y2, 0, boxes.y2, 0, y2.length);
        boxes.areas(x1.length);
        return boxes;
    }

    private static BoxColumns column(float x1, float y1, float x2, float y2) {
        return columns(new float[] {x1}, new float[] {y1}, new float[] {x2}, new float[] {y2});
    }

    /** Distance IoU and what complete IoU needs of it: YOLOv8's first pass over all candidates. */
    static final class Distance extends Kernel {
        private final float[] iou = new float[PADDED];
        private final float[] rho = new float[PADDED];
        private final float[] ratio = new float[PADDED];
        private final BoxColumns boxes = columns(x1, y1, x2, y2);
        private final BoxColumns gt = column(GX1, GY1, GX2, GY2);

        @Override
        void vector() {
            CompleteIou.distance(boxes, 0, N, gt, 0, iou, rho, out, ratio);
        }

        @Override
        void scalar() {
            float gArea = (GX2 - GX1) * (GY2 - GY1 + E);
            for (int i = 0; i < N; i++) {
                float w = Math.max(0, Math.min(x2[i], GX2) - Math.max(x1[i], GX1));
                float h = Math.max(0, Math.min(y2[i], GY2) - Math.max(y1[i], GY1));
                float inter = w * h;
                float side = x2[i] - x1[i];
                float height = y2[i] - y1[i] + E;
                float u = inter / (side * height + gArea - inter + E);
                float outerW = Math.max(x2[i], GX2) - Math.min(x1[i], GX1);
                float outerH = Math.max(y2[i], GY2) - Math.min(y1[i], GY1);
                float dx = x1[i] + x2[i] - GX1 - GX2;
                float dy = y1[i] + y2[i] - GY1 - GY2;
                float far = (dx * dx + dy * dy) * 0.25f / (outerW * outerW + outerH * outerH + E);
                iou[i] = u;
                rho[i] = far;
                out[i] = u - far;
                ratio[i] = side / height;
            }
        }
    }

    /** The aspect term of complete IoU, for the few candidates that need it. */
    static final class Complete extends Kernel {
        private static final float V = (float) (4 / (Math.PI * Math.PI));

        private final float[] iou = probabilities(PADDED);
        private final float[] rho = probabilities(PADDED);
        private final float[] angle = probabilities(PADDED);
        private final float[] ratio = probabilities(PADDED);
        private final float[] scratch = new float[PADDED];

        @Override
        void vector() {
            System.arraycopy(ratio, 0, scratch, 0, PADDED);
            CompleteIou.complete(scratch, iou, rho, N, angle, out);
        }

        @Override
        void scalar() {
            for (int i = 0; i < N; i++) {
                float difference = (float) Math.atan(ratio[i]) - angle[i];
                float v = difference * difference * V;
                float alpha = v / (v - iou[i] + (1 + E));
                out[i] = Math.max(0, iou[i] - (rho[i] + v * alpha));
            }
        }
    }

    /** IoU with clamped sides: YOLOv6, PPYOLOE. */
    static final class Plain extends Kernel {
        private final BoxColumns boxes = columns(x1, y1, x2, y2);
        private final BoxColumns gt = column(GX1, GY1, GX2, GY2);

        @Override
        void vector() {
            PlainIou.plus(boxes, 0, N, gt, 0, 1e-9f, out);
        }

        @Override
        void scalar() {
            float gArea = (GX2 - GX1) * (GY2 - GY1);
            for (int i = 0; i < N; i++) {
                float w = Math.max(0, Math.min(x2[i], GX2) - Math.max(x1[i], GX1));
                float h = Math.max(0, Math.min(y2[i], GY2) - Math.max(y1[i], GY1));
                float inter = w * h;
                float area = Math.max(0, x2[i] - x1[i]) * Math.max(0, y2[i] - y1[i]);
                out[i] = inter / (area + gArea - inter + 1e-9f);
            }
        }
    }

    /** Generalised IoU: queries, PicoDet. */
    static final class Generalised extends Kernel {
        private final BoxColumns boxes = columns(x1, y1, x2, y2);
        private final BoxColumns gt = column(GX1, GY1, GX2, GY2);

        @Override
        void vector() {
            GeneralisedIou.all(boxes, N, gt, 0, out);
        }

        @Override
        void scalar() {
            float gArea = (GX2 - GX1) * (GY2 - GY1);
            for (int i = 0; i < N; i++) {
                float w = Math.max(0, Math.min(x2[i], GX2) - Math.max(x1[i], GX1));
                float h = Math.max(0, Math.min(y2[i], GY2) - Math.max(y1[i], GY1));
                float inter = w * h;
                float union = Math.max(1e-6f, (x2[i] - x1[i]) * (y2[i] - y1[i]) + gArea - inter);
                float outerW = Math.max(x2[i], GX2) - Math.min(x1[i], GX1);
                float outerH = Math.max(y2[i], GY2) - Math.min(y1[i], GY1);
                float outer = Math.max(1e-6f, outerW * outerH);
                out[i] = inter / union - (outer - union) / outer;
            }
        }
    }

    /** IoU that is 0 unless the boxes touch: anchors, darknet. */
    static final class Touching extends Kernel {
        private final BoxColumns boxes = columns(x1, y1, x2, y2);
        private final BoxColumns gt = column(GX1, GY1, GX2, GY2);
        private final float[] area = boxes.area;

        @Override
        void vector() {
            TouchingIou.all(boxes, N, gt, 0, TouchingIou.NO_FLOOR, out);
        }

        @Override
        void scalar() {
            float gArea = (GX2 - GX1) * (GY2 - GY1);
            for (int i = 0; i < N; i++) {
                float w = Math.min(x2[i], GX2) - Math.max(x1[i], GX1);
                float h = Math.min(y2[i], GY2) - Math.max(y1[i], GY1);
                float inter = w * h;
                out[i] = w > 0 && h > 0 ? inter / (area[i] + gArea - inter) : 0;
            }
        }
    }

    /** Best side ratio over nine anchors: `duet anchors`. */
    static final class AnchorFit extends Kernel {
        private static final float[] ANCHORS = {
            10, 13, 16, 30, 33, 23, 30, 61, 62, 45, 59, 119, 116, 90, 156, 198, 373, 326
        };

        @Override
        void vector() {
            AnchorRatios.fit(x2, y2, 0, N, ANCHORS, 0.25f, out);
        }

        @Override
        void scalar() {
            for (int i = 0; i < N; i++) {
                float best = 0;
                for (int k = 0; k < ANCHORS.length; k += 2) {
                    float rx = x2[i] / ANCHORS[k];
                    float ry = y2[i] / ANCHORS[k + 1];
                    best = Math.max(best, Math.min(Math.min(rx, 1 / rx), Math.min(ry, 1 / ry)));
                }
                out[i] = best;
            }
        }
    }
}
