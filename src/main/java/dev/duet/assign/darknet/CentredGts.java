package dev.duet.assign.darknet;

import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.workbench.ImageGts;

/**
 * How darknet and PaddleDetection prepare GTs: as centre and sides in float32 shares of the image; rows over a cap, and GTs without an
 * area, are dropped. Darknet (pjreddie/darknet and AlexeyAB/darknet src/data.c correct_boxes, fill_truth_region, fill_truth_detection;
 * without its shuffling) clips boxes to the image before and drops those with a side under a limit: what lies outside, or is centred at
 * 0, falls to the limit too. PaddleDetection (ppdet/data/transform NormalizeBox, PadBox, BboxXYXY2XYWH) measures a box from its top left
 * corner.
 */
final class CentredGts {
    private final UnitGrid grid;
    private final boolean clips;
    private final boolean fromCorner;
    private final double leastWidth;
    private final double leastHeight;
    private final int mostRows;

    /** @param fromCorner centres as PaddleDetection rounds them, not darknet */
    CentredGts(UnitGrid grid, Preparation preparation, boolean fromCorner) {
        this.grid = grid;
        this.fromCorner = fromCorner;
        this.clips = preparation instanceof Preparation.Darknet;
        int most = 0;
        double width = 0;
        double height = 0;
        if (preparation instanceof Preparation.Darknet darknet) {
            float pixels = (float) darknet.minimumSide();
            width = darknet.inPixels() ? pixels / grid.imageWidth : darknet.minimumSide();
            height = darknet.inPixels() ? pixels / grid.imageHeight : darknet.minimumSide();
            most = darknet.maximumRows();
        } else if (preparation instanceof Preparation.FirstRows first) {
            most = first.maximumRows();
        }
        leastWidth = width;
        leastHeight = height;
        mostRows = most > 0 ? most : Integer.MAX_VALUE;
    }

    /** Fills {@code gts} with the GTs of an image that take part and records those that do not. */
    void prepare(GtBatch batch, int image, ImageGts gts, DuetTable out) {
        int from = batch.offset[image];
        int n = batch.offset[image + 1] - from;
        gts.start(batch, image);
        for (int g = 0; g < n; g++) {
            int row = from + g;
            if (g >= mostRows) {
                out.gt(row, GtOutcome.DROPPED, 0, 0, 0);
                continue;
            }
            float left = share(batch.x1[row], grid.imageWidth);
            float right = share(batch.x2[row], grid.imageWidth);
            float top = share(batch.y1[row], grid.imageHeight);
            float bottom = share(batch.y2[row], grid.imageHeight);
            float w = right - left;
            float h = bottom - top;
            if (w < leastWidth || h < leastHeight || w == 0 || h == 0) {
                gts.drop(g, out);
            } else if (fromCorner) {
                gts.add(g, left + w / 2, top + h / 2, w, h);
            } else {
                gts.add(g, (left + right) / 2, (top + bottom) / 2, w, h);
            }
        }
    }

    private float share(float pixels, float side) {
        float share = pixels / side;
        return clips ? Math.clamp(share, 0, 1) : share;
    }
}
