package dev.duet.jmh;

import java.util.SplittableRandom;

/**
 * A seeded batch like COCO at 640 pixels: 16 images, 20 GTs each, 80 classes, 8400 units. Around every GT some units predict a
 * jittered copy of its box with a raised score, as a detector half-way through training does.
 */
final class CocoLikeBatch {
    static final int IMAGES = 16;
    static final int GTS = 20;
    static final int CLASSES = 80;
    static final int SIZE = 640;
    static final int[] STRIDES = {8, 16, 32};
    static final int UNITS = 8400;
    private static final int GOOD = 40;

    final float[] gtBoxes = new float[IMAGES * GTS * 4];
    final int[] labels = new int[IMAGES * GTS];
    final int[] offsets = new int[IMAGES + 1];
    final float[] boxes = new float[IMAGES * UNITS * 4];
    final float[] scores = new float[IMAGES * UNITS * CLASSES];

    CocoLikeBatch(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] points = points();
        for (int g = 0; g < labels.length; g++) {
            labels[g] = random.nextInt(CLASSES);
            for (int axis = 0; axis < 2; axis++) {
                double centre = random.nextDouble() * SIZE;
                double side = Math.exp(random.nextGaussian() * 0.8 + 4.2);
                gtBoxes[4 * g + axis] = (float) Math.max(0, centre - side / 2);
                gtBoxes[4 * g + 2 + axis] = (float) Math.min(SIZE, centre + side / 2);
            }
        }
        for (int b = 0; b < IMAGES; b++) {
            offsets[b + 1] = (b + 1) * GTS;
            image(b, points, random);
        }
    }

    private static float[] points() {
        float[] points = new float[2 * UNITS];
        int at = 0;
        for (int stride : STRIDES) {
            for (int y = 0; y < SIZE / stride; y++) {
                for (int x = 0; x < SIZE / stride; x++) {
                    points[at++] = (x + 0.5f) * stride;
                    points[at++] = (y + 0.5f) * stride;
                }
            }
        }
        return points;
    }

    private void image(int b, float[] points, SplittableRandom random) {
        for (int u = 0; u < UNITS; u++) {
            for (int axis = 0; axis < 2; axis++) {
                double centre = points[2 * u + axis] + random.nextGaussian() * 8;
                double side = Math.exp(random.nextGaussian() * 0.6 + 4);
                boxes[(b * UNITS + u) * 4 + axis] = (float) (centre - side / 2);
                boxes[(b * UNITS + u) * 4 + 2 + axis] = (float) (centre + side / 2);
            }
            for (int c = 0; c < CLASSES; c++) {
                scores[(b * UNITS + u) * CLASSES + c] = sigmoid(random.nextGaussian() - 4);
            }
        }
        for (int g = b * GTS; g < (b + 1) * GTS; g++) {
            int tries = 0;
            for (int good = 0; good < GOOD && tries < 20 * UNITS; tries++) {
                int u = random.nextInt(UNITS);
                if (contains(g, points[2 * u], points[2 * u + 1])) {
                    good++;
                    adopt(b * UNITS + u, g, random);
                }
            }
        }
    }

    private boolean contains(int g, float x, float y) {
        return x > gtBoxes[4 * g] && y > gtBoxes[4 * g + 1] && x < gtBoxes[4 * g + 2] && y < gtBoxes[4 * g + 3];
    }

    private void adopt(int unit, int g, SplittableRandom random) {
        for (int k = 0; k < 4; k++) {
            float side = gtBoxes[4 * g + 2 + k % 2] - gtBoxes[4 * g + k % 2];
            boxes[unit * 4 + k] = gtBoxes[4 * g + k] + (float) random.nextGaussian() * 0.12f * side;
        }
        for (int k = 0; k < 2; k++) {
            boxes[unit * 4 + 2 + k] = Math.max(boxes[unit * 4 + 2 + k], boxes[unit * 4 + k] + 1);
        }
        scores[unit * CLASSES + labels[g]] = sigmoid(random.nextGaussian() * 1.5 - 1.5);
    }

    private static float sigmoid(double x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }
}
