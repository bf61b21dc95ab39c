package dev.duet.assign.anchor;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.BoxTensor;
import dev.duet.assign.UnitGrid;
import dev.duet.lanes.PairOverlaps;

/** One predicted box at a time, for the few units a GT looks at. */
final class PredictedBoxes {
    private PredictedBoxes() {}

    /** @throws BadPredictionException if the box of a unit is NaN or infinite */
    static void requireFinite(BoxTensor boxes, int image, int unit) {
        for (int k = 0; k < 4; k++) {
            float v = boxes.at(image, unit, k);
            if (!Float.isFinite(v)) {
                throw new BadPredictionException("pred_boxes", image, unit, v);
            }
        }
    }

    /** Darknet's IoU of a unit's box and a GT. */
    static float centreForm(BoxTensor boxes, int image, int unit, UnitGrid grid, Truths truths, int t) {
        return PairOverlaps.centreForm(
                boxes.at(image, unit, 0),
                boxes.at(image, unit, 1),
                boxes.at(image, unit, 2),
                boxes.at(image, unit, 3),
                grid.imageWidth,
                grid.imageHeight,
                truths.x[t],
                truths.y[t],
                truths.w[t],
                truths.h[t]);
    }

    /** PaddleDetection's IoU of a unit's box and a GT. */
    static float guarded(BoxTensor boxes, int image, int unit, UnitGrid grid, Truths truths, int t) {
        return PairOverlaps.guarded(
                boxes.at(image, unit, 0),
                boxes.at(image, unit, 1),
                boxes.at(image, unit, 2),
                boxes.at(image, unit, 3),
                grid.imageWidth,
                grid.imageHeight,
                truths.x[t],
                truths.y[t],
                truths.w[t],
                truths.h[t]);
    }
}
