package dev.duet.io.labels;

import dev.duet.io.Progress;
import dev.duet.io.image.PhotoIndex;
import dev.duet.io.image.SizeTable;
import java.nio.file.Path;
import java.util.List;

/**
 * What the caller knows beyond the label files, and how strictly they are read.
 *
 * @param classNames names by class index; empty to take those beside the labels, or to number the classes
 * @param sizes a table of photo sizes for YOLO labels (see {@link SizeTable}); null for {@code images.tsv} beside them
 * @param photos the folder of the photos; null for the usual places, see {@link PhotoIndex}
 * @param photoWidth the width in pixels of every photo whose size the labels do not say; 0 if it is not given
 * @param photoHeight the height of every such photo in pixels; 0 if it is not given
 * @param needSizes whether an image with boxes whose size cannot be known is a fault
 * @param confidence whether YOLO rows may have a sixth number, a confidence, which is passed over
 * @param rotated whether the corners that YOLO rows give are kept, for systems on rotated boxes ({@link RotatedBoxes})
 * @param skipFaulty whether to note a fault in {@link Labels#remarks} and go on; else the first one is thrown
 * @param progress told how far reading has come
 */
public record LabelOptions(
        List<String> classNames,
        Path sizes,
        Path photos,
        int photoWidth,
        int photoHeight,
        boolean needSizes,
        boolean confidence,
        boolean rotated,
        boolean skipFaulty,
        Progress progress) {

    /** Checks and copies. */
    public LabelOptions {
        classNames = List.copyOf(classNames);
        if (photoWidth < 0 || photoHeight < 0 || (photoWidth == 0) != (photoHeight == 0)) {
            throw new IllegalArgumentException("photo size " + photoWidth + " x " + photoHeight + " is not positive");
        }
    }

    /** Nothing given; the first fault is thrown, sizes may be unknown. */
    public static LabelOptions defaults() {
        return new LabelOptions(List.of(), null, null, 0, 0, false, false, false, false, Progress.NONE);
    }

    /** The same with class names. */
    public LabelOptions withClassNames(List<String> names) {
        return new LabelOptions(
                names, sizes, photos, photoWidth, photoHeight, needSizes, confidence, rotated, skipFaulty, progress);
    }

    /** The same with a table of photo sizes. */
    public LabelOptions withSizes(Path table) {
        return new LabelOptions(
                classNames,
                table,
                photos,
                photoWidth,
                photoHeight,
                needSizes,
                confidence,
                rotated,
                skipFaulty,
                progress);
    }

    /** The same with a folder of photos; null for the usual places. */
    public LabelOptions withPhotos(Path folder) {
        return new LabelOptions(
                classNames,
                sizes,
                folder,
                photoWidth,
                photoHeight,
                needSizes,
                confidence,
                rotated,
                skipFaulty,
                progress);
    }

    /** The same with one size in pixels for all photos whose size the labels do not say; these are then not opened. */
    public LabelOptions withPhotoSize(int width, int height) {
        return new LabelOptions(
                classNames, sizes, photos, width, height, needSizes, confidence, rotated, skipFaulty, progress);
    }

    /** The same, an image with boxes whose size cannot be known being a fault or not. */
    public LabelOptions withNeedSizes(boolean needed) {
        return new LabelOptions(
                classNames, sizes, photos, photoWidth, photoHeight, needed, confidence, rotated, skipFaulty, progress);
    }

    /** The same, with a confidence behind YOLO's boxes or without. */
    public LabelOptions withConfidence(boolean taken) {
        return new LabelOptions(
                classNames, sizes, photos, photoWidth, photoHeight, needSizes, taken, rotated, skipFaulty, progress);
    }

    /** The same, for systems on rotated boxes or without them. */
    public LabelOptions withRotated(boolean kept) {
        return new LabelOptions(
                classNames, sizes, photos, photoWidth, photoHeight, needSizes, confidence, kept, skipFaulty, progress);
    }

    /** The same, going on at faults or not. */
    public LabelOptions withSkipFaulty(boolean skip) {
        return new LabelOptions(
                classNames, sizes, photos, photoWidth, photoHeight, needSizes, confidence, rotated, skip, progress);
    }

    /** The same with a listener. */
    public LabelOptions withProgress(Progress listener) {
        return new LabelOptions(
                classNames,
                sizes,
                photos,
                photoWidth,
                photoHeight,
                needSizes,
                confidence,
                rotated,
                skipFaulty,
                listener);
    }

    public boolean hasPhotoSize() {
        return photoWidth > 0;
    }
}
