package dev.duet.report;

import java.util.ArrayList;
import java.util.List;

/** Finds room for the numbers of boxes, so that they hide neither one another nor, where possible, a box. */
public final class LabelPlaces {
    private final List<double[]> taken = new ArrayList<>();
    private final double width;
    private final double height;

    /** Places on a canvas of this size in pixels. */
    public LabelPlaces(double width, double height) {
        this.width = width;
        this.height = height;
    }

    /**
     * The free place nearest to the box's top left corner.
     *
     * @param must a place that overlaps others is better than none
     * @return x y, or null if there is no room
     */
    public double[] find(double[] corners, double wide, double high, boolean must) {
        double left = Math.min(Math.min(corners[0], corners[2]), Math.min(corners[4], corners[6]));
        double right = Math.max(Math.max(corners[0], corners[2]), Math.max(corners[4], corners[6]));
        double top = Math.min(Math.min(corners[1], corners[3]), Math.min(corners[5], corners[7]));
        double bottom = Math.max(Math.max(corners[1], corners[3]), Math.max(corners[5], corners[7]));
        double[][] places = {
            {left, top - high},
            {right - wide, top - high},
            {left, bottom},
            {right - wide, bottom},
            {left - wide, top},
            {right, top},
            {left - wide, bottom - high},
            {right, bottom - high},
            {left, top},
            {right - wide, bottom - high},
            {left - wide, top - high},
            {right, top - high},
            {left - wide, bottom},
            {right, bottom},
        };
        double[] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (double[] place : places) {
            double x = Math.max(0, Math.min(width - wide, place[0]));
            double y = Math.max(0, Math.min(height - high, place[1]));
            double hidden = hidden(x, y, wide, high);
            if (hidden < least) {
                least = hidden;
                best = new double[] {x, y};
            }
        }
        if (!must && least > 0) {
            return null;
        }
        taken.add(new double[] {best[0], best[1], best[0] + wide, best[1] + high});
        return best;
    }

    private double hidden(double x, double y, double wide, double high) {
        double area = 0;
        for (double[] t : taken) {
            double w = Math.min(x + wide, t[2]) - Math.max(x, t[0]);
            double h = Math.min(y + high, t[3]) - Math.max(y, t[1]);
            area += w > 1e-9 && h > 1e-9 ? w * h : 0;
        }
        return area;
    }
}
