package dev.duet.assign.darknet;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.BoxTensor;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.Sane;
import dev.duet.lanes.overlap.PairOverlaps;

/** The predicted box of one unit at a time, for the few units a GT looks at. */
final class PredictedBox {
    float x1;
    float y1;
    float x2;
    float y2;

    private final float imageWidth;
    private final float imageHeight;

    PredictedBox(UnitGrid grid) {
        imageWidth = grid.imageWidth;
        imageHeight = grid.imageHeight;
    }

    /** @throws BadPredictionException if the box is NaN or infinite */
    void load(BoxTensor boxes, int image, int unit) {
        x1 = boxes.at(image, unit, 0);
        y1 = boxes.at(image, unit, 1);
        x2 = boxes.at(image, unit, 2);
        y2 = boxes.at(image, unit, 3);
        if (!(x1 * 0 + y1 * 0 + (x2 * 0 + y2 * 0) == 0)) {
            Sane.box(boxes, image, unit);
        }
    }

    /** Darknet's IoU with a GT; 0 where that is no finite number, of a box whose sides overflow or cancel. */
    float centreForm(ImageGts gts, int g) {
        return orNone(PairOverlaps.centreForm(
                x1, y1, x2, y2, imageWidth, imageHeight, gts.shareX[g], gts.shareY[g], gts.shareW[g], gts.shareH[g]));
    }

    /** PaddleDetection's IoU with a GT; 0 where that is no finite number, of a box whose sides overflow. */
    float guarded(ImageGts gts, int g) {
        return orNone(PairOverlaps.guarded(
                x1, y1, x2, y2, imageWidth, imageHeight, gts.shareX[g], gts.shareY[g], gts.shareW[g], gts.shareH[g]));
    }

    private static float orNone(float overlap) {
        return Float.isFinite(overlap) ? overlap : 0;
    }

    /** Width as a share of the image. */
    float width() {
        return x2 / imageWidth - x1 / imageWidth;
    }

    /** Height as a share of the image. */
    float height() {
        return y2 / imageHeight - y1 / imageHeight;
    }

    /** Root of the summed squares of the differences from a GT in centre and sides, in shares of the image. */
    float distance(ImageGts gts, int g) {
        double dx = (x1 / imageWidth + x2 / imageWidth) / 2 - gts.shareX[g];
        double dy = (y1 / imageHeight + y2 / imageHeight) / 2 - gts.shareY[g];
        double dw = width() - gts.shareW[g];
        double dh = height() - gts.shareH[g];
        return (float) Math.sqrt(dx * dx + dy * dy + dw * dw + dh * dh);
    }
}
