package dev.duet.assign.darknet;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.workbench.ImageGts;

/** The anchors of a grid as darknet compares them with GTs: by shape alone, as shares of the image. */
final class AnchorShapes {
    final AnchorList list;
    private final UnitGrid grid;
    private final float[] width;
    private final float[] height;

    AnchorShapes(UnitGrid grid) {
        this.grid = grid;
        this.list = new AnchorList(grid);
        this.width = new float[list.size];
        this.height = new float[list.size];
        for (int n = 0; n < list.size; n++) {
            width[n] = list.pixelWidth[n] / grid.imageWidth;
            height[n] = list.pixelHeight[n] / grid.imageHeight;
        }
    }

    /** The anchor of highest shape IoU, the first among equals. */
    int best(float w, float h) {
        int best = 0;
        float most = 0;
        for (int n = 0; n < list.size; n++) {
            float iou = iou(n, w, h);
            if (iou > most) {
                most = iou;
                best = n;
            }
        }
        return best;
    }

    float iou(int anchor, float w, float h) {
        return AnchorList.shapeIou(width[anchor], height[anchor], w, h);
    }

    float overlap(Overlap kind, int anchor, float w, float h) {
        return AnchorList.shapeOverlap(kind, width[anchor], height[anchor], w, h);
    }

    /** Offset of the centre in the unit's cell, in cells, and logarithms of the sides over the anchor's, to {@code out[at ..]}. */
    void boxTarget(int unit, ImageGts truths, int t, float[] out, int at) {
        int level = grid.level(unit);
        int anchor = list.mask[level * grid.slots + grid.slot(level, unit)];
        out[at] = truths.shareX[t] * grid.width[level] - grid.column(level, unit);
        out[at + 1] = truths.shareY[t] * grid.height[level] - grid.row(level, unit);
        out[at + 2] = logOf(truths.shareW[t] * grid.imageWidth / list.pixelWidth[anchor]);
        out[at + 3] = logOf(truths.shareH[t] * grid.imageHeight / list.pixelHeight[anchor]);
    }

    /** Logarithm of a ratio of sides; of the smallest float where the ratio is below it. */
    static float logOf(float ratio) {
        return (float) Math.log(ratio > 0 ? ratio : Float.MIN_VALUE);
    }
}
