package dev.duet.golden;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;

/** The ground truth of 128 photographs letterboxed to 640 pixels, where {@code -Dreal.dir} says it lies. */
public final class RealPhotos {
    public final GoldenCase photos;
    /** x1 y1 x2 y2 per GT of a photo. */
    public final float[][][] boxes;

    private RealPhotos(GoldenCase photos) {
        this.photos = photos;
        int[] offsets = photos.arrays.ints("gt_offsets");
        float[] rows = photos.arrays.floats("gt_boxes");
        boxes = new float[offsets.length - 1][][];
        for (int b = 0; b < boxes.length; b++) {
            boxes[b] = new float[offsets[b + 1] - offsets[b]][4];
            for (int g = 0; g < boxes[b].length; g++) {
                System.arraycopy(rows, 4 * (offsets[b] + g), boxes[b][g], 0, 4);
            }
        }
    }

    /** Reads them, or skips the test. */
    public static RealPhotos read() {
        String folder = System.getProperty("real.dir", "");
        assumeFalse(folder.isEmpty(), "no real.dir");
        return new RealPhotos(GoldenCase.read(Path.of(folder, "gt_only_640_train128.npz")));
    }
}
