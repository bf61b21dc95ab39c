package dev.duet.jmh;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Batches like those of a detector half-way through training: most predictions poor, and around every GT up to 40 units with a
 * jittered copy of its box and a raised score of its class. The same arguments always give the same batch.
 *
 * <p>As a program it writes the cases of docs/performance.md: {@code SeededBatch FOLDER [NAME ...]}.
 */
final class SeededBatch {
    static final List<String> CASES = List.of("coco", "few", "crowd", "o365", "xview");

    private static final int GOOD = 40;
    private static final int TABLE = 1 << 16;
    private static final double LOG_SIDE = 4.2;
    /** Aerial images. */
    static final double SMALL_LOG_SIDE = 2.2;

    private final SplittableRandom random;
    private final int canvas;
    private final int classes;
    private int[] inside = new int[64];

    private SeededBatch(int canvas, int classes, long seed) {
        this.random = new SplittableRandom(seed);
        this.canvas = canvas;
        this.classes = classes;
    }

    public static void main(String[] args) {
        List<String> names = args.length > 1 ? List.of(args).subList(1, args.length) : CASES;
        for (String name : names) {
            named(name).write(Path.of(args[0]).resolve(name + ".npz"));
        }
    }

    /** One of the five cases, or {@code one}: a single image with 5,000 GTs. */
    static BatchData named(String name) {
        return switch (name) {
            case "coco" -> of(16, 20, 80, 640, 640);
            case "few" -> of(16, 7, 80, 640, 640);
            case "crowd" -> of(16, 100, 80, 640, 640);
            case "o365" -> of(16, 300, 365, 640, 640);
            case "one" -> of(1, 5000, 80, 640, 640);
            case "xview" -> new SeededBatch(640, 60, 7).make(uneven(128, 75_357, 4_967), 640, SMALL_LOG_SIDE);
            default -> throw new IllegalArgumentException("unknown case " + name + "; known are " + CASES + " and one");
        };
    }

    /**
     * @param gts in every image
     * @param region GTs lie in the upper left square of this side, so that the same boxes fit on any larger canvas
     */
    static BatchData of(int images, int gts, int classes, int canvas, int region) {
        return of(images, gts, classes, canvas, region, LOG_SIDE);
    }

    /** The same with another mean of ln(side in pixels). */
    static BatchData of(int images, int gts, int classes, int canvas, int region, double logSide) {
        int[] counts = new int[images];
        Arrays.fill(counts, gts);
        return new SeededBatch(canvas, classes, 7).make(counts, region, logSide);
    }

    /** GTs per image, log-normal shares, the most crowded image first. */
    private static int[] uneven(int images, int total, int most) {
        SplittableRandom random = new SplittableRandom(11);
        double[] share = new double[images];
        double sum = 0;
        for (int b = 1; b < images; b++) {
            share[b] = Math.exp(1.4 * random.nextGaussian());
            sum += share[b];
        }
        int[] counts = new int[images];
        counts[0] = most;
        int left = total - most;
        for (int b = 1; b < images; b++) {
            counts[b] = Math.min(most, Math.max(1, (int) (share[b] / sum * (total - most))));
            left -= counts[b];
        }
        for (int b = 1; left != 0; b = b % (images - 1) + 1) {
            int step = left > 0 ? 1 : -1;
            if (counts[b] + step >= 1 && counts[b] + step <= most) {
                counts[b] += step;
                left -= step;
            }
        }
        return counts;
    }

    private BatchData make(int[] counts, int region, double logSide) {
        int[] offsets = new int[counts.length + 1];
        for (int b = 0; b < counts.length; b++) {
            offsets[b + 1] = offsets[b] + counts[b];
        }
        int gts = offsets[counts.length];
        float[] gt = new float[4 * gts];
        int[] labels = new int[gts];
        for (int g = 0; g < gts; g++) {
            labels[g] = random.nextInt(classes);
            for (int axis = 0; axis < 2; axis++) {
                double centre = random.nextDouble() * region;
                double side = Math.exp(random.nextGaussian() * 0.8 + logSide);
                gt[4 * g + axis] = (float) Math.max(0, centre - side / 2);
                gt[4 * g + 2 + axis] = (float) Math.min(region, centre + side / 2);
            }
        }
        int units = BatchData.units(canvas);
        BatchData data = new BatchData(
                canvas,
                classes,
                offsets,
                labels,
                gt,
                new float[counts.length * units * 4],
                new float[Math.multiplyExact(counts.length * units, classes)]);
        noise(data);
        for (int b = 0; b < counts.length; b++) {
            for (int g = offsets[b]; g < offsets[b + 1]; g++) {
                adopt(data, b, g);
            }
        }
        return data;
    }

    private void noise(BatchData data) {
        float[] scores = new float[TABLE];
        float[] sides = new float[TABLE];
        float[] shifts = new float[TABLE];
        for (int i = 0; i < TABLE; i++) {
            scores[i] = sigmoid(random.nextGaussian() - 4);
            sides[i] = (float) Math.exp(random.nextGaussian() * 0.6 + 4);
            shifts[i] = (float) random.nextGaussian() * 8;
        }
        for (int i = 0; i < data.scores.length; i += 4) {
            long bits = random.nextLong();
            for (int j = i; j < Math.min(i + 4, data.scores.length); j++) {
                data.scores[j] = scores[(int) bits & TABLE - 1];
                bits >>>= 16;
            }
        }
        int at = 0;
        for (int b = 0; b < data.images; b++) {
            for (int stride : BatchData.STRIDES) {
                int cells = canvas / stride;
                for (int i = 0; i < cells * cells; i++) {
                    box(data.boxes, at, (i % cells + 0.5f) * stride, (i / cells + 0.5f) * stride, sides, shifts);
                    at += 4;
                }
            }
        }
    }

    private void box(float[] boxes, int at, float x, float y, float[] sides, float[] shifts) {
        for (int axis = 0; axis < 2; axis++) {
            long bits = random.nextLong();
            float centre = (axis == 0 ? x : y) + shifts[(int) bits & TABLE - 1];
            float side = Math.max(1, sides[(int) (bits >>> 16) & TABLE - 1]);
            boxes[at + axis] = centre - side / 2;
            boxes[at + 2 + axis] = centre + side / 2;
        }
    }

    /** Gives up to GOOD units inside a GT its box and class, roughly. */
    private void adopt(BatchData data, int image, int g) {
        int n = unitsInside(data.gtBoxes, g);
        for (int i = 0; i < Math.min(n, GOOD); i++) {
            int pick = i + random.nextInt(n - i);
            int unit = image * data.units + inside[pick];
            inside[pick] = inside[i];
            for (int k = 0; k < 4; k++) {
                float side = data.gtBoxes[4 * g + 2 + k % 2] - data.gtBoxes[4 * g + k % 2];
                data.boxes[unit * 4 + k] = data.gtBoxes[4 * g + k] + (float) random.nextGaussian() * 0.12f * side;
            }
            for (int k = 0; k < 2; k++) {
                data.boxes[unit * 4 + 2 + k] = Math.max(data.boxes[unit * 4 + 2 + k], data.boxes[unit * 4 + k] + 1);
            }
            data.scores[unit * classes + data.labels[g]] = sigmoid(random.nextGaussian() * 1.8 - 1.5);
        }
    }

    private int unitsInside(float[] gt, int g) {
        int n = 0;
        int first = 0;
        for (int stride : BatchData.STRIDES) {
            int cells = canvas / stride;
            int x0 = PlainAligned.first(gt[4 * g], stride);
            int y0 = PlainAligned.first(gt[4 * g + 1], stride);
            int x1 = PlainAligned.end(gt[4 * g + 2], stride, cells);
            int y1 = PlainAligned.end(gt[4 * g + 3], stride, cells);
            for (int y = y0; y < y1; y++) {
                for (int x = x0; x < x1; x++) {
                    inside = n == inside.length ? Arrays.copyOf(inside, 2 * n) : inside;
                    inside[n++] = first + y * cells + x;
                }
            }
            first += cells * cells;
        }
        return n;
    }

    private static float sigmoid(double x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }
}
