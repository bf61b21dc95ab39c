package dev.duet.assign.workbench;

import dev.duet.assign.BadPredictionException;
import dev.duet.lanes.select.Checks;

/** Refuses predicted boxes that are not numbers. */
public final class FiniteBoxes {
    private FiniteBoxes() {}

    /** @throws BadPredictionException naming the first candidate whose box holds a NaN or an infinity */
    public static void require(CandidateBoxes boxes, int image) {
        for (int k = 0; k < 4; k++) {
            if (!Checks.within(boxes.column[k], boxes.size, -Float.MAX_VALUE, Float.MAX_VALUE)) {
                complain(boxes, image);
            }
        }
    }

    private static void complain(CandidateBoxes boxes, int image) {
        for (int i = 0; i < boxes.size; i++) {
            for (int k = 0; k < 4; k++) {
                if (!Float.isFinite(boxes.column[k][i])) {
                    throw BadPredictionException.notFinite("pred_boxes", image, boxes.unit[i], boxes.column[k][i]);
                }
            }
        }
    }
}
