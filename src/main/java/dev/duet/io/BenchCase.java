package dev.duet.io;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.assign.GtBatch;
import dev.duet.assign.Head;
import dev.duet.assign.Overlap;
import dev.duet.assign.Recipe;
import dev.duet.assign.Score;
import dev.duet.assign.UnitGrid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One case file made fit for any system, so that all can be timed on the same photographs and boxes. What the case has is used as
 * it lies; what the system wants beyond that is derived from it, with a fixed seed, so that the same file and system always give
 * the same batch:
 *
 * <ul>
 *   <li>levels: the system's own strides in its own order. A level the case has is copied; another takes each unit's prediction
 *       from the case's level of nearest stride, the box scaled by the ratio of the strides;
 *   <li>slots: the first slot of a cell copies the case's unit, further ones jitter it (box corners by a tenth of the side,
 *       scores by a factor 0.3 to 1);
 *   <li>anchors: the file's where they fit, else the system's;
 *   <li>further heads: a jittered copy of the first;
 *   <li>objectness: the best class score to the power 0.5; raw boxes: the inverse of {@code (2 sigmoid)} decoding;
 *   <li>rotated boxes: centre and sides of the straight ones, angles of -0.3 to 0.3 radians;
 *   <li>query sets: the 300 units of each image with the best class score.
 * </ul>
 */
public final class BenchCase {
    /** Queries taken from a case for systems without a grid. */
    static final int QUERIES = 300;

    private static final long SEED = 20261123;
    private static final float ANGLE = 0.3f;

    private final Path file;
    private final DetectionSystem system;
    private final int images;
    private final int units;
    private final GroundTruths gts;
    private final BenchTensors source;

    private BenchCase(Path file, Npz npz, DetectionSystem system) {
        this.file = file;
        this.system = system;
        int[] offsets = npz.ints("gt_offsets", -1);
        images = offsets.length - 1;
        long[] shape = npz.has("pred_boxes") ? npz.info("pred_boxes").shape() : new long[] {images, 0, 4};
        units = shape.length == 3 ? (int) shape[1] : 0;
        long[] gtShape = npz.info("gt_boxes").shape();
        float[] gtBoxes = npz.floats("gt_boxes", -1, gtShape.length == 2 ? gtShape[1] : 4);
        int[] labels = npz.ints("gt_labels", gtShape[0]);
        gts = gtShape[1] == 5
                ? GroundTruths.rotatedRows(gtBoxes, labels, offsets)
                : rotated(system) ? turned(gtBoxes, labels, offsets) : GroundTruths.ofRows(gtBoxes, labels, offsets);
        source = Reads.predictions(system) ? new BenchTensors(npz, images, units) : null;
    }

    /**
     * Reads and adapts a case.
     *
     * @throws DataException as {@link CaseFile#read}
     */
    public static InputBatch read(Path file, DetectionSystem system, BenchForm form) {
        try (Npz npz = Npz.open(file)) {
            BenchCase bench = new BenchCase(file, npz, system);
            return bench.batch(npz, form);
        }
    }

    private InputBatch batch(Npz npz, BenchForm form) {
        int[] caseStrides = npz.ints("strides", -1);
        List<String> notes = new ArrayList<>();
        int classes = source == null ? classesOf(gts.batch()) : source.classes;
        if (system.geometry().strides().length == 0 && caseStrides.length > 0) {
            int[] size = npz.ints("image_size", 2);
            int count = Math.min(QUERIES, units);
            Pyramid queries = Pyramid.queries(size[0], size[1], count);
            return result(queries, source.best(count), count, true, classes, form, notes);
        }
        CaseFile.Geometry own = CaseFile.Geometry.read(file, npz, system);
        boolean ownAnchors = system.geometry().anchors() != null && !npz.has("anchors");
        boolean slotsFit = !ownAnchors
                || own.units() == own.pyramid().cells() * system.geometry().slots();
        boolean fits = slotsFit && (source == null || own.units() == units);
        if (fits && Arrays.equals(caseStrides, system.geometry().strides())
                || fits && npz.has("anchors") && own.units() > own.pyramid().cells()) {
            return result(own.pyramid(), null, own.units(), false, classes, form, notes);
        }
        notes.add("case adapted to strides " + Arrays.toString(system.geometry().strides()) + " with "
                + system.geometry().slots() + " slots per cell");
        return adapted(npz, caseStrides, classes, form, notes);
    }

    private InputBatch adapted(Npz npz, int[] caseStrides, int classes, BenchForm form, List<String> notes) {
        int[] size = npz.ints("image_size", 2);
        int[] grid = npz.ints("grid", caseStrides.length, 2);
        int[] strides = system.geometry().strides();
        int[] heights = new int[strides.length];
        int[] widths = new int[strides.length];
        for (int l = 0; l < strides.length; l++) {
            int same = indexOf(caseStrides, strides[l]);
            heights[l] = same >= 0 ? grid[2 * same] : Math.ceilDiv(size[0], strides[l]);
            widths[l] = same >= 0 ? grid[2 * same + 1] : Math.ceilDiv(size[1], strides[l]);
        }
        Pyramid pyramid = Pyramid.of(size[0], size[1], strides, heights, widths);
        if (source == null) {
            return new InputBatch(pyramid, gts, new Predictions[0], classes, List.of(), notes);
        }
        try (Duet engine = Duet.engine(system.classes(classes), pyramid)) {
            UnitGrid target = engine.grid();
            BenchUnits map = new BenchUnits(target, caseStrides, grid, units);
            return result(pyramid, map, target.units, false, classes, form, notes);
        }
    }

    /** @param map where each unit comes from; null if units are the case's own */
    private InputBatch result(
            Pyramid pyramid,
            BenchUnits map,
            int unitCount,
            boolean queries,
            int classes,
            BenchForm form,
            List<String> notes) {
        if (source == null) {
            return new InputBatch(pyramid, gts, new Predictions[0], classes, List.of(), notes);
        }
        List<Head> heads = new ArrayList<>(system.recipe().heads());
        heads.addAll(system.recipe().warmUp());
        int count = 0;
        boolean objectness = false;
        boolean raw = false;
        for (Head head : heads) {
            count = Math.max(count, head.predictions() + 1);
            objectness |= head.recipe().needs().contains(Recipe.Need.OBJECTNESS);
            raw |= head.recipe().needs().contains(Recipe.Need.RAW_BOXES);
        }
        UnitGrid grid = null;
        if (raw) {
            try (Duet engine = Duet.engine(system.classes(classes), pyramid)) {
                grid = engine.grid();
            }
        }
        Predictions[] all = new Predictions[count];
        for (int i = 0; i < count; i++) {
            BenchTensors tensors = source.adapted(map, unitCount, new SplittableRandom(SEED + i), i > 0);
            if (rotated(system)) {
                tensors = tensors.turned(ANGLE, new SplittableRandom(SEED - 1 - i));
            }
            all[i] = tensors.predictions(form, objectness, grid);
        }
        return new InputBatch(pyramid, gts, all, classes, List.of(), notes);
    }

    private static boolean rotated(DetectionSystem system) {
        return system.recipe().heads().stream()
                .anyMatch(h -> h.recipe().score() instanceof Score.Alignment a && a.overlap() == Overlap.PROB_IOU);
    }

    private static GroundTruths turned(float[] boxes, int[] labels, int[] offsets) {
        float[] rows = new BenchTensors(boxes, 1, labels.length).turned(ANGLE, new SplittableRandom(SEED - 1)).boxes;
        return GroundTruths.rotatedRows(rows, labels, offsets);
    }

    private static int classesOf(GtBatch gts) {
        int most = 0;
        for (int i = 0; i < gts.size(); i++) {
            most = Math.max(most, gts.label[i]);
        }
        return most + 1;
    }

    static int indexOf(int[] values, int value) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == value) {
                return i;
            }
        }
        return -1;
    }
}
