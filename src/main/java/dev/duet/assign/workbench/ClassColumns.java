package dev.duet.assign.workbench;

import dev.duet.assign.BadPredictionException;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.cost.UnitSums;
import dev.duet.lanes.math.Sigmoids;
import dev.duet.lanes.memory.Lanes;
import java.util.Arrays;

/**
 * What the class scores say of candidate columns: the sum over all classes, once per unit and only where somebody asks, and the score of
 * a GT's class. Scores are read where they lie; where that is not a heap array in unit-major order, the rows asked for are copied
 * first. Grows only.
 */
public final class ClassColumns {
    /** Rows copied at a time. */
    private static final int BLOCK = 64;

    private final UnitSums ofProbabilities;
    private final UnitSums ofLogits;
    private final int classes;

    private int[] unit;
    private ScoreTensor scores;
    private int image;

    /** Objectness of every column as a probability; 1 where there is none. */
    public float[] objectness = new float[Lanes.padded(256)];
    /** Sum of every column; NaN where nobody asked yet. */
    public float[] sum = new float[Lanes.padded(256)];

    private final int[] askedUnit = new int[1];
    private final float[] askedObjectness = new float[1];
    private final float[] askedSum = new float[Lanes.padded(1)];
    private final float[] rows;
    private final int[] places = new int[BLOCK];
    private final float[] blockObjectness = new float[Lanes.padded(BLOCK)];
    private final float[] blockSum = new float[Lanes.padded(BLOCK)];

    /**
     * @param ofProbabilities how sums are taken of probabilities
     * @param ofLogits how sums are taken of logits
     */
    public ClassColumns(UnitSums ofProbabilities, UnitSums ofLogits, int classes) {
        this.ofProbabilities = ofProbabilities;
        this.ofLogits = ofLogits;
        this.classes = classes;
        rows = new float[Lanes.padded(BLOCK * classes)];
        for (int i = 0; i < BLOCK; i++) {
            places[i] = i;
        }
    }

    /**
     * Gets ready for the columns of an image.
     *
     * @param units unit of each column; kept
     * @throws BadPredictionException if an objectness is out of the range of its form
     */
    public void load(int[] units, int n, PredictionBatch predictions, int ofImage) {
        unit = units;
        scores = predictions.scores;
        image = ofImage;
        objectness = Lanes.grow(objectness, n);
        sum = Lanes.grow(sum, n);
        Arrays.fill(sum, 0, n, Float.NaN);
        ScoreTensor given = predictions.objectness;
        if (given == null) {
            Arrays.fill(objectness, 0, n, 1);
            return;
        }
        ClassValues.pick(given, image, 0, unit, 0, n, objectness);
        if (!Sigmoids.probabilities(objectness, n, given.logits)) {
            Sane.values(given, image, unit, n, objectness);
        }
    }

    /** Takes the sums of the first {@code n} columns, before any other. */
    public void sumFirst(int n) {
        sums(unit, objectness, n, sum);
        // Whole vectors were written, but nobody asked yet for what lies behind.
        Arrays.fill(sum, n, Lanes.padded(n), Float.NaN);
    }

    /** Sum of one column, taken now if need be. */
    public float sumAt(int column) {
        if (Float.isNaN(sum[column])) {
            askedUnit[0] = unit[column];
            askedObjectness[0] = objectness[column];
            sums(askedUnit, askedObjectness, 1, askedSum);
            sum[column] = askedSum[0];
        }
        return sum[column];
    }

    private void sums(int[] units, float[] o, int n, float[] out) {
        UnitSums kernel = scores.logits ? ofLogits : ofProbabilities;
        float[] heap = scores.data.heapOrNull();
        boolean sane = true;
        if (heap != null && !scores.classMajor) {
            sane = kernel.of(heap, (int) scores.index(image, 0, 0), scores.classes, units, o, n, out);
        } else {
            for (int from = 0; from < n; from += BLOCK) {
                int count = Math.min(BLOCK, n - from);
                ClassValues.rows(scores, image, units, from, count, classes, rows);
                System.arraycopy(o, from, blockObjectness, 0, count);
                sane &= kernel.of(rows, 0, classes, places, blockObjectness, count, blockSum);
                System.arraycopy(blockSum, 0, out, from, count);
            }
        }
        if (!sane) {
            Sane.rows(scores, image, units, 0, n);
        }
    }

    /** Stored scores of one class at {@code n} units. */
    public void scores(int label, int[] units, int n, float[] out) {
        ClassValues.pick(scores, image, label, units, 0, n, out);
    }

    /** Stored score of one class at one column. */
    public float score(int label, int column) {
        return scores.raw(image, unit[column], label);
    }

    /** True where scores are logits. */
    public boolean logits() {
        return scores.logits;
    }
}
