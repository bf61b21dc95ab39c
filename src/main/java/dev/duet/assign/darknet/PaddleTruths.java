package dev.duet.assign.darknet;

import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.workbench.ImageGts;

/**
 * How PaddleDetection prepares GTs (ppdet/data/transform NormalizeBox, PadBox, BboxXYXY2XYWH): the first rows only, as float32 shares
 * of the image. GTs without weight take part too: they own no unit, but units that overlap them are ignored.
 */
final class PaddleTruths {
    private final UnitGrid grid;
    private final int mostRows;

    /** @param preparation {@link Preparation.FirstRows} or {@link Preparation.None} */
    PaddleTruths(UnitGrid grid, Preparation preparation) {
        this.grid = grid;
        this.mostRows = preparation instanceof Preparation.FirstRows first && first.maximumRows() > 0
                ? first.maximumRows()
                : Integer.MAX_VALUE;
    }

    /** Fills {@code out} with the GTs of an image that take part and records those that do not. */
    void prepare(GtBatch batch, int image, ImageGts out, DuetTable sink) {
        int from = batch.offset[image];
        int n = batch.offset[image + 1] - from;
        out.start(batch, image);
        for (int g = 0; g < n; g++) {
            int row = from + g;
            if (g >= mostRows) {
                sink.gt(row, GtOutcome.DROPPED, 0, 0, 0);
                continue;
            }
            float left = batch.x1[row] / grid.imageWidth;
            float top = batch.y1[row] / grid.imageHeight;
            float w = batch.x2[row] / grid.imageWidth - left;
            float h = batch.y2[row] / grid.imageHeight - top;
            if (w <= 0 || h <= 0) {
                out.drop(g, sink);
            } else {
                out.add(g, left + w / 2, top + h / 2, w, h);
            }
        }
    }
}
