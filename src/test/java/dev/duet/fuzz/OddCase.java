package dev.duet.fuzz;

import dev.duet.io.npz.NpzWriter;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A case file of two images of 64 x 64 pixels in which a few arrays are missing, of another shape, or hold numbers at limits. */
final class OddCase {
    private static final int[] NUMBERS = {
        0, 1, -1, 2, 3, 63, 65, 4096, 70_000, 999_999, Integer.MAX_VALUE, Integer.MIN_VALUE
    };
    private static final float[] FLOATS = {
        0, -0f, -1, 1, 64, 1e38f, -1e38f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e-45f
    };

    private final SplittableRandom random;

    OddCase(SplittableRandom random) {
        this.random = random;
    }

    void write(NpzWriter npz) {
        int[] strides = random.nextInt(8) == 0 ? new int[] {32, 16, 8} : new int[] {8, 16, 32};
        int slots = random.nextInt(3) == 0 ? 3 : 1;
        int units = random.nextInt(12) == 0 ? 20 : 84 * slots;
        ints(npz, "image_size", 64, 64);
        if (random.nextInt(8) > 0) {
            ints(npz, "strides", random.nextInt(20) == 0 ? new int[0] : strides.clone());
        }
        if (random.nextBoolean()) {
            int[] grid = {64 / strides[0], 64 / strides[0], 4, 4, 64 / strides[2], 64 / strides[2]};
            put(npz, "grid", odd(grid), 3, 2);
        }
        int columns = random.nextInt(6) == 0 ? 5 : 4;
        put(npz, "gt_boxes", odd(boxes(4, columns)), 4, columns);
        ints(npz, "gt_labels", 0, 1, 2, 1);
        ints(npz, "gt_offsets", 0, 3, 4);
        if (random.nextInt(4) == 0) {
            put(npz, "gt_scores", odd(new float[] {1, 0.5f, 0, 1}), 4);
        }
        if (random.nextInt(4) == 0) {
            put(npz, "ignore_boxes", odd(boxes(1, 4)), 1, 4);
            ints(npz, "ignore_offsets", 0, 1, 1);
        }
        if (random.nextInt(4) == 0) {
            npz.put("image_names", new String[] {"a", "b\u0000\ud800"}, 2);
        }
        if (random.nextInt(3) == 0) {
            put(npz, "anchors", odd(fill(3 * slots * 2, 16)), 3, slots, 2);
            if (random.nextBoolean()) {
                int[] masks = new int[3 * slots];
                Arrays.setAll(masks, i -> i);
                put(npz, "anchor_masks", odd(masks), 3, slots);
            }
        } else if (random.nextInt(8) == 0) {
            put(npz, "anchor_boxes", odd(boxes(84 * slots, 4)), 84 * slots, 4);
        }
        if (random.nextInt(8) > 0) {
            predictions(npz, units, "");
            predictions(npz, units, random.nextBoolean() ? "_o2o" : "_aux");
        }
    }

    private void predictions(NpzWriter npz, int units, String suffix) {
        int columns = random.nextInt(8) == 0 ? 5 : 4;
        if (random.nextInt(8) > 0) {
            put(npz, "pred_boxes" + suffix, odd(boxes(2 * units, columns)), 2, units, columns);
        }
        if (random.nextInt(8) > 0) {
            put(npz, "pred_scores" + suffix, odd(fill(2 * units * 3, 0.25f)), 2, units, 3);
        }
        if (random.nextInt(3) == 0) {
            put(npz, "pred_logits" + suffix, odd(fill(2 * units * 3, -1)), 2, units, 3);
        }
        if (random.nextInt(3) == 0) {
            put(npz, "pred_objectness" + suffix, odd(fill(2 * units, 0.5f)), 2, units);
        }
        if (random.nextInt(3) == 0) {
            put(npz, "pred_raw_boxes" + suffix, odd(fill(2 * units * 4, 0.1f)), 2, units, 4);
        }
    }

    private float[] boxes(int rows, int columns) {
        float[] boxes = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            float x = random.nextInt(40);
            float y = random.nextInt(40);
            boxes[i * columns] = x;
            boxes[i * columns + 1] = y;
            boxes[i * columns + 2] = x + 1 + random.nextInt(24);
            boxes[i * columns + 3] = y + 1 + random.nextInt(24);
        }
        return boxes;
    }

    private static float[] fill(int n, float value) {
        float[] values = new float[n];
        Arrays.fill(values, value);
        return values;
    }

    private void ints(NpzWriter npz, String name, int... values) {
        put(npz, name, odd(values), values.length);
    }

    private int[] odd(int[] values) {
        if (values.length > 0 && random.nextInt(12) == 0) {
            values[random.nextInt(values.length)] = NUMBERS[random.nextInt(NUMBERS.length)];
        }
        return values;
    }

    private float[] odd(float[] values) {
        if (values.length > 0 && random.nextInt(24) == 0) {
            values[random.nextInt(values.length)] = FLOATS[random.nextInt(FLOATS.length)];
        }
        return values;
    }

    /** Mostly as asked; sometimes missing, flat, turned, empty, or of huge extents that hold nothing. */
    private void put(NpzWriter npz, String name, Object values, long... shape) {
        boolean whole = random.nextInt(40) > 0;
        boolean missing = !whole && random.nextInt(3) == 0;
        if (missing) {
            return;
        }
        Object array = values;
        long[] extents = shape.clone();
        if (!whole) {
            switch (random.nextInt(4)) {
                case 0 -> extents = new long[] {Arrays.stream(shape).reduce(1, (a, b) -> a * b)};
                case 1 -> {
                    extents[0] = shape[shape.length - 1];
                    extents[shape.length - 1] = shape[0];
                }
                case 2 -> extents[0] = 0;
                default -> extents = new long[] {0, 721_554_505_728L, 4};
            }
            if (Arrays.stream(extents).anyMatch(e -> e == 0)) {
                array = values instanceof int[] ? new int[0] : new float[0];
            }
        }
        if (array instanceof int[] i) {
            npz.put(name, i, extents);
        } else {
            npz.put(name, (float[]) array, extents);
        }
    }
}
