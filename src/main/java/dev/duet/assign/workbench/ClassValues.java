package dev.duet.assign.workbench;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.memory.FloatSource;
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
        Sane.values(scores, image, unit, n, out);
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
     * Scores of every class at {@code n} units from {@code first} on, one row per unit; they are not checked.
     *
     * @param length distance of the rows in {@code out}
     */
    public static void rows(ScoreTensor scores, int image, int[] unit, int first, int n, int length, float[] out) {
        FloatSource data = scores.data;
        if (!scores.classMajor) {
            for (int j = 0; j < n; j++) {
                data.copy(scores.index(image, unit[first + j], 0), out, j * length, scores.classes);
            }
            return;
        }
        float[] heap = data.heapOrNull();
        for (int c = 0; c < scores.classes; c++) {
            long plane = scores.index(image, 0, c);
            for (int j = 0; j < n; j++) {
                long at = plane + unit[first + j];
                out[j * length + c] = heap != null ? heap[(int) at] : data.get(at);
            }
        }
    }

    /**
     * The same, checked.
     *
     * @param out padded; what lies between the classes and the next row must be a good score
     * @throws BadPredictionException as {@link #read}
     */
    public static void readRows(ScoreTensor scores, int image, int[] unit, int first, int n, int length, float[] out) {
        rows(scores, image, unit, first, n, length, out);
        if (!Checks.within(out, n * length, scores.least(), scores.most())) {
            Sane.rows(scores, image, unit, first, n);
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
