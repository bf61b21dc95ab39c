package dev.duet.cli;

import dev.duet.io.npz.NpzWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A case of two images of 64 x 64 pixels with 84 units, three classes and four GTs, written as npz; tests replace or remove arrays
 * to break it.
 */
final class SmallCase {
    static final int UNITS = 84;
    static final int CLASSES = 3;

    private record Entry(Object values, long[] shape) {}

    private final Map<String, Entry> arrays = new LinkedHashMap<>();

    SmallCase() {
        put("image_size", new int[] {64, 64}, 2);
        put("strides", new int[] {8, 16, 32}, 3);
        put("grid", new int[] {8, 8, 4, 4, 2, 2}, 3, 2);
        put("gt_boxes", new float[] {4, 4, 30, 28, 20, 20, 60, 60, 1, 1, 2, 2, 10, 30, 50, 62}, 4, 4);
        put("gt_labels", new int[] {0, 1, 2, 1}, 4);
        put("gt_offsets", new int[] {0, 3, 4}, 3);
        SplittableRandom random = new SplittableRandom(1);
        float[] boxes = new float[2 * UNITS * 4];
        float[] scores = new float[2 * UNITS * CLASSES];
        for (int i = 0; i < boxes.length; i += 4) {
            for (int axis = 0; axis < 2; axis++) {
                boxes[i + axis] = (float) random.nextDouble(30);
                boxes[i + axis + 2] = boxes[i + axis] + 10 + (float) random.nextDouble(24);
            }
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextDouble(0.01, 0.9);
        }
        put("pred_boxes", boxes, 2, UNITS, 4);
        put("pred_scores", scores, 2, UNITS, CLASSES);
    }

    SmallCase put(String name, Object values, long... shape) {
        arrays.put(name, new Entry(values, shape));
        return this;
    }

    SmallCase without(String... names) {
        for (String name : names) {
            arrays.remove(name);
        }
        return this;
    }

    float[] floats(String name) {
        return (float[]) arrays.get(name).values();
    }

    Path write(Path file) {
        return write(file, false);
    }

    Path write(Path file, boolean deflate) {
        try (NpzWriter npz = NpzWriter.create(file, deflate)) {
            arrays.forEach((name, e) -> {
                if (e.values() instanceof float[] floats) {
                    npz.put(name, floats, e.shape());
                } else if (e.values() instanceof int[] ints) {
                    npz.put(name, ints, e.shape());
                } else {
                    npz.put(name, (String[]) e.values(), e.shape());
                }
            });
            npz.commit();
        }
        return file;
    }
}
