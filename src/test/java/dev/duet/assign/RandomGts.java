package dev.duet.assign;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Pyramid;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Ground truth without predictions, made from a seed: odd image sizes, no image to four, and boxes that trouble rules which look at
 * boxes alone: on whole pixels, on cell borders, without area, outside, huge, tiny, twice. GT columns are longer than needed, with
 * NaN behind.
 */
public final class RandomGts {
    private static final int SORTS = 9;

    public final long seed;
    public final Pyramid pyramid;
    public final GroundTruths gts;
    /** x1 y1 x2 y2 per GT of an image. */
    public final float[][][] boxes;

    private final SplittableRandom random;

    public RandomGts(long seed, int... strides) {
        this.seed = seed;
        random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 7);
        int height = 24 + random.nextInt(seed % 3 == 0 ? 40 : 300);
        int width = 24 + random.nextInt(seed % 3 == 0 ? 40 : 300);
        pyramid = Pyramid.of(height, width, strides);
        boxes = new float[seed % 7 == 6 ? 0 : 1 + random.nextInt(4)][][];
        int[] offsets = new int[boxes.length + 1];
        for (int b = 0; b < boxes.length; b++) {
            boxes[b] = image(height, width);
            offsets[b + 1] = offsets[b] + boxes[b].length;
        }
        int n = offsets[boxes.length];
        float[][] columns = new float[4][n + 3];
        for (float[] column : columns) {
            Arrays.fill(column, Float.NaN);
        }
        for (int b = 0; b < boxes.length; b++) {
            for (int g = 0; g < boxes[b].length; g++) {
                for (int k = 0; k < 4; k++) {
                    columns[k][offsets[b] + g] = boxes[b][g][k];
                }
            }
        }
        gts = GroundTruths.of(columns[0], columns[1], columns[2], columns[3], new int[n], offsets);
    }

    /** Seeds of a random comparison: {@code -Drandom.seeds}, 20 unless told otherwise. */
    public static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("random.seeds", 20));
    }

    /** What the reference says of GTs alone. */
    public static Assignment byReference(DetectionSystem system, Pyramid pyramid, GroundTruths gts) {
        try (Duet reference = Duet.engine(system, pyramid).byReference(true)) {
            return reference.assign(gts).copy();
        }
    }

    /** Threads to use: 1, 2 or 5. */
    public int threads() {
        return new int[] {1, 2, 5}[(int) (seed % 3)];
    }

    /** A number in 0 .. bound-1 that depends on the seed. */
    public int pick(int bound) {
        return random.nextInt(bound);
    }

    public float uniform(float low, float high) {
        return low + (high - low) * (float) random.nextDouble();
    }

    private float[][] image(int height, int width) {
        int count = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(random.nextInt(6) == 0 ? 150 : 20);
        float[][] rows = new float[count][];
        int always = random.nextInt(2 * SORTS);
        for (int g = 0; g < count; g++) {
            int sort = always < SORTS ? always : random.nextInt(SORTS);
            rows[g] = sort == 8 && g > 0 ? rows[random.nextInt(g)].clone() : box(sort, height, width);
        }
        return rows;
    }

    private float[] box(int sort, int height, int width) {
        float cx = uniform(0, width);
        float cy = uniform(0, height);
        float w = 4 * (float) Math.exp(uniform(0, 4.5f));
        float h = w * uniform(.4f, 2.5f);
        return switch (sort) {
            case 1 -> whole(cx, cy, w, h);
            case 2 -> onBorders(width, height);
            case 3 -> corners(cx, cy, random.nextBoolean() ? 0 : w, 0);
            case 4 -> corners(cx - 2 * width, cy + (random.nextBoolean() ? height : 0), w, h);
            case 5 -> corners(cx, cy, uniform(.7f, 4) * width, uniform(.7f, 4) * height);
            case 6 -> corners(cx, cy, uniform(.01f, 6), uniform(.01f, 6));
            case 7 -> corners(cx, cy, w, uniform(1, 3));
            default -> corners(cx, cy, w, h);
        };
    }

    private static float[] corners(float cx, float cy, float w, float h) {
        return new float[] {cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2};
    }

    private static float[] whole(float cx, float cy, float w, float h) {
        float[] box = corners(cx, cy, w, h);
        for (int k = 0; k < 4; k++) {
            box[k] = Math.round(box[k]);
        }
        return box;
    }

    /** Centre and sides are multiples of 4 pixels. */
    private float[] onBorders(int width, int height) {
        float halfW = 4 * (1 + random.nextInt(20));
        float halfH = 4 * (1 + random.nextInt(20));
        float cx = 4 * random.nextInt(width / 4 + 1);
        float cy = 4 * random.nextInt(height / 4 + 1);
        return new float[] {cx - halfW, cy - halfH, cx + halfW, cy + halfH};
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + pyramid.imageHeight() + " x " + pyramid.imageWidth() + ", " + gts.size()
                + " GTs in " + gts.images() + " images";
    }
}
