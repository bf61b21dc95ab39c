package dev.duet.io.labels;

import dev.duet.io.Progress;
import dev.duet.io.image.PhotoIndex;
import dev.duet.io.image.SizeTable;
import java.nio.file.Path;
import java.util.List;

/** What the caller knows beyond the label files, and how strictly they are read. Immutable; each {@code with} gives a changed copy. */
public final class LabelOptions implements Cloneable {
    private static final LabelOptions DEFAULTS = new LabelOptions();

    private List<String> classNames = List.of();
    private Path sizes;
    private Path photos;
    private int photoWidth;
    private int photoHeight;
    private boolean needSizes;
    private boolean confidence;
    private boolean rotated;
    private boolean skipFaulty;
    private Progress progress = Progress.NONE;

    private LabelOptions() {}

    /** Nothing given; the first fault is thrown, sizes may be unknown. */
    public static LabelOptions defaults() {
        return DEFAULTS;
    }

    private LabelOptions copy() {
        try {
            return (LabelOptions) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** The same with class names. */
    public LabelOptions withClassNames(List<String> names) {
        LabelOptions changed = copy();
        changed.classNames = List.copyOf(names);
        return changed;
    }

    /** The same with a table of photo sizes. */
    public LabelOptions withSizes(Path table) {
        LabelOptions changed = copy();
        changed.sizes = table;
        return changed;
    }

    /** The same with a folder of photos; null for the usual places. */
    public LabelOptions withPhotos(Path folder) {
        LabelOptions changed = copy();
        changed.photos = folder;
        return changed;
    }

    /** The same with one size in pixels for all photos whose size the labels do not say; these are then not opened. 0 and 0 for none. */
    public LabelOptions withPhotoSize(int width, int height) {
        if (width < 0 || height < 0 || (width == 0) != (height == 0)) {
            throw new IllegalArgumentException("photo size " + width + " x " + height + " is not positive");
        }
        LabelOptions changed = copy();
        changed.photoWidth = width;
        changed.photoHeight = height;
        return changed;
    }

    /** The same, an image with boxes whose size cannot be known being a fault or not. */
    public LabelOptions withNeedSizes(boolean needed) {
        LabelOptions changed = copy();
        changed.needSizes = needed;
        return changed;
    }

    /** The same, with a confidence behind YOLO's boxes or without. */
    public LabelOptions withConfidence(boolean taken) {
        LabelOptions changed = copy();
        changed.confidence = taken;
        return changed;
    }

    /** The same, for systems on rotated boxes or without them. */
    public LabelOptions withRotated(boolean kept) {
        LabelOptions changed = copy();
        changed.rotated = kept;
        return changed;
    }

    /** The same, going on at faults or not. */
    public LabelOptions withSkipFaulty(boolean skip) {
        LabelOptions changed = copy();
        changed.skipFaulty = skip;
        return changed;
    }

    /** The same with a listener. */
    public LabelOptions withProgress(Progress listener) {
        LabelOptions changed = copy();
        changed.progress = listener;
        return changed;
    }

    /** Names by class index; empty to take those beside the labels, or to number the classes. */
    public List<String> classNames() {
        return classNames;
    }

    /** A table of photo sizes for YOLO labels (see {@link SizeTable}); null for {@code images.tsv} beside them. */
    public Path sizes() {
        return sizes;
    }

    /** The folder of the photos; null for the usual places, see {@link PhotoIndex}. */
    public Path photos() {
        return photos;
    }

    /** The width in pixels of every photo whose size the labels do not say; 0 if it is not given. */
    public int photoWidth() {
        return photoWidth;
    }

    /** The height of every such photo in pixels; 0 if it is not given. */
    public int photoHeight() {
        return photoHeight;
    }

    /** Whether an image with boxes whose size cannot be known is a fault. */
    public boolean needSizes() {
        return needSizes;
    }

    /** Whether YOLO rows may have a sixth number, a confidence, which is passed over. */
    public boolean confidence() {
        return confidence;
    }

    /** Whether the corners that YOLO rows give are kept, for systems on rotated boxes ({@link RotatedBoxes}). */
    public boolean rotated() {
        return rotated;
    }

    /** Whether to note a fault in {@link Labels#remarks} and go on; else the first one is thrown. */
    public boolean skipFaulty() {
        return skipFaulty;
    }

    /** Told how far reading has come. */
    public Progress progress() {
        return progress;
    }

    public boolean hasPhotoSize() {
        return photoWidth > 0;
    }
}
