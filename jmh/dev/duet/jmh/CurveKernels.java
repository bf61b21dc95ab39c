package dev.duet.jmh;

import dev.duet.lanes.cost.Alignment;
import dev.duet.lanes.cost.ClassSums;
import dev.duet.lanes.math.Atan;
import dev.duet.lanes.math.Logistic;

/** Transcendental functions and the metrics made of them. */
final class CurveKernels {
    private CurveKernels() {}

    static final class ArcTangent extends Kernel {
        private final float[] value = probabilities(PADDED);

        @Override
        void vector() {
            System.arraycopy(value, 0, out, 0, PADDED);
            Atan.of(out, N);
        }

        @Override
        void scalar() {
            for (int i = 0; i < N; i++) {
                out[i] = (float) Math.atan(value[i]);
            }
        }
    }

    /** Logits to probabilities. */
    static final class Sigmoid extends Kernel {
        private final float[] z = new float[PADDED];

        Sigmoid() {
            for (int i = 0; i < PADDED; i++) {
                z[i] = (float) random.nextGaussian() * 3 - 3;
            }
        }

        @Override
        void vector() {
            System.arraycopy(z, 0, out, 0, PADDED);
            Logistic.probability(out, N);
        }

        @Override
        void scalar() {
            for (int i = 0; i < N; i++) {
                out[i] = (float) (1 / (1 + Math.exp(-z[i])));
            }
        }
    }

    /** -ln(1-p) of a column of probabilities: class costs. */
    static final class CrossEntropy extends Kernel {
        private final float[] p = probabilities(PADDED);
        private final Logistic logistic = new Logistic();

        @Override
        void vector() {
            logistic.ofNegatives(p, false, N);
            System.arraycopy(logistic.plus, 0, out, 0, N);
        }

        @Override
        void scalar() {
            for (int i = 0; i < N; i++) {
                out[i] = (float) -Math.log(1 - Math.min(p[i], 1 - 0x1p-24f));
            }
        }
    }

    /** s^0.5 u^6. */
    static final class Metric extends Kernel {
        private final float[] score = probabilities(PADDED);
        private final float[] overlap = probabilities(PADDED);

        @Override
        void vector() {
            Alignment.metric(score, overlap, N, 0.5f, 6, out);
        }

        @Override
        void scalar() {
            for (int i = 0; i < N; i++) {
                float square = overlap[i] * overlap[i];
                out[i] = (float) Math.sqrt(score[i]) * (square * square * square);
            }
        }
    }

    /** Binary cross-entropy of 80 classes against none, per unit: simOTA. A value is a unit here. */
    static final class Sums extends Kernel {
        private static final int CLASSES = 80;

        private final ClassSums sums = new ClassSums(false, CLASSES);
        private final float[] scores = probabilities(PADDED * CLASSES);
        private final float[] objectness = probabilities(PADDED);
        private final int[] unit = new int[PADDED];

        Sums() {
            for (int i = 0; i < PADDED; i++) {
                unit[i] = i;
            }
        }

        @Override
        void vector() {
            sums.of(scores, 0, CLASSES, unit, objectness, N, out);
        }

        @Override
        void scalar() {
            for (int i = 0; i < N; i++) {
                float sum = 0;
                for (int c = 0; c < CLASSES; c++) {
                    float p = (float) Math.sqrt(scores[i * CLASSES + c] * objectness[i]);
                    sum -= Math.max((float) Math.log(1 - p), -100);
                }
                out[i] = sum;
            }
        }
    }
}
