package dev.duet.assign.rtmdet;

import dev.duet.assign.ScoreTensor;
import dev.duet.assign.workbench.ClassValues;
import dev.duet.lanes.cost.RowSums;
import dev.duet.lanes.cost.SoftLabel;
import dev.duet.lanes.math.Logistic;
import dev.duet.lanes.memory.Lanes;
import java.util.Arrays;

/**
 * RTMDet's class term of a unit as if no GT were there, summed over all classes; once per column. Columns are wanted first and fetched
 * together, so that the memory is asked for all their scores at once. Grows only.
 */
final class OtherClasses {
    /** No sum is negative. */
    private static final float UNKNOWN = -1;

    private static final float WANTED = -2;
    /** Rows worked on at a time, few enough to stay in the first cache level. */
    private static final int TOGETHER = 16;

    private ScoreTensor scores;
    private int image;
    private int length;
    private float[] sum = new float[0];
    private int[] wantedColumn = new int[64];
    private int[] wantedUnit = new int[64];
    private int wanted;
    private float touched;
    private float[] rows = new float[0];
    private final Logistic logistic = new Logistic();
    private final float[] fetched = new float[Lanes.padded(TOGETHER)];

    /** Forgets all sums and begins an image of {@code columns} columns. */
    void start(ScoreTensor tensor, int imageOfBatch, int columns) {
        if (sum.length < columns) {
            sum = new float[columns + (columns >> 1)];
        }
        Arrays.fill(sum, 0, columns, UNKNOWN);
        boolean sameRows = scores != null && scores.logits == tensor.logits && scores.classes == tensor.classes;
        scores = tensor;
        image = imageOfBatch;
        length = RowSums.length(tensor.classes);
        wanted = 0;
        if (!sameRows) {
            rows = Lanes.grow(rows, TOGETHER * length);
            // Scores that add nothing; what a row holds of classes is overwritten.
            Arrays.fill(rows, SoftLabel.silent(scores.logits));
        }
    }

    /** Asks for the sum of a column, unless it is known or asked for. */
    void want(int column, int unit) {
        if (sum[column] != UNKNOWN) {
            return;
        }
        if (wanted == wantedColumn.length) {
            wantedColumn = Arrays.copyOf(wantedColumn, 2 * wanted);
            wantedUnit = Arrays.copyOf(wantedUnit, 2 * wanted);
        }
        sum[column] = WANTED;
        wantedColumn[wanted] = column;
        wantedUnit[wanted++] = unit;
    }

    /** Computes the sums asked for. */
    void fetch() {
        if (wanted == 0) {
            return;
        }
        touched = ClassValues.touchRows(scores, image, wantedUnit, wanted);
        for (int from = 0; from < wanted; from += TOGETHER) {
            int n = Math.min(TOGETHER, wanted - from);
            ClassValues.readRows(scores, image, wantedUnit, from, n, length, rows);
            logistic.ofNegatives(rows, scores.logits, n * length);
            SoftLabel.terms(logistic, n * length);
            RowSums.of(logistic.plus, n, length, fetched, 0);
            for (int i = 0; i < n; i++) {
                sum[wantedColumn[from + i]] = fetched[i];
            }
        }
        wanted = 0;
    }

    /** Sum of a column that was fetched. */
    float of(int column) {
        return sum[column];
    }
}
