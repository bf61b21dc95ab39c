package dev.duet.io.cases;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.assign.GtBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Recipe;
import dev.duet.io.DataException;
import dev.duet.io.Reads;
import dev.duet.io.npz.Npz;
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
        GroundTruths given = CaseFile.groundTruths(file, npz, system::reads);
        images = given.images();
        units = npz.has("pred_boxes") ? CasePredictions.units(file, npz, "pred_boxes") : 0;
        boolean straight = npz.info("gt_boxes").shape()[1] == 4;
        gts = straight && Reads.rotatedBoxes(system)
                ? turned(npz.floats("gt_boxes"), npz.ints("gt_labels"), npz.ints("gt_offsets"))
                : given;
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
            InputBatch batch = bench.batch(npz, form);
            List<String> notes = new ArrayList<>(batch.notes());
            notes.addAll(CaseFile.notRead(npz));
            return batch.with(batch.gts(), batch.classes(), batch.imageNames(), notes);
        } catch (IllegalArgumentException e) {
            throw DataException.of(file, e);
        }
    }

    private InputBatch batch(Npz npz, BenchForm form) {
        int[] caseStrides =
                npz.has("strides") ? npz.ints("strides", -1) : system.geometry().strides();
        List<String> notes = new ArrayList<>();
        int classes = source == null ? classesOf(gts.batch()) : source.classes;
        if (system.geometry().strides().length == 0 && caseStrides.length > 0) {
            if (source == null || units == 0) {
                throw DataException.in(file, "has no predictions of which queries could be taken");
            }
            int count = Math.min(QUERIES, units);
            Pyramid queries = CaseGrids.read(file, npz, system).queries(count);
            return result(queries, source.best(count), count, true, classes, form, notes);
        }
        CaseFile.Geometry own = CaseFile.Geometry.read(file, npz, system, images);
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
        return adapted(own.pyramid(), classes, form, notes);
    }

    private InputBatch adapted(Pyramid own, int classes, BenchForm form, List<String> notes) {
        int[] size = {own.imageHeight(), own.imageWidth()};
        int[] caseStrides = own.strides();
        if (source != null && (caseStrides.length == 0 || units == 0 || units % own.cells() != 0)) {
            throw DataException.in(
                    file,
                    "has predictions of " + units + " units per image, which are no whole number for each of "
                            + own.cells() + " cells");
        }
        int[] grid = new int[2 * caseStrides.length];
        for (int l = 0; l < caseStrides.length; l++) {
            grid[2 * l] = own.height(l);
            grid[2 * l + 1] = own.width(l);
        }
        int[] strides = system.geometry().strides();
        int[] heights = new int[strides.length];
        int[] widths = new int[strides.length];
        for (int l = 0; l < strides.length; l++) {
            int same = indexOf(caseStrides, strides[l]);
            heights[l] = same >= 0 ? grid[2 * same] : Math.ceilDiv(size[0], strides[l]);
            widths[l] = same >= 0 ? grid[2 * same + 1] : Math.ceilDiv(size[1], strides[l]);
        }
        new CaseGrids(file, size, strides, null).requireUnits(units);
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
            if (Reads.rotatedBoxes(system)) {
                tensors = tensors.turned(ANGLE, new SplittableRandom(SEED - 1 - i));
            }
            all[i] = tensors.predictions(form, objectness, grid);
        }
        return new InputBatch(pyramid, gts, all, classes, List.of(), notes);
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
