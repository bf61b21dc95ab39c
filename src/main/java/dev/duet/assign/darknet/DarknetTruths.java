package dev.duet.assign.darknet;

import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.workbench.ImageGts;

/**
 * How darknet prepares GTs (pjreddie/darknet and AlexeyAB/darknet src/data.c correct_boxes, fill_truth_region, fill_truth_detection),
 * without its shuffling: rows over the cap are dropped, boxes are clipped to the image in float32 shares, boxes with a side under the
 * limit are dropped. What lies outside, or is centred at 0, falls to the limit too. Without that step, GTs are taken as they are, if
 * they have an area.
 */
final class DarknetTruths {
    private final UnitGrid grid;
    private final boolean prepares;
    private final double leastWidth;
    private final double leastHeight;
    private final int mostRows;

    /** @param preparation {@link Preparation.Darknet} or {@link Preparation.None} */
    DarknetTruths(UnitGrid grid, Preparation preparation) {
        this.grid = grid;
        if (preparation instanceof Preparation.Darknet darknet) {
            prepares = true;
            mostRows = darknet.maximumRows() > 0 ? darknet.maximumRows() : Integer.MAX_VALUE;
            float pixels = (float) darknet.minimumSide();
            leastWidth = darknet.inPixels() ? pixels / grid.imageWidth : darknet.minimumSide();
            leastHeight = darknet.inPixels() ? pixels / grid.imageHeight : darknet.minimumSide();
        } else {
            prepares = false;
            mostRows = Integer.MAX_VALUE;
            leastWidth = 0;
            leastHeight = 0;
        }
    }

    /** Fills {@code out} with the GTs of an image that take part and records those that do not. */
    void prepare(GtBatch batch, int image, ImageGts out, DuetTable sink) {
        int from = batch.offset[image];
        int n = batch.offset[image + 1] - from;
        out.start(batch, image);
        float width = grid.imageWidth;
        float height = grid.imageHeight;
        for (int g = 0; g < n; g++) {
            int row = from + g;
            if (g >= mostRows) {
                sink.gt(row, GtOutcome.DROPPED, 0, 0, 0);
                continue;
            }
            float left = clipped(batch.x1[row] / width);
            float right = clipped(batch.x2[row] / width);
            float top = clipped(batch.y1[row] / height);
            float bottom = clipped(batch.y2[row] / height);
            float w = right - left;
            float h = bottom - top;
            if (w < leastWidth || h < leastHeight || w == 0 || h == 0) {
                out.drop(g, sink);
            } else {
                out.add(g, (left + right) / 2, (top + bottom) / 2, w, h);
            }
        }
    }

    private float clipped(float share) {
        if (!prepares) {
            return share;
        }
        if (share < 0) {
            return 0;
        }
        return share > 1 ? 1 : share;
    }
}
