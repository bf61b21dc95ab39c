package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.Names;
import dev.duet.io.Remark;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The annotations of a COCO file, kept flat until images and categories are known, which may come after them. About 70
 * bytes per annotation.
 */
final class CocoAnnotations {
    private static final int MOST_LATE = 1000;

    /** A fault whose message waits for the name of the image. */
    private record Late(Remark kind, int line, long id, Long imageId, String what) {}

    private final LabelsBuilder labels;
    private final CocoIds texts;
    private final CocoImages images;
    private LongArrayList ids = new LongArrayList();
    private LongArrayList imageIds = new LongArrayList();
    private LongArrayList categoryIds = new LongArrayList();
    private IntArrayList lines = new IntArrayList();
    private final DoubleArrayList[] boxes = {
        new DoubleArrayList(), new DoubleArrayList(), new DoubleArrayList(), new DoubleArrayList()
    };
    private final List<Late> faults = new ArrayList<>();
    private final double[] box = new double[4];
    private int count;
    private long lastId = Long.MIN_VALUE;
    private boolean ascending = true;

    CocoAnnotations(LabelsBuilder labels, CocoIds texts, CocoImages images) {
        this.labels = labels;
        this.texts = texts;
        this.images = images;
    }

    void read(CocoJson json) {
        int line = json.line();
        long id = CocoIds.ofNumber(count + 1);
        Long image = null;
        Long category = null;
        boolean crowd = false;
        boolean ignored = false;
        String trouble = null;
        String ofBox = "has no bbox";
        Remark kind = Remark.NO_BOX;
        count++;
        while (json.nextKey()) {
            String key = json.key();
            try {
                if (key.equals("id")) {
                    id = json.id(texts);
                } else if (key.equals("image_id")) {
                    image = json.id(texts);
                } else if (key.equals("category_id")) {
                    category = json.id(texts);
                } else if (key.equals("bbox")) {
                    if (!json.isNull()) {
                        ofBox = json.numbers(box) ? trouble() : "has a bbox that is not a list of four numbers";
                        kind = Remark.BAD_BOX;
                    }
                } else if (key.equals("iscrowd")) {
                    crowd = json.flag();
                } else if (key.equals("ignore")) {
                    ignored = json.flag();
                } else {
                    json.skip(); // masks among them, however long
                }
            } catch (CocoJson.Trouble e) {
                trouble = trouble == null ? key + " " + e.getMessage() : trouble;
            }
        }
        if (trouble != null) {
            late(json, Remark.BAD_BOX, line, id, image, ": " + trouble);
        } else if (image == null || category == null) {
            late(json, Remark.BAD_BOX, line, id, image, " has no " + (image == null ? "image_id" : "category_id"));
        } else if (crowd || ignored) {
            labels.remarks.add(crowd ? Remark.CROWD : Remark.IGNORED, null);
        } else if (ofBox != null) {
            late(json, kind, line, id, image, " " + ofBox);
        } else {
            add(line, id, image, category);
        }
    }

    private void add(int line, long id, long image, long category) {
        ascending &= id > lastId;
        lastId = id;
        ids.add(id);
        imageIds.add(image);
        categoryIds.add(category);
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
        if (box[2] < 0 || box[3] < 0) {
            return "has a bbox of negative size: " + Arrays.toString(box);
        }
        String trouble = CanvasBoxes.trouble(box[0], box[1], box[0] + box[2], box[1] + box[3]);
        return trouble == null ? null : "has " + trouble + ": " + Arrays.toString(box);
    }

    /** Tells a fault now if the image's name is known, else at the end. */
    private void late(CocoJson json, Remark kind, int line, long id, Long image, String what) {
        Late late = new Late(kind, line, id, image, what);
        if (image != null && images.index(image) < 0 && faults.size() < MOST_LATE) {
            faults.add(late);
        } else {
            labels.remarks.fault(kind, message(late));
        }
    }

    private DataException message(Late late) {
        int image = late.imageId() == null ? -1 : images.index(late.imageId());
        String of = image >= 0
                ? " (image " + Names.shown(labels.names.get(image)) + ")"
                : late.imageId() == null ? "" : " (image_id " + texts.text(late.imageId()) + ")";
        return DataException.atLine(
                labels.source, late.line(), "annotation " + texts.text(late.id()) + of + late.what());
    }

    /** Sorts the boxes by image, keeping their order within each. Empties this. */
    void assemble(CocoCategories categories) {
        tellSameIds();
        faults.forEach(late -> labels.remarks.fault(late.kind(), message(late)));
        int[] label = new int[ids.size()];
        int[] place = places(label, categories.indices());
        imageIds = null;
        categoryIds = null;
        lines = null;
        int n = labels.offsets.getInt(labels.names.size());
        for (int c = 0; c < 4; c++) {
            double[] sorted = new double[n];
            for (int i = 0; i < place.length; i++) {
                if (place[i] >= 0) {
                    sorted[place[i]] = boxes[c].getDouble(i);
                }
            }
            boxes[c] = null; // one column at a time is held twice
            labels.corners[c] = DoubleArrayList.wrap(sorted);
        }
        int[] sorted = new int[n];
        long[] spots = new long[n];
        for (int i = 0; i < place.length; i++) {
            if (place[i] >= 0) {
                sorted[place[i]] = label[i];
                spots[place[i]] = ids.getLong(i);
            }
        }
        ids = null;
        labels.classIndex = IntArrayList.wrap(sorted);
        labels.spots = LongArrayList.wrap(spots);
        labels.classNames = categories.names();
        labels.classIds = categories.ids();
        labels.textIds = texts;
    }

    /** For each annotation, its place among the boxes sorted by image, -1 for one left out; fills the offsets of the images. */
    private int[] places(int[] label, Long2IntOpenHashMap classes) {
        int[] place = new int[ids.size()];
        int[] next = new int[labels.names.size() + 1];
        for (int i = 0; i < place.length; i++) {
            place[i] = images.index(imageIds.getLong(i));
            label[i] = classes.get(categoryIds.getLong(i));
            if (place[i] < 0) {
                String what = " has image_id " + texts.text(imageIds.getLong(i)) + ", which is not among the images";
                labels.remarks.fault(Remark.UNKNOWN_IMAGE, message(unknown(Remark.UNKNOWN_IMAGE, i, null, what)));
            } else if (label[i] < 0) {
                String what = " has category_id " + texts.text(categoryIds.getLong(i))
                        + ", which is not among the categories";
                Long image = imageIds.getLong(i);
                labels.remarks.fault(Remark.UNKNOWN_CLASS, message(unknown(Remark.UNKNOWN_CLASS, i, image, what)));
                place[i] = -1;
            } else {
                next[place[i] + 1]++;
            }
        }
        Arrays.parallelPrefix(next, Integer::sum);
        for (int image = 0; image < next.length; image++) {
            labels.offsets.set(image, next[image]);
        }
        for (int i = 0; i < place.length; i++) {
            place[i] = place[i] < 0 ? -1 : next[place[i]]++;
        }
        return place;
    }

    private Late unknown(Remark kind, int i, Long image, String what) {
        return new Late(kind, lines.getInt(i), ids.getLong(i), image, what);
    }

    /** Tells ids that are there more than once; a copy of them is sorted only where they do not ascend. */
    private void tellSameIds() {
        if (ascending) {
            return;
        }
        long[] sorted = ids.toLongArray();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                labels.remarks.add(Remark.SAME_ID, "annotation " + texts.text(sorted[i]));
            }
        }
    }
}
