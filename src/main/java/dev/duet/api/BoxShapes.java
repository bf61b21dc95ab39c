package dev.duet.api;

import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.AnchorRatios;
import java.util.Arrays;

/** Widths and heights of boxes that anchors are fitted to, in pixels of the training image. */
final class BoxShapes {
    /** Shapes per pass: a buffer of this many floats stays in the first cache level. */
    private static final int CHUNK = 2048;

    /** Areas of larger boxes add up to more than float32 tells apart. */
    private static final float MOST_SIDE = 1e9f;

    final int size;
    final float[] w;
    final float[] h;
    private final float[] best = new float[Lanes.padded(CHUNK)];

    private BoxShapes(int size, float[] w, float[] h) {
        this.size = size;
        this.w = w;
        this.h = h;
    }

    /** Copies the shapes that have a side of {@code minimum} or more, pixels. */
    static BoxShapes of(float[] widths, float[] heights, float minimum) {
        if (widths.length != heights.length) {
            throw new IllegalArgumentException(
                    "box shapes: " + widths.length + " widths and " + heights.length + " heights");
        }
        float[] w = new float[Lanes.padded(widths.length)];
        float[] h = new float[w.length];
        int n = 0;
        for (int i = 0; i < widths.length; i++) {
            requireSide("width", i, widths[i]);
            requireSide("height", i, heights[i]);
            if (widths[i] >= minimum || heights[i] >= minimum) {
                w[n] = widths[i];
                h[n++] = heights[i];
            }
        }
        Arrays.fill(w, n, w.length, 1);
        Arrays.fill(h, n, h.length, 1);
        return new BoxShapes(n, w, h);
    }

    private static void requireSide(String name, int i, float side) {
        if (side > MOST_SIDE && !Float.isInfinite(side)) {
            throw new IllegalArgumentException("box shapes: " + name + " " + i + " is " + side
                    + "; sides must be at most " + MOST_SIDE + " pixels");
        }
        if (!(side >= 0) || Float.isInfinite(side)) {
            throw new IllegalArgumentException(
                    "box shapes: " + name + " " + i + " is " + side + "; sides must be 0 or more, and finite");
        }
    }

    /** How anchors (width and height, {@code [k][2]} flattened) fit these shapes. */
    AnchorFit.Metrics measure(float[] anchors, float threshold) {
        float limit = 1 / threshold;
        long above = 0;
        long recalled = 0;
        double fitness = 0;
        for (int from = 0; from < size; from += CHUNK) {
            int n = Math.min(CHUNK, size - from);
            above += AnchorRatios.fit(w, h, from, n, anchors, limit, best);
            for (int i = 0; i < n; i++) {
                if (best[i] > limit) {
                    recalled++;
                    fitness += best[i];
                }
            }
        }
        double all = Math.max(1, size);
        return new AnchorFit.Metrics((float) (recalled / all), (float) (above / all), (float) (fitness / all));
    }
}
