package dev.duet.assign.yolov7;

/** The two overlaps of YOLOv7's OTA losses, in double. */
final class NominationOverlap {
    private static final double E = 1e-7;

    private NominationOverlap() {}

    /** Spec section 0, IoU-0 or IoU-m, of boxes x1 y1 x2 y2; 0 where the union is 0. */
    static double iou(float[] a, double[] b, boolean floor) {
        double w = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
        double h = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
        double inter = w > 0 && h > 0 ? w * h : 0;
        double areaA = ((double) a[2] - a[0]) * ((double) a[3] - a[1]);
        double union = areaA + (b[2] - b[0]) * (b[3] - b[1]) - inter;
        return inter == 0 ? 0 : inter / (floor ? Math.max(union, 1e-6) : union);
    }

    /** Spec section 4, CIoU of boxes cx cy w h. */
    static double complete(double[] p, double[] t) {
        double h1 = p[3] + E;
        double h2 = t[3] + E;
        double inter = Math.max(0, right(p, t, 0, true) - left(p, t, 0, false))
                * Math.max(0, right(p, t, 1, true) - left(p, t, 1, false));
        double iou = inter / (p[2] * h1 + t[2] * h2 - inter + E);
        double cw = right(p, t, 0, false) - left(p, t, 0, true);
        double ch = right(p, t, 1, false) - left(p, t, 1, true);
        double diagonal = cw * cw + ch * ch + E;
        double distance = (p[0] - t[0]) * (p[0] - t[0]) + (p[1] - t[1]) * (p[1] - t[1]);
        double turn = Math.atan(t[2] / (h2 + E)) - Math.atan(p[2] / (h1 + E));
        double v = 4 / (Math.PI * Math.PI) * turn * turn;
        double alpha = v / (v - iou + 1 + E);
        return iou - distance / diagonal - alpha * v;
    }

    private static double left(double[] a, double[] b, int axis, boolean outer) {
        double x = a[axis] - a[axis + 2] / 2;
        double y = b[axis] - b[axis + 2] / 2;
        return outer ? Math.min(x, y) : Math.max(x, y);
    }

    private static double right(double[] a, double[] b, int axis, boolean inner) {
        double x = a[axis] + a[axis + 2] / 2;
        double y = b[axis] + b[axis + 2] / 2;
        return inner ? Math.min(x, y) : Math.max(x, y);
    }
}
