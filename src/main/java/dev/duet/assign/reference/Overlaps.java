package dev.duet.assign.reference;

import dev.duet.assign.stage.Overlap;

/** Overlaps of two boxes, in float32 and in the order of the originals; the first box is the GT. What is not a number counts as 0. */
final class Overlaps {
    private static final float E = 1e-7f;
    /** No generalised IoU is farther from 0; boxes so large that it is are as far apart as boxes can be. */
    private static final float OVERFLOWN = 1e30f;

    private static final float ASPECT = (float) (4 / (Math.PI * Math.PI));

    private Overlaps() {}

    /** Overlap of a GT with a box of corners; rotated: cx cy w h angle. */
    static float of(Overlap kind, Gt gt, float[] box, Scene scene) {
        return kind.equals(Overlap.IOU_OF_CENTRES)
                ? ofCentres(scene.shares(box), gt.cellShares())
                : of(kind, gt.box(), box);
    }

    static float of(Overlap kind, float[] a, float[] b) {
        return number(
                switch (kind.kind()) {
                    case IOU -> iou(kind, a, b);
                    case IOU_OF_CENTRES -> touching(a, b, area(a), area(b));
                    case GIOU -> generalised(a, b);
                    case DIOU -> touching(a, b, area(a), area(b)) - distance(a, b);
                    case CIOU -> Math.max(0, complete(a, b));
                    case PROB_IOU -> Math.max(0, probabilistic(a, b));
                });
    }

    private static float iou(Overlap kind, float[] a, float[] b) {
        return switch (kind.guard()) {
            case NONE -> touching(a, b, area(a), area(b));
            case PLUS -> guarded(a, b, kind.eps());
            case FLOOR -> intersection(a, b) / floored(a, b, kind.eps());
        };
    }

    private static float number(float overlap) {
        return Float.isNaN(overlap) ? 0 : overlap;
    }

    static float area(float[] box) {
        return (box[2] - box[0]) * (box[3] - box[1]);
    }

    static float intersection(float[] a, float[] b) {
        float w = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
        float h = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
        return Math.max(0, w) * Math.max(0, h);
    }

    /** I / (A + B - I), 0 unless both extents of the intersection are above 0. */
    static float touching(float[] a, float[] b, float areaA, float areaB) {
        float both = intersection(a, b);
        return both == 0 ? 0 : both / (areaA + areaB - both);
    }

    private static float guarded(float[] a, float[] b, float eps) {
        float both = intersection(a, b);
        float areaA = Math.max(0, a[2] - a[0]) * Math.max(0, a[3] - a[1]);
        float areaB = Math.max(0, b[2] - b[0]) * Math.max(0, b[3] - b[1]);
        return both / (areaA + areaB - both + eps);
    }

    private static float floored(float[] a, float[] b, float floor) {
        return Math.max(area(a) + area(b) - intersection(a, b), floor);
    }

    private static float generalised(float[] a, float[] b) {
        float union = floored(a, b, 1e-6f);
        float w = Math.max(a[2], b[2]) - Math.min(a[0], b[0]);
        float h = Math.max(a[3], b[3]) - Math.min(a[1], b[1]);
        float hull = Math.max(w * h, 1e-6f);
        float giou = intersection(a, b) / union - (hull - union) / hull;
        return Math.abs(giou) <= OVERFLOWN ? giou : -1;
    }

    /** Squared distance of the centres over the squared diagonal of both boxes. */
    private static float distance(float[] a, float[] b) {
        float w = Math.max(a[2], b[2]) - Math.min(a[0], b[0]);
        float h = Math.max(a[3], b[3]) - Math.min(a[1], b[1]);
        float dx = b[0] + b[2] - a[0] - a[2];
        float dy = b[1] + b[3] - a[1] - a[3];
        return (dx * dx + dy * dy) / 4 / (w * w + h * h + E);
    }

    /** Complete IoU of ultralytics: the heights are padded. */
    private static float complete(float[] a, float[] b) {
        float w1 = a[2] - a[0];
        float h1 = a[3] - a[1] + E;
        float w2 = b[2] - b[0];
        float h2 = b[3] - b[1] + E;
        float both = intersection(a, b);
        float iou = both / (w1 * h1 + w2 * h2 - both + E);
        float angle = (float) Math.atan(w2 / h2) - (float) Math.atan(w1 / h1);
        return iou - (distance(a, b) + aspect(angle, iou));
    }

    private static float aspect(float angle, float iou) {
        float v = ASPECT * (angle * angle);
        return v * (v / (v - iou + (1 + E)));
    }

    /** Probabilistic IoU (metrics.py probiou): 1 less the Hellinger distance of the boxes as normal distributions. */
    private static float probabilistic(float[] a, float[] b) {
        float[] p = covariance(a);
        float[] q = covariance(b);
        float x = p[0] + q[0];
        float y = p[1] + q[1];
        float z = p[2] + q[2];
        float dx = a[0] - b[0];
        float dy = a[1] - b[1];
        float det = x * y - z * z;
        float t1 = (x * (dy * dy) + y * (dx * dx)) / (det + E) * 0.25f;
        float t2 = z * (b[0] - a[0]) * dy / (det + E) * 0.5f;
        float dets = Math.max(0, p[0] * p[1] - p[2] * p[2]) * Math.max(0, q[0] * q[1] - q[2] * q[2]);
        float t3 = 0.5f * (float) Math.log(det / (4 * (float) Math.sqrt(dets) + E) + E);
        float distance = Math.min(100, Math.max(E, t1 + t2 + t3));
        return 1 - (float) Math.sqrt(1 - (float) Math.exp(-distance) + E);
    }

    private static float[] covariance(float[] box) {
        float a = box[2] * box[2] / 12;
        float b = box[3] * box[3] / 12;
        float cos = (float) Math.cos(box[4]);
        float sin = (float) Math.sin(box[4]);
        return new float[] {a * (cos * cos) + b * (sin * sin), a * (sin * sin) + b * (cos * cos), (a - b) * cos * sin};
    }

    /** Complete IoU of boxes given by centre and sides in cells, at least 0: the objectness target of YOLOv5's line. */
    static float completeInCells(float[] prediction, float[] match) {
        float[] a = corners(match);
        float[] b = corners(prediction);
        float both = intersection(a, b);
        float iou = both / (prediction[2] * prediction[3] + match[2] * match[3] - both + E);
        float angle = (float) Math.atan(match[2] / match[3]) - (float) Math.atan(prediction[2] / prediction[3]);
        float complete = iou - (distance(a, b) + aspect(angle, iou));
        return complete > 0 ? complete : 0;
    }

    /** Corners of a box given by centre and sides. */
    static float[] corners(float[] box) {
        return new float[] {box[0] - box[2] / 2, box[1] - box[3] / 2, box[0] + box[2] / 2, box[1] + box[3] / 2};
    }

    /** Corners, derived from centre and sides as YOLOX keeps boxes. */
    static float[] throughCentre(float[] box) {
        return corners(
                new float[] {(box[0] + box[2]) * .5f, (box[1] + box[3]) * .5f, box[2] - box[0], box[3] - box[1]});
    }

    /** Darknet's box_iou of boxes given by centre and sides. */
    static float ofCentres(float[] a, float[] b) {
        float w = Math.min(a[0] + a[2] / 2, b[0] + b[2] / 2) - Math.max(a[0] - a[2] / 2, b[0] - b[2] / 2);
        float h = Math.min(a[1] + a[3] / 2, b[1] + b[3] / 2) - Math.max(a[1] - a[3] / 2, b[1] - b[3] / 2);
        float both = w < 0 || h < 0 ? 0 : w * h;
        return number(both / (a[2] * a[3] + b[2] * b[3] - both));
    }

    /** Darknet's box_iou of two shapes about one point. */
    static float ofShapes(float aw, float ah, float w, float h) {
        float both = aw < 0 || ah < 0 ? 0 : Math.min(aw, w) * Math.min(ah, h);
        return number(both / (aw * ah + w * h - both));
    }

    /** AlexeyAB/darknet's iou_thresh_kind; the distance of boxes about one point is 0. */
    static float ofShapes(Overlap kind, float aw, float ah, float w, float h) {
        float iou = ofShapes(aw, ah, w, h);
        if (kind.equals(Overlap.GIOU)) {
            float hull = Math.max(aw, w) * Math.max(ah, h);
            float union = aw * ah + w * h - Math.min(aw, w) * Math.min(ah, h);
            return iou - (hull - union) / hull;
        }
        if (kind.equals(Overlap.CIOU)) {
            double angle = Math.atan(w / h) - Math.atan(aw / ah);
            float v = (float) (4 / (Math.PI * Math.PI) * angle * angle);
            return v == 0 ? iou : iou - v * v / (1 - iou + v);
        }
        return iou;
    }
}
