package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.Remark;
import dev.duet.io.Remarks;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Collects {@link Labels} image by image. */
public final class LabelsBuilder {
    public final Path source;
    public final LabelOptions options;
    public final Remarks remarks;
    public final List<String> names = new ArrayList<>();
    final LongArrayList ids = new LongArrayList();
    public final IntArrayList widths = new IntArrayList();
    public final IntArrayList heights = new IntArrayList();
    public final IntArrayList offsets = new IntArrayList(new int[] {0});
    final DoubleArrayList[] corners = {
        new DoubleArrayList(), new DoubleArrayList(), new DoubleArrayList(), new DoubleArrayList()
    };
    final BitSet difficult = new BitSet();
    /** The label file of each image below the source; empty where one file holds all. */
    public final List<String> files = new ArrayList<>();
    /** The line of each box in its file; where one file holds all, the annotation's id. */
    LongArrayList spots = new LongArrayList();
    /** Where systems on rotated boxes are asked: the hulls of all boxes' corners, x and y in turn, and where each ends; else null. */
    final DoubleArrayList hulls;

    final IntArrayList hullEnds;

    /** The annotations' ids that are texts; null where each image has a file. */
    CocoIds textIds;

    IntArrayList classIndex = new IntArrayList();
    List<String> classNames = List.of();
    long[] classIds;

    LabelsBuilder(Path source, LabelOptions options) {
        this.source = source;
        this.options = options;
        this.remarks = new Remarks(!options.skipFaulty());
        this.hulls = options.rotated() ? new DoubleArrayList() : null;
        this.hullEnds = options.rotated() ? new IntArrayList() : null;
    }

    /** Begins an image; a width of 0 stands for an unknown size. */
    void image(String name, long id, int width, int height) {
        names.add(name);
        ids.add(id);
        widths.add(width);
        heights.add(height);
        offsets.add(classIndex.size());
    }

    /** Adds a box to the image begun last. */
    void box(double x1, double y1, double x2, double y2, int label, long spot) {
        corners[0].add(x1);
        corners[1].add(y1);
        corners[2].add(x2);
        corners[3].add(y2);
        classIndex.add(label);
        spots.add(spot);
        offsets.set(names.size(), classIndex.size());
    }

    /** Says the corners of the box added last, x and y in turn in pixels of the photo. */
    void corners(double[] points, int count) {
        double[] hull = LeastRectangle.hull(points, count);
        while (hullEnds.size() < boxes() - 1) {
            hullEnds.add(hulls.size());
        }
        hulls.addElements(hulls.size(), hull);
        hullEnds.add(hulls.size());
    }

    /** Takes images out with their boxes; those of formats that give no corners. */
    public void drop(BitSet images) {
        if (images.isEmpty()) {
            return;
        }
        int toImage = 0;
        int toBox = 0;
        BitSet stillDifficult = new BitSet();
        for (int image = 0; image < names.size(); image++) {
            if (images.get(image)) {
                continue;
            }
            int from = offsets.getInt(image);
            int to = offsets.getInt(image + 1);
            names.set(toImage, names.get(image));
            if (!files.isEmpty()) {
                files.set(toImage, files.get(image));
            }
            ids.set(toImage, ids.getLong(image));
            widths.set(toImage, widths.getInt(image));
            heights.set(toImage, heights.getInt(image));
            offsets.set(toImage++, toBox);
            for (int i = from; i < to; i++, toBox++) {
                for (DoubleArrayList edge : corners) {
                    edge.set(toBox, edge.getDouble(i));
                }
                classIndex.set(toBox, classIndex.getInt(i));
                spots.set(toBox, spots.getLong(i));
                stillDifficult.set(toBox, difficult.get(i));
            }
        }
        offsets.set(toImage, toBox);
        cut(toImage, toBox);
        difficult.clear();
        difficult.or(stillDifficult);
    }

    private void cut(int images, int boxes) {
        names.subList(images, names.size()).clear();
        files.subList(Math.min(images, files.size()), files.size()).clear();
        ids.size(images);
        widths.size(images);
        heights.size(images);
        offsets.size(images + 1);
        for (DoubleArrayList edge : corners) {
            edge.size(boxes);
        }
        classIndex.size(boxes);
        spots.size(boxes);
    }

    int boxes() {
        return classIndex.size();
    }

    /**
     * The end of reading.
     *
     * @throws DataException if there were faults and nothing was left beside them
     */
    Labels build() {
        if (classIndex.isEmpty() && remarks.faults() > 0) {
            throw new DataException(source + ": no box could be read; " + remarks.faults()
                    + (remarks.faults() == 1 ? " fault: " : " faults, the first: ") + remarks.firstFault());
        }
        if (options.rotated()) {
            int upright = 0;
            for (int i = 0; i < boxes(); i++) {
                upright += i >= hullEnds.size() || hullEnds.getInt(i) == (i == 0 ? 0 : hullEnds.getInt(i - 1)) ? 1 : 0;
            }
            remarks.add(Remark.UPRIGHT, upright);
        }
        return new Labels(this);
    }
}
