package dev.duet.io.labels;

import dev.duet.api.DetectionSystem;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.assign.stage.RecipeException;
import dev.duet.io.DataException;
import dev.duet.io.Reads;
import dev.duet.io.cases.CaseFile;
import dev.duet.io.cases.InputBatch;
import dev.duet.io.image.ImageNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Label files brought together with a detector's predictions. Predicted images are found among the labels by the array
 * {@code image_names} of the predictions ({@link ImageNames}); without it the images must be as many as the labels', in the same order.
 */
public final class LabelledBatch {
    private LabelledBatch() {}

    /**
     * Labels on the canvas of the predictions.
     *
     * @param predictions the npz file; it says the canvas
     * @throws DataException if images do not match, a class has no score, or a file is wrong
     */
    public static InputBatch read(
            Path labelFile, LabelOptions options, Letterbox.Mode mode, Path predictions, DetectionSystem system) {
        InputBatch batch = CaseFile.readPredictions(predictions, system);
        Labels labels = Labels.open(labelFile, options.withRotated(Reads.rotatedBoxes(system)));
        int images = batch.gts().images();
        int[] rows;
        List<String> names = batch.imageNames();
        if (names.isEmpty()) {
            if (labels.images() != images) {
                throw new DataException(labelFile + ": " + labels.images() + " images, but " + predictions + " has "
                        + images + "; an array 'image_names' in the predictions says which are meant");
            }
            rows = identity(images);
            names = names(labels, rows);
        } else {
            rows = new ImageNames(labels).rows(names);
        }
        return place(labelFile, labels, rows, names, mode, batch);
    }

    /**
     * Labels alone, for systems that read no predictions.
     *
     * @param height canvas height in pixels
     * @param width canvas width in pixels
     * @throws RecipeException if the canvas has more units than an image can have
     */
    public static InputBatch read(
            Path labelFile, LabelOptions options, Letterbox.Mode mode, int height, int width, DetectionSystem system) {
        Labels labels = Labels.open(labelFile, options.withRotated(Reads.rotatedBoxes(system)));
        Pyramid pyramid = pyramid(height, width, system);
        int[] rows = identity(labels.images());
        InputBatch empty = new InputBatch(pyramid, null, new Predictions[0], 0, List.of(), List.of());
        return place(labelFile, labels, rows, names(labels, rows), mode, empty);
    }

    private static Pyramid pyramid(int height, int width, DetectionSystem system) {
        try {
            return Pyramid.of(height, width, system.geometry().strides());
        } catch (IllegalArgumentException e) {
            throw new RecipeException("canvas " + width + "x" + height + ": " + e.getMessage(), e);
        }
    }

    private static InputBatch place(
            Path labelFile, Labels labels, int[] rows, List<String> names, Letterbox.Mode mode, InputBatch batch) {
        Letterbox letterbox = new Letterbox(
                mode, batch.pyramid().imageHeight(), batch.pyramid().imageWidth());
        float[][] columns;
        if (labels.isRotated()) {
            RotatedBoxes r = letterbox.rotate(labels);
            columns = new float[][] {r.cx(), r.cy(), r.w(), r.h(), r.angle()};
        } else {
            CanvasBoxes c = letterbox.apply(labels);
            columns = new float[][] {c.x1(), c.y1(), c.x2(), c.y2()};
        }
        int classCount = batch.classes() > 0
                ? batch.classes()
                : Math.max(1, labels.classNames().size());
        for (int row : rows) {
            for (int i = labels.offsets()[row]; i < labels.offsets()[row + 1]; i++) {
                requireClass(labels, i, classCount);
            }
        }
        boolean all = Arrays.equals(rows, identity(labels.images()));
        GroundTruths gts = all
                ? gts(columns, labels.classIndex(), labels.offsets(), labels.isRotated())
                : some(labels, rows, columns);
        List<String> notes = new ArrayList<>(batch.notes());
        notes.addAll(labels.remarks().notes());
        return batch.with(gts, classCount, names, notes);
    }

    /** The boxes of some images, in their order. */
    private static GroundTruths some(Labels labels, int[] rows, float[][] columns) {
        int[] offsets = new int[rows.length + 1];
        for (int b = 0; b < rows.length; b++) {
            offsets[b + 1] = Math.addExact(offsets[b], labels.offsets()[rows[b] + 1] - labels.offsets()[rows[b]]);
        }
        float[][] placed = new float[columns.length][offsets[rows.length]];
        int[] classes = new int[offsets[rows.length]];
        for (int b = 0; b < rows.length; b++) {
            int from = labels.offsets()[rows[b]];
            int count = offsets[b + 1] - offsets[b];
            for (int c = 0; c < columns.length; c++) {
                System.arraycopy(columns[c], from, placed[c], offsets[b], count);
            }
            System.arraycopy(labels.classIndex(), from, classes, offsets[b], count);
        }
        return gts(placed, classes, offsets, labels.isRotated());
    }

    private static GroundTruths gts(float[][] c, int[] classes, int[] offsets, boolean rotated) {
        return rotated
                ? GroundTruths.rotated(c[0], c[1], c[2], c[3], c[4], classes, offsets)
                : GroundTruths.of(c[0], c[1], c[2], c[3], classes, offsets);
    }

    private static void requireClass(Labels labels, int box, int classes) {
        int label = labels.classIndex()[box];
        if (label >= classes) {
            throw new DataException(labels.place(box) + ": a box of class " + label + " ('"
                    + labels.classNames().get(label) + "'), but the predictions have scores of " + classes
                    + " classes");
        }
    }

    private static int[] identity(int n) {
        int[] rows = new int[n];
        for (int i = 0; i < n; i++) {
            rows[i] = i;
        }
        return rows;
    }

    private static List<String> names(Labels labels, int[] rows) {
        List<String> names = new ArrayList<>(rows.length);
        for (int row : rows) {
            names.add(labels.name(row));
        }
        return names;
    }
}
