package dev.duet.assign.workbench;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.BoxTensor;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.select.Checks;

/**
 * Refuses predictions that are no numbers, infinite, or no probabilities where they should be. Kernels find out in passing that
 * something is wrong; what it is, and whether it is not only large, is looked up here, where the predictions lie.
 */
public final class Sane {
    private Sane() {}

    /** @throws BadPredictionException naming array, image, unit and value if the box of a unit holds a NaN or an infinity */
    public static void box(BoxTensor boxes, int image, int unit) {
        for (int k = 0; k < boxes.width; k++) {
            float value = boxes.at(image, unit, k);
            if (!Float.isFinite(value)) {
                throw BadPredictionException.notFinite(boxes.name, image, unit, value);
            }
        }
    }

    /** The same for {@code n} units from {@code first} on; the first that is wrong is named. */
    public static void boxes(BoxTensor boxes, int image, int[] unit, int first, int n) {
        for (int i = first; i < first + n; i++) {
            box(boxes, image, unit[i]);
        }
    }

    /** The same for all units of an image. */
    public static void boxes(BoxTensor boxes, int image) {
        for (int unit = 0; unit < boxes.units; unit++) {
            box(boxes, image, unit);
        }
    }

    /** @throws BadPredictionException naming array, image, unit and value if a unit's score for a class is out of the range of its form */
    public static void score(ScoreTensor scores, int image, int unit, int label) {
        float value = scores.raw(image, unit, label);
        if (!scores.isGood(value)) {
            throw BadPredictionException.of(scores, image, unit, value);
        }
    }

    /** The same for the first {@code n} of some values that were read, one per unit; they are padded. */
    public static void values(ScoreTensor scores, int image, int[] unit, int n, float[] values) {
        if (!Checks.within(values, n, scores.least(), scores.most())) {
            for (int i = 0; i < n; i++) {
                if (!scores.isGood(values[i])) {
                    throw BadPredictionException.of(scores, image, unit[i], values[i]);
                }
            }
        }
    }

    /** The same for all classes at {@code n} units from {@code first} on. */
    public static void rows(ScoreTensor scores, int image, int[] unit, int first, int n) {
        for (int i = first; i < first + n; i++) {
            for (int c = 0; c < scores.classes; c++) {
                score(scores, image, unit[i], c);
            }
        }
    }
}
