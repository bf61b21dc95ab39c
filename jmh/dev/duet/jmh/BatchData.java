package dev.duet.jmh;

import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.golden.NpzArrays;
import dev.duet.io.npz.NpzWriter;
import java.nio.file.Path;

/** A batch as plain arrays: what a case file holds. Boxes are rows x1 y1 x2 y2 in pixels, scores [images, units, classes]. */
final class BatchData {
    static final int[] STRIDES = {8, 16, 32};

    final int images;
    final int size;
    final int units;
    final int classes;
    final int[] offsets;
    final int[] labels;
    final float[] gtBoxes;
    final float[] boxes;
    final float[] scores;

    BatchData(int size, int classes, int[] offsets, int[] labels, float[] gtBoxes, float[] boxes, float[] scores) {
        this.images = offsets.length - 1;
        this.size = size;
        this.units = units(size);
        this.classes = classes;
        this.offsets = offsets;
        this.labels = labels;
        this.gtBoxes = gtBoxes;
        this.boxes = boxes;
        this.scores = scores;
    }

    /** Units of a square canvas. */
    static int units(int size) {
        int units = 0;
        for (int stride : STRIDES) {
            units += (size / stride) * (size / stride);
        }
        return units;
    }

    /** A case file of a square canvas with strides 8, 16, 32. */
    static BatchData read(Path file) {
        NpzArrays arrays = NpzArrays.read(file);
        int[] offsets = arrays.ints("gt_offsets");
        float[] scores = arrays.floats("pred_scores");
        int size = arrays.ints("image_size")[0];
        return new BatchData(
                size,
                scores.length / (offsets.length - 1) / units(size),
                offsets,
                arrays.ints("gt_labels"),
                arrays.floats("gt_boxes"),
                arrays.floats("pred_boxes"),
                scores);
    }

    /** Writes the batch in the format of docs/formats.md. */
    void write(Path file) {
        int[] grid = new int[2 * STRIDES.length];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = size / STRIDES[i / 2];
        }
        try (NpzWriter npz = NpzWriter.create(file, false)) {
            npz.put("image_size", new int[] {size, size}, 2)
                    .put("strides", STRIDES, STRIDES.length)
                    .put("grid", grid, STRIDES.length, 2)
                    .put("gt_boxes", gtBoxes, labels.length, 4)
                    .put("gt_labels", labels, labels.length)
                    .put("gt_offsets", offsets, offsets.length)
                    .put("pred_boxes", boxes, images, units, 4)
                    .put("pred_scores", scores, images, units, classes);
            npz.commit();
        }
    }

    GroundTruths gts() {
        return GroundTruths.ofRows(gtBoxes, labels, offsets);
    }

    Predictions predictions() {
        return Predictions.of(images, units).boxes(boxes).scores(scores, classes);
    }

    /** YOLOv8's engine for this canvas. */
    Duet engine(int threads) {
        return Duet.engine(Systems.YOLOV8.classes(classes), Pyramid.of(size, size, STRIDES))
                .threads(threads);
    }
}
