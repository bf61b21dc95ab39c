package dev.duet.io;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Collects {@link Labels} image by image. */
final class LabelsBuilder {
    final List<String> names = new ArrayList<>();
    final LongArrayList ids = new LongArrayList();
    final IntArrayList widths = new IntArrayList();
    final IntArrayList heights = new IntArrayList();
    final IntArrayList offsets = new IntArrayList(new int[] {0});
    final DoubleArrayList[] corners = {
        new DoubleArrayList(), new DoubleArrayList(), new DoubleArrayList(), new DoubleArrayList()
    };
    final BitSet crowd = new BitSet();
    final BitSet difficult = new BitSet();
    final List<String> leftOut = new ArrayList<>();
    IntArrayList classIndex = new IntArrayList();
    List<String> classNames = List.of();
    long[] classIds;

    /** Begins an image; a width of 0 stands for an unknown size. */
    void image(String name, long id, int width, int height) {
        names.add(name);
        ids.add(id);
        widths.add(width);
        heights.add(height);
        offsets.add(classIndex.size());
    }

    /** Adds a box to the image begun last. */
    void box(double x1, double y1, double x2, double y2, int label) {
        corners[0].add(x1);
        corners[1].add(y1);
        corners[2].add(x2);
        corners[3].add(y2);
        classIndex.add(label);
        offsets.set(names.size(), classIndex.size());
    }

    int boxes() {
        return classIndex.size();
    }

    Labels build() {
        return new Labels(this);
    }
}
