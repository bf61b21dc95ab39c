package dev.duet.assign.detr;

import dev.duet.assign.ScoreTensor;
import dev.duet.assign.workbench.ClassValues;
import dev.duet.lanes.cost.QueryCost;
import dev.duet.lanes.math.Logistic;
import dev.duet.lanes.math.Softmax;
import dev.duet.lanes.memory.Lanes;

/** Class term of a query's cost. One object per worker. */
abstract class QueryClassCost {
    final float weight;
    float[] value = new float[0];

    QueryClassCost(float weight) {
        this.weight = weight;
    }

    /** Gets ready for an image of {@code n} queries 0 .. n-1, listed in {@code unit}. */
    abstract void prepare(ScoreTensor scores, int image, int[] unit, int n);

    /** Writes the class cost of every query for a GT of class {@code label}; {@code cost} is padded. */
    abstract void write(ScoreTensor scores, int image, int label, int[] unit, int n, float[] cost);

    /** Deformable DETR and DINO: 2 (pos - neg) of the sigmoid probability, focal terms with alpha .25 and gamma 2. */
    static final class Focal extends QueryClassCost {
        private float[] log = new float[0];

        Focal(float weight) {
            super(weight);
        }

        @Override
        void prepare(ScoreTensor scores, int image, int[] unit, int n) {
            value = Lanes.grow(value, n);
            log = Lanes.grow(log, n);
        }

        @Override
        void write(ScoreTensor scores, int image, int label, int[] unit, int n, float[] cost) {
            ClassValues.read(scores, image, label, unit, n, value);
            if (scores.logits) {
                Logistic.probability(value, n);
            }
            QueryCost.focal(value, n, weight, log, cost);
        }
    }

    /** DETR: minus the softmax probability over all columns, the last of which is "no object". */
    static final class Softmaxed extends QueryClassCost {
        private float[] largest = new float[0];
        private float[] sum = new float[0];
        private float[] row = new float[0];
        private final int[] one = new int[1];

        Softmaxed(float weight) {
            super(weight);
        }

        @Override
        void prepare(ScoreTensor scores, int image, int[] unit, int n) {
            value = Lanes.grow(value, n);
            if (!scores.logits) {
                return;
            }
            largest = Lanes.grow(largest, n);
            sum = Lanes.grow(sum, n);
            row = Lanes.grow(row, scores.classes);
            for (int q = 0; q < n; q++) {
                one[0] = unit[q];
                ClassValues.readRows(scores, image, one, 0, 1, scores.classes, row);
                largest[q] = Softmax.largest(row, scores.classes);
                sum[q] = Softmax.sum(row, scores.classes, largest[q]);
            }
        }

        @Override
        void write(ScoreTensor scores, int image, int label, int[] unit, int n, float[] cost) {
            ClassValues.read(scores, image, label, unit, n, value);
            if (scores.logits) {
                Softmax.probability(value, largest, sum, n, value);
            }
            QueryCost.negated(value, n, weight, cost);
        }
    }
}
