package dev.duet.assign.workbench;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.select.Checks;

/** Reads class scores where they lie, as they are: probabilities or logits. */
public final class ClassValues {
    /** Floats per cache line. */
    private static final int LINE = 16;

    private ClassValues() {}

    /**
     * Scores of one class at some units.
     *
     * @param out padded; receives one value per unit
     * @throws BadPredictionException if a value is out of the range of its form
     */
    public static void read(ScoreTensor scores, int image, int label, int[] unit, int n, float[] out) {
        pick(scores, image, label, unit, 0, n, out);
        check(scores, image, unit, n, out);
    }

    /** Scores of one class at {@code n} units from {@code first} on, at the same places of {@code out}; they are not checked. */
    public static void pick(ScoreTensor scores, int image, int label, int[] unit, int first, int n, float[] out) {
        long from = scores.index(image, 0, label);
        int step = scores.classMajor ? 1 : scores.classes;
        float[] heap = scores.data.heapOrNull();
        if (heap != null) {
            int base = (int) from;
            for (int j = first; j < first + n; j++) {
                out[j] = heap[base + unit[j] * step];
            }
        } else {
            for (int j = first; j < first + n; j++) {
                out[j] = scores.data.get(from + (long) unit[j] * step);
            }
        }
    }

    /**
     * Checks what {@link #pick} found.
     *
     * @throws BadPredictionException as {@link #read}
     */
    public static void check(ScoreTensor scores, int image, int[] unit, int n, float[] out) {
        float low = scores.least();
        float high = scores.most();
        if (!Checks.within(out, n, low, high)) {
            for (int j = 0; j < n; j++) {
                if (!(out[j] >= low && out[j] <= high)) {
                    throw BadPredictionException.of(scores, image, unit[j], out[j]);
                }
            }
        }
    }

    /**
     * Scores of every class at {@code n} units from {@code first} on, one row per unit.
     *
     * @param length distance of the rows in {@code out}; what lies between the classes and the next row must be a good score
     * @param out padded
     * @throws BadPredictionException as {@link #read}
     */
    public static void readRows(ScoreTensor scores, int image, int[] unit, int first, int n, int length, float[] out) {
        for (int j = 0; j < n; j++) {
            long from = scores.index(image, unit[first + j], 0);
            if (scores.classMajor) {
                for (int c = 0; c < scores.classes; c++) {
                    out[j * length + c] = scores.data.get(from + (long) c * scores.units);
                }
            } else {
                scores.data.copy(from, out, j * length, scores.classes);
            }
        }
        float low = scores.least();
        float high = scores.most();
        if (!Checks.within(out, n * length, low, high)) {
            for (int i = 0; i < n * length; i++) {
                if (!(out[i] >= low && out[i] <= high)) {
                    throw BadPredictionException.of(scores, image, unit[first + i / length], out[i]);
                }
            }
        }
    }

    /**
     * Reads a score from every cache line of some units' rows, so that the memory works on all of them at once; {@link #readRows} then
     * finds them near. A batch's scores are larger than any cache, and a row at a time waits for the memory row by row.
     *
     * @return their sum, to be put somewhere
     */
    public static float touchRows(ScoreTensor scores, int image, int[] unit, int n) {
        float[] heap = scores.data.heapOrNull();
        float sum = 0;
        if (heap == null || scores.classMajor) {
            return sum;
        }
        for (int j = 0; j < n; j++) {
            int from = (int) scores.index(image, unit[j], 0);
            for (int c = 0; c < scores.classes; c += LINE) {
                sum += heap[from + c];
            }
            sum += heap[from + scores.classes - 1];
        }
        return sum;
    }
}
