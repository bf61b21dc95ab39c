package dev.duet.io.labels;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The rectangle of least area, turned as it may be, that holds some points: Shamos' rotating calipers over the hull of Andrew's monotone
 * chain. One side of it lies on a side of the hull. Takes n log n steps for n points.
 */
final class LeastRectangle {
    private LeastRectangle() {}

    /**
     * The convex hull, counterclockwise where y points up, without points on its sides.
     *
     * @param points x and y in turn
     * @param n points to look at
     * @return x and y in turn; one or two points where all lie on one spot or line
     */
    static double[] hull(double[] points, int n) {
        double[][] sorted = new double[n][];
        for (int i = 0; i < n; i++) {
            sorted[i] = new double[] {points[2 * i], points[2 * i + 1]};
        }
        Arrays.sort(sorted, Comparator.<double[]>comparingDouble(p -> p[0]).thenComparingDouble(p -> p[1]));
        double[][] hull = new double[2 * n][];
        int size = 0;
        for (double[] p : sorted) { // the lower chain
            size = add(hull, size, 0, p);
        }
        int lower = size - 1;
        for (int i = n - 2; i >= 0; i--) { // the upper one
            size = add(hull, size, lower, sorted[i]);
        }
        size = Math.max(1, size - 1); // the last is the first
        double[] flat = new double[2 * size];
        for (int i = 0; i < size; i++) {
            flat[2 * i] = hull[i][0];
            flat[2 * i + 1] = hull[i][1];
        }
        return flat;
    }

    private static int add(double[][] hull, int size, int chain, double[] p) {
        int n = size;
        while (n - 2 >= chain && turn(hull[n - 2], hull[n - 1], p) <= 0) {
            n--;
        }
        if (n > chain && hull[n - 1][0] == p[0] && hull[n - 1][1] == p[1]) {
            return n; // there twice
        }
        hull[n] = p;
        return n + 1;
    }

    private static double turn(double[] a, double[] b, double[] c) {
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    }

    /**
     * The rectangle around a hull.
     *
     * @param hull of {@link #hull}
     * @return centre x, centre y, longer side, shorter side, and the longer side's angle from the x axis towards the y axis in radians,
     *     {@code -pi/4} to {@code 3 pi/4} (exclusive)
     */
    static double[] around(double[] hull) {
        int n = hull.length / 2;
        double[] best = {hull[0], hull[1], 0, 0, 0};
        double least = Double.POSITIVE_INFINITY;
        int right = 1 % n;
        int far = right;
        int left = right;
        for (int i = 0; i < n && n > 1; i++) {
            int next = (i + 1) % n;
            double length = Math.hypot(x(hull, next) - x(hull, i), y(hull, next) - y(hull, i));
            double ux = (x(hull, next) - x(hull, i)) / length;
            double uy = (y(hull, next) - y(hull, i)) / length;
            right = farthest(hull, i == 0 ? next : right, ux, uy);
            far = farthest(hull, i == 0 ? right : far, -uy, ux);
            left = farthest(hull, i == 0 ? far : left, -ux, -uy);
            double u2 = along(hull, right, ux, uy);
            double u1 = along(hull, left, ux, uy);
            double v1 = along(hull, i, -uy, ux);
            double v2 = along(hull, far, -uy, ux);
            double area = (u2 - u1) * (v2 - v1);
            if (area < least) {
                least = area;
                double u = (u1 + u2) / 2;
                double v = (v1 + v2) / 2;
                best = new double[] {u * ux - v * uy, u * uy + v * ux, u2 - u1, v2 - v1, Math.atan2(uy, ux)};
            }
        }
        return longerFirst(best);
    }

    /** From a point on, along the hull, the last that still lies farther in a direction. */
    private static int farthest(double[] hull, int from, double ux, double uy) {
        int n = hull.length / 2;
        int at = from;
        for (int i = 0; i < n; i++) {
            int next = (at + 1) % n;
            if (along(hull, next, ux, uy) < along(hull, at, ux, uy)) {
                break;
            }
            at = next;
        }
        return at;
    }

    private static double[] longerFirst(double[] box) {
        double angle = box[4];
        if (box[2] < box[3]) {
            double side = box[2];
            box[2] = box[3];
            box[3] = side;
            angle += Math.PI / 2;
        }
        while (angle >= 3 * Math.PI / 4) {
            angle -= Math.PI;
        }
        while (angle < -Math.PI / 4) {
            angle += Math.PI;
        }
        box[4] = angle;
        return box;
    }

    private static double along(double[] hull, int i, double ux, double uy) {
        return x(hull, i) * ux + y(hull, i) * uy;
    }

    private static double x(double[] hull, int i) {
        return hull[2 * i];
    }

    private static double y(double[] hull, int i) {
        return hull[2 * i + 1];
    }
}
