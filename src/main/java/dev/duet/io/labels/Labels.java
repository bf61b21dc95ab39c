package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.Names;
import dev.duet.io.Remarks;
import dev.duet.io.image.ImageNames;
import dev.duet.io.image.PhotoIndex;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The box labels of a data set, whatever files they came from: flat arrays over all boxes, image {@code i} owning the
 * boxes {@code offsets()[i]} to {@code offsets()[i + 1]} (exclusive) in the order of its file.
 *
 * <p>Corners are in pixels of the photo, x to the right and y down, in float64 as the files' numbers give them, so that
 * {@link Letterbox} can round once, at the end. They are not clipped and may reach outside the photo; sizes may be zero. Crowds and boxes
 * marked {@code ignore} are not among them, as trainers leave them out: {@link #remarks} counts them and all else that was left out.
 *
 * <p>Immutable by convention: the arrays are the structure's own, given without a copy, and must not be written to.
 */
public final class Labels {
    private final LabelsBuilder data;
    private final int[] offsets;
    private final double[][] corners;
    private final int[] classIndex;

    Labels(LabelsBuilder data) {
        this.data = data;
        this.offsets = data.offsets.toIntArray();
        this.corners = new double[4][];
        for (int c = 0; c < 4; c++) {
            corners[c] = exact(data.corners[c]);
            data.corners[c] = null; // hold large data once
        }
        this.classIndex = data.classIndex.toIntArray();
        data.classIndex = null;
    }

    /** Where the labels lie: a COCO file, or the folder of the label files. */
    public Path source() {
        return data.source;
    }

    /** What was left out, passed over or taken in another form. */
    public Remarks remarks() {
        return data.remarks;
    }

    /** Where a box is in the files, for people: "labels/a.txt, line 3", "l.json, annotation 7 (image a.jpg)". */
    public String place(int box) {
        int image = Arrays.binarySearch(offsets, box);
        image = image < 0 ? -image - 2 : lastFrom(image);
        long spot = data.spots.getLong(box);
        if (!data.files.isEmpty()) {
            return file(image) + ", line " + spot;
        }
        return data.source + ", annotation " + data.textIds.text(spot) + " (image " + Names.shown(name(image)) + ")";
    }

    /** Of images without boxes and one with some, which begin at the same box, the last. */
    private int lastFrom(int image) {
        int last = image;
        while (last + 1 < images() && offsets[last + 1] == offsets[image]) {
            last++;
        }
        return last;
    }

    /** The label file of an image as text, the common one where there is one. */
    public String file(int image) {
        return data.files.isEmpty() ? data.source.toString() : data.source + "/" + data.files.get(image);
    }

    /** The path of an image's label file below the source, without suffix; its name where one file holds all. */
    public String key(int image) {
        return data.files.isEmpty()
                ? PhotoIndex.withoutPhotoSuffix(name(image))
                : Names.withoutSuffix(data.files.get(image));
    }

    public Iterable<String> keys() {
        return data.files.isEmpty() ? data.names : data.files;
    }

    public boolean hasFiles() {
        return !data.files.isEmpty();
    }

    private static double[] exact(DoubleArrayList list) {
        return list.elements().length == list.size() ? list.elements() : list.toDoubleArray();
    }

    /**
     * Opens labels by what lies at {@code path}: a {@code .json} file is COCO ({@link CocoLabels}), a folder with
     * {@code .xml} is Pascal VOC ({@link VocLabels}), a folder with {@code .txt} is YOLO ({@link YoloLabels}).
     *
     * @throws DataException if it is none of these, or as the reader of the format
     */
    public static Labels open(Path path, LabelOptions options) {
        return LabelFormat.of(path).read(path, options);
    }

    /** Opens labels with {@link LabelOptions#defaults}. */
    public static Labels open(Path path) {
        return open(path, LabelOptions.defaults());
    }

    /** Number of images. */
    public int images() {
        return data.names.size();
    }

    /** Number of boxes of all images. */
    public int boxes() {
        return classIndex.length;
    }

    /** The image's name: the file name that COCO and VOC give, the path below the label folder without suffix for YOLO. */
    public String name(int image) {
        return data.names.get(image);
    }

    /**
     * The image that a name means: its whole path, or as much of it as fits no other image. Allocates.
     *
     * @return -1 if none
     * @throws DataException if the name fits several images
     */
    public int find(String name) {
        return new ImageNames(this).row(name);
    }

    /** The image's name without folders and without the suffix of the file. */
    public String stem(int image) {
        return Names.stem(name(image));
    }

    /** The image's id: COCO's; else the number that the stem is, or -1 where it is not one. */
    public long id(int image) {
        return data.ids.getLong(image);
    }

    /** Whether width and height of the photo are known. */
    public boolean sizeKnown(int image) {
        return data.widths.getInt(image) > 0;
    }

    /** Width of the photo in pixels, 0 if not known. */
    public int width(int image) {
        return data.widths.getInt(image);
    }

    /** Height of the photo in pixels, 0 if not known. */
    public int height(int image) {
        return data.heights.getInt(image);
    }

    /** Where the boxes of each image begin; {@code images() + 1} entries. */
    public int[] offsets() {
        return offsets;
    }

    /** Left edges in pixels of the photo. */
    public double[] x1() {
        return corners[0];
    }

    /** Top edges in pixels of the photo. */
    public double[] y1() {
        return corners[1];
    }

    /** Right edges in pixels of the photo. */
    public double[] x2() {
        return corners[2];
    }

    /** Bottom edges in pixels of the photo. */
    public double[] y2() {
        return corners[3];
    }

    /** Whether the labels were read for systems on rotated boxes. */
    public boolean isRotated() {
        return data.hulls != null;
    }

    /** The hull of a box's corners, x and y in turn in pixels of the photo; empty if it has none or they were not asked for. Allocates. */
    public double[] corners(int box) {
        if (data.hullEnds == null || box >= data.hullEnds.size()) {
            return new double[0];
        }
        int from = box == 0 ? 0 : data.hullEnds.getInt(box - 1);
        return Arrays.copyOfRange(data.hulls.elements(), from, data.hullEnds.getInt(box));
    }

    /** The class of each box, an index into {@link #classNames}. */
    public int[] classIndex() {
        return classIndex;
    }

    /** Names of the classes, "class 7" where the files do not tell. */
    public List<String> classNames() {
        return data.classNames;
    }

    /** The number that stands for a class in the files: COCO's category id; else the index itself. */
    public long classId(int classIndex) {
        return data.classIds == null ? classIndex : data.classIds[classIndex];
    }

    /** Whether a box is marked as difficult (VOC); evaluations leave such boxes out. */
    public boolean isDifficult(int box) {
        return data.difficult.get(box);
    }
}
