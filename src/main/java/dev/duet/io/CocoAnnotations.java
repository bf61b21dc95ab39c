package dev.duet.io;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The annotations of a COCO file, kept flat until images and categories are known, which may come after them. About 60
 * bytes per annotation.
 */
final class CocoAnnotations {
    private static final long NO_ID = Long.MIN_VALUE;

    private final LongArrayList ids = new LongArrayList();
    private final LongArrayList imageIds = new LongArrayList();
    private final LongArrayList categoryIds = new LongArrayList();
    private final IntArrayList lines = new IntArrayList();
    private final DoubleArrayList[] boxes = {
        new DoubleArrayList(), new DoubleArrayList(), new DoubleArrayList(), new DoubleArrayList()
    };
    private final BitSet crowd = new BitSet();
    private final double[] box = new double[4];

    void read(CocoJson json) {
        int line = json.line();
        long id = NO_ID;
        Long image = null;
        Long category = null;
        String trouble = "has no bbox";
        boolean isCrowd = false;
        while (json.nextKey()) {
            String key = json.key();
            if (key.equals("id")) {
                id = json.integer("an annotation's id");
            } else if (key.equals("image_id")) {
                image = json.integer("an annotation's image_id");
            } else if (key.equals("category_id")) {
                category = json.integer("an annotation's category_id");
            } else if (key.equals("bbox")) {
                trouble = json.numbers(box) ? trouble() : "has a bbox that is not a list of four numbers";
            } else if (key.equals("iscrowd")) {
                isCrowd = json.integer("an annotation's iscrowd") != 0;
            } else {
                json.skip(); // masks among them, however long
            }
        }
        if (image == null || category == null) {
            trouble = "has no " + (image == null ? "image_id" : "category_id");
        }
        if (trouble != null) {
            // Only now, because the id usually comes last.
            throw json.fail(line, called(id, ids.size()) + " " + trouble);
        }
        crowd.set(ids.size(), isCrowd);
        ids.add(id);
        imageIds.add(image.longValue());
        categoryIds.add(category.longValue());
        lines.add(line);
        boxes[0].add(box[0]);
        boxes[1].add(box[1]);
        boxes[2].add(box[0] + box[2]);
        boxes[3].add(box[1] + box[3]);
    }

    /** What is wrong with the numbers of the box; null if nothing. */
    private String trouble() {
        for (double value : box) {
            if (!Double.isFinite(value)) {
                return "has a bbox that is not finite: " + Arrays.toString(box);
            }
        }
        return box[2] < 0 || box[3] < 0 ? "has a bbox of negative size: " + Arrays.toString(box) : null;
    }

    /** Sorts the boxes by image, keeping their order within each. Empties this. */
    Labels assemble(CocoImages images, CocoCategories categories, Path file) {
        LabelsBuilder labels = images.labels;
        int[] label = classes(categories, file);
        int[] place = places(images, file);
        int n = place.length;
        for (int c = 0; c < 4; c++) {
            double[] sorted = new double[n];
            for (int i = 0; i < n; i++) {
                sorted[place[i]] = boxes[c].getDouble(i);
            }
            boxes[c] = null; // one column at a time is held twice
            labels.corners[c] = DoubleArrayList.wrap(sorted);
        }
        int[] sorted = new int[n];
        for (int i = 0; i < n; i++) {
            sorted[place[i]] = label[i];
        }
        labels.classIndex = IntArrayList.wrap(sorted);
        crowd.stream().forEach(i -> labels.crowd.set(place[i]));
        labels.classNames = categories.names();
        labels.classIds = categories.ids();
        return labels.build();
    }

    private int[] classes(CocoCategories categories, Path file) {
        Long2IntOpenHashMap indices = categories.indices();
        int[] label = new int[ids.size()];
        for (int i = 0; i < label.length; i++) {
            label[i] = indices.get(categoryIds.getLong(i));
            if (label[i] < 0) {
                throw unknown(file, i, "category_id " + categoryIds.getLong(i) + ", which is not among the categories");
            }
        }
        return label;
    }

    /** For each annotation, its place among the boxes sorted by image; fills the offsets of the images. */
    private int[] places(CocoImages images, Path file) {
        int[] place = new int[ids.size()];
        int[] next = new int[images.labels.names.size() + 1];
        for (int i = 0; i < place.length; i++) {
            place[i] = images.index(imageIds.getLong(i));
            if (place[i] < 0) {
                throw unknown(file, i, "image_id " + imageIds.getLong(i) + ", which is not among the images");
            }
            next[place[i] + 1]++;
        }
        Arrays.parallelPrefix(next, Integer::sum);
        for (int image = 0; image < next.length; image++) {
            images.labels.offsets.set(image, next[image]);
        }
        for (int i = 0; i < place.length; i++) {
            place[i] = next[place[i]]++;
        }
        return place;
    }

    private DataException unknown(Path file, int i, String what) {
        return DataException.atLine(file, lines.getInt(i), called(ids.getLong(i), i) + " has " + what);
    }

    private static String called(long id, int position) {
        return id == NO_ID ? "annotation number " + (position + 1) + " (without id)" : "annotation " + id;
    }
}
