package dev.duet.report.picture;

import dev.duet.assign.GtBatch;

/** Area, corners and sides of GTs, whichever way they are given. */
public final class GtShapes {
    private GtShapes() {}

    public static double width(GtBatch gts, int row) {
        return gts.isRotated() ? gts.w[row] : (double) gts.x2[row] - gts.x1[row];
    }

    public static double height(GtBatch gts, int row) {
        return gts.isRotated() ? gts.h[row] : (double) gts.y2[row] - gts.y1[row];
    }

    public static double area(GtBatch gts, int row) {
        return width(gts, row) * height(gts, row);
    }

    /** The four corners x y in drawing order. */
    public static double[] corners(GtBatch gts, int row) {
        if (!gts.isRotated()) {
            return new double[] {
                gts.x1[row], gts.y1[row], gts.x2[row], gts.y1[row], gts.x2[row], gts.y2[row], gts.x1[row], gts.y2[row]
            };
        }
        double cos = Math.cos(gts.angle[row]);
        double sin = Math.sin(gts.angle[row]);
        double[] corners = new double[8];
        for (int i = 0; i < 4; i++) {
            double dx = (i == 1 || i == 2 ? 1 : -1) * gts.w[row] / 2.0;
            double dy = (i >= 2 ? 1 : -1) * gts.h[row] / 2.0;
            corners[2 * i] = gts.cx[row] + dx * cos - dy * sin;
            corners[2 * i + 1] = gts.cy[row] + dx * sin + dy * cos;
        }
        return corners;
    }
}
