package dev.duet.io;

import java.nio.file.Path;
import java.util.List;

/**
 * What the caller knows beyond the label files. COCO files are complete and use {@link #progress} only.
 *
 * @param classNames names by class index; empty to take those beside the labels, or to number the classes
 * @param sizes a table of photo sizes for YOLO labels (see {@link SizeTable}); null for {@code images.tsv} beside them
 * @param photoWidth the width of every photo in pixels, for YOLO labels without photos; 0 if it is not given
 * @param photoHeight the height of every photo in pixels; 0 if it is not given
 * @param progress told how far reading has come
 */
public record LabelOptions(List<String> classNames, Path sizes, int photoWidth, int photoHeight, Progress progress) {

    /** Checks and copies. */
    public LabelOptions {
        classNames = List.copyOf(classNames);
        if (photoWidth < 0 || photoHeight < 0 || (photoWidth == 0) != (photoHeight == 0)) {
            throw new IllegalArgumentException("photo size " + photoWidth + " x " + photoHeight + " is not positive");
        }
    }

    /** Nothing given. */
    public static LabelOptions defaults() {
        return new LabelOptions(List.of(), null, 0, 0, Progress.NONE);
    }

    /** The same with class names. */
    public LabelOptions withClassNames(List<String> names) {
        return new LabelOptions(names, sizes, photoWidth, photoHeight, progress);
    }

    /** The same with a table of photo sizes. */
    public LabelOptions withSizes(Path table) {
        return new LabelOptions(classNames, table, photoWidth, photoHeight, progress);
    }

    /** The same with one size in pixels for all photos, which are then not looked at. */
    public LabelOptions withPhotoSize(int width, int height) {
        return new LabelOptions(classNames, sizes, width, height, progress);
    }

    /** The same with a listener. */
    public LabelOptions withProgress(Progress listener) {
        return new LabelOptions(classNames, sizes, photoWidth, photoHeight, listener);
    }
}
