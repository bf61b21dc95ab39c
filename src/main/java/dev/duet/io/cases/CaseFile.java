package dev.duet.io.cases;

import dev.duet.api.DetectionSystem;
import dev.duet.api.GroundTruths;
import dev.duet.api.Pyramid;
import dev.duet.assign.Strategy.Input;
import dev.duet.io.DataException;
import dev.duet.io.Reads;
import dev.duet.io.npz.ArrayInfo;
import dev.duet.io.npz.Npz;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads a batch from an {@code .npz} case file: geometry, ground truth and predictions, as docs/formats.md lists them. Which arrays
 * are needed depends on the system; whatever else the file holds is passed over and named in the batch's notes.
 */
public final class CaseFile {
    /** Those of most systems, where none is named. */
    private static final int[] USUAL_STRIDES = {8, 16, 32};

    /** Images that an array without elements may claim. */
    private static final int MOST_IMAGES = 1 << 20;

    private CaseFile() {}

    /**
     * A case with ground truth and whatever predictions it has for {@code system}.
     *
     * @throws DataException if the file or an array the system needs is missing, damaged, or of another type or shape
     */
    public static InputBatch read(Path file, DetectionSystem system) {
        try (Npz npz = Npz.open(file)) {
            GroundTruths gts = groundTruths(file, npz);
            int images = gts.images();
            Geometry geometry = Geometry.read(file, npz, system, images);
            CasePredictions predictions = new CasePredictions(file, npz, system, images, geometry);
            geometry.requireAnchors(file, npz, system);
            int classes = predictions.classes() > 0 ? predictions.classes() : classesOf(gts);
            List<String> names = names(npz, images);
            return new InputBatch(geometry.pyramid(), gts, predictions.all(), classes, names, notRead(npz));
        }
    }

    /**
     * A file of predictions without ground truth: the batch has images, but no GTs yet.
     *
     * @throws DataException as {@link #read}; also if nothing in the file tells the number of images
     */
    public static InputBatch readPredictions(Path file, DetectionSystem system) {
        try (Npz npz = Npz.open(file)) {
            String first = npz.has("pred_boxes") ? "pred_boxes" : "pred_scores";
            long[] shape = npz.info(first).shape();
            // Without elements, the extents cost nothing and may be any.
            if (shape.length != 3
                    || shape[0] > MOST_IMAGES && npz.info(first).count() == 0
                    || shape[0] >= Npz.MAX_ARRAY) {
                throw DataException.in(
                        file, "array '" + first + "' is " + npz.info(first) + ", expected shape (images, units, *)");
            }
            int images = (int) shape[0];
            Geometry geometry = Geometry.read(file, npz, system, images);
            CasePredictions predictions = new CasePredictions(file, npz, system, images, geometry);
            geometry.requireAnchors(file, npz, system);
            GroundTruths none = GroundTruths.ofRows(new float[0], new int[0], new int[images + 1]);
            List<String> names = names(npz, images);
            return new InputBatch(
                    geometry.pyramid(), none, predictions.all(), predictions.classes(), names, notRead(npz));
        }
    }

    /**
     * What a case says without regard to any system.
     *
     * @param height canvas pixels
     * @param width canvas pixels
     * @param classes one more than the largest label
     * @param imageNames empty where the file gives none
     * @param hasPredictions whether there are predicted boxes
     */
    public record Truths(
            int height, int width, GroundTruths gts, int classes, List<String> imageNames, boolean hasPredictions) {}

    /**
     * The ground truth of a case alone.
     *
     * @throws DataException if the file or an array of the ground truth is missing, damaged, or of another type or shape
     */
    public static Truths readTruths(Path file) {
        try (Npz npz = Npz.open(file)) {
            int[] size = npz.ints("image_size", 2);
            GroundTruths gts = groundTruths(file, npz);
            long shown = CasePredictions.shownUnits(file, npz, gts.images());
            new CaseGrids(file, size, USUAL_STRIDES, null).requireUnits(shown);
            return new Truths(size[0], size[1], gts, classesOf(gts), names(npz, gts.images()), npz.has("pred_boxes"));
        }
    }

    /** A note of the arrays that the system had no use for; none where it took all. */
    static List<String> notRead(Npz npz) {
        List<String> untaken = npz.untaken().stream()
                .filter(name -> !name.equals("image_names"))
                .toList();
        return untaken.isEmpty() ? List.of() : List.of("not read: " + String.join(", ", untaken));
    }

    /**
     * The ground truth of a case, with those optional inputs that a system reads.
     *
     * @param notes receives a note of the arrays that are not read
     * @throws DataException as {@link #readTruths}
     */
    public static GroundTruths readTruths(Path file, DetectionSystem system, List<String> notes) {
        try (Npz npz = Npz.open(file)) {
            npz.ints("image_size", 2);
            GroundTruths gts = groundTruths(file, npz, system::reads);
            notes.addAll(notRead(npz));
            return gts;
        }
    }

    private static List<String> names(Npz npz, int images) {
        return npz.has("image_names") ? List.of(npz.strings("image_names", images)) : List.of();
    }

    /** The ground truth, checked, with all optional inputs. */
    static GroundTruths groundTruths(Path file, Npz npz) {
        return groundTruths(file, npz, input -> true);
    }

    /** The ground truth, checked, with some optional inputs. */
    static GroundTruths groundTruths(Path file, Npz npz, Predicate<Input> wanted) {
        ArrayInfo info = npz.info("gt_boxes");
        long[] shape = info.shape();
        if (shape.length != 2 || (shape[1] != 4 && shape[1] != 5)) {
            throw DataException.in(
                    file, "array 'gt_boxes' is " + info + ", expected shape (*, 4), or (*, 5) for rotated boxes");
        }
        float[] boxes = npz.floats("gt_boxes");
        int[] labels = npz.ints("gt_labels", shape[0]);
        int[] offsets = npz.ints("gt_offsets", -1);
        requireEnd(file, "gt_offsets", offsets, "gt_boxes", shape[0]);
        try {
            return groundTruths(file, npz, wanted, boxes, labels, offsets);
        } catch (IllegalArgumentException e) {
            throw DataException.of(file, e);
        }
    }

    private static GroundTruths groundTruths(
            Path file, Npz npz, Predicate<Input> wanted, float[] boxes, int[] labels, int[] offsets) {
        GroundTruths gts = npz.info("gt_boxes").fits(-1, 5)
                ? GroundTruths.rotatedRows(boxes, labels, offsets)
                : GroundTruths.ofRows(boxes, labels, offsets);
        if (npz.has("gt_scores") && wanted.test(Input.WEIGHTS)) {
            gts = gts.weights(npz.floats("gt_scores", labels.length));
        }
        if (npz.has("ignore_boxes") && wanted.test(Input.REGIONS_TO_IGNORE)) {
            float[] ignore = npz.floats("ignore_boxes", -1, 4);
            int[] ignoreOffsets = npz.ints("ignore_offsets", offsets.length);
            requireEnd(file, "ignore_offsets", ignoreOffsets, "ignore_boxes", ignore.length / 4);
            gts = gts.ignoring(ignore, ignoreOffsets);
        }
        return gts;
    }

    private static void requireEnd(Path file, String name, int[] offsets, String rowsName, long rows) {
        if (offsets.length == 0 || offsets[offsets.length - 1] != rows) {
            throw DataException.in(
                    file,
                    "array '" + name + "' "
                            + (offsets.length == 0 ? "is empty" : "ends with " + offsets[offsets.length - 1])
                            + ", but '"
                            + rowsName + "' has " + rows + " rows");
        }
    }

    private static int classesOf(GroundTruths gts) {
        int most = 0;
        for (int i = 0; i < gts.size(); i++) {
            most = Math.max(most, gts.batch().label[i]);
        }
        return Math.min(most, Integer.MAX_VALUE - 1) + 1; // so many are refused, by their number
    }

    /** The grids of a case and the units they make for a system. */
    record Geometry(Pyramid pyramid, int units) {
        static Geometry read(Path file, Npz npz, DetectionSystem system, int images) {
            CaseGrids grids = CaseGrids.read(file, npz, system);
            long shown = CasePredictions.shownUnits(file, npz, images);
            try {
                Pyramid pyramid =
                        grids.levels() == 0 ? queries(file, npz, system, grids) : grids.pyramid(system, shown);
                return slots(file, npz, pyramid, system);
            } catch (IllegalArgumentException e) {
                throw DataException.of(file, e);
            }
        }

        private static Pyramid queries(Path file, Npz npz, DetectionSystem system, CaseGrids grids) {
            if (system.geometry().strides().length > 0) {
                throw DataException.in(
                        file,
                        "array 'strides' is empty, which stands for a set of queries without grids; system "
                                + system.name() + " assigns the cells of grids");
            }
            return grids.queries(CasePredictions.units(file, npz, "pred_boxes"));
        }

        /**
         * Slots per cell are what the predictions show; without predictions, or where the system has anchors of its own and the file
         * none that fit, what the system has. A file's anchors count where they fit these slots.
         */
        private static Geometry slots(Path file, Npz npz, Pyramid pyramid, DetectionSystem system) {
            int cells = pyramid.cells();
            if (cells == 0) {
                return new Geometry(pyramid, CasePredictions.units(file, npz, "pred_boxes"));
            }
            if (npz.has("anchor_boxes")) {
                float[] boxes = npz.floats("anchor_boxes", -1, 4);
                return new Geometry(pyramid.anchorBoxes(boxes), boxes.length / 4);
            }
            int own = system.geometry().slots();
            int slots = shownSlots(file, npz, cells, own);
            if (npz.has("anchors") && (slots > 1 || own > 1) && system.reads(Input.ANCHORS)) {
                long[] shape = npz.info("anchors").shape();
                boolean fits = shape.length != 3 // an error, which their reader says
                        || slots == shape[1]
                        || slots == 0
                        || !Reads.predictions(system);
                if (fits) {
                    Pyramid anchored = pyramid.anchors(npz.floats("anchors", pyramid.levels(), -1, 2));
                    if (npz.has("anchor_masks") && system.reads(Input.ANCHOR_ORDER)) {
                        anchored = anchored.anchorMasks(npz.ints("anchor_masks", pyramid.levels(), shape[1]));
                    }
                    return new Geometry(anchored, units(file, cells, (int) shape[1]));
                }
            }
            if (slots == 0 || slots == own || system.geometry().anchors() != null) {
                // A system has its anchors for its own slots only: where predictions show others, their reader says
                // what it expects.
                return new Geometry(pyramid, units(file, cells, own));
            }
            return new Geometry(pyramid.slots(slots), units(file, cells, slots));
        }

        /** Where the system reads anchors, those of the file have to be as many per cell as the predictions show. */
        void requireAnchors(Path file, Npz npz, DetectionSystem system) {
            boolean passedOver = npz.untaken().contains("anchors") && !npz.has("anchor_boxes");
            if (passedOver && system.reads(Input.ANCHORS)) {
                throw DataException.in(
                        file,
                        "array 'anchors' is " + npz.info("anchors") + ", but the predictions show "
                                + shownSlots(file, npz, pyramid.cells(), 1) + " units per cell");
            }
        }

        private static int units(Path file, int cells, int slots) {
            long units = (long) cells * slots;
            if (units > Npz.MAX_ARRAY) {
                throw DataException.in(file, cells + " cells of " + slots + " units make more units than fit an array");
            }
            return (int) units;
        }

        /** Units per cell of the predictions, 0 where there are none. */
        private static int shownSlots(Path file, Npz npz, int cells, int own) {
            for (String name : CasePredictions.UNIT_ARRAYS) {
                if (npz.has(name)) {
                    int shown = CasePredictions.units(file, npz, name);
                    return shown > 0 && shown % cells == 0 ? shown / cells : own;
                }
            }
            return 0;
        }
    }
}
