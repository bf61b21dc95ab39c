package dev.duet.api;

import dev.duet.assign.BoxTensor;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.memory.FloatSource;
import java.lang.foreign.MemorySegment;

/**
 * What one head predicted for a batch, as it lies: arrays or memory segments are used in place, nothing is copied or transformed
 * as a whole. Immutable; each method returns a copy with one more part. Sizes are checked when a part is added.
 */
public final class Predictions {
    /** Order of a box tensor. */
    public enum BoxLayout {
        /** {@code [images, units, 4]}. */
        ROWS,
        /** {@code [images, 4, units]}. */
        PLANES
    }

    /** Order of a score tensor. */
    public enum ScoreLayout {
        /** {@code [images, units, classes]}: one cache line or more per candidate. */
        UNIT_MAJOR,
        /** {@code [images, classes, units]}: candidates of a row follow one another. */
        CLASS_MAJOR
    }

    /** What a score is. */
    public enum ScoreForm {
        PROBABILITY,
        LOGIT
    }

    private final int images;
    private final int units;
    private final PredictionBatch batch;

    private Predictions(int images, int units, PredictionBatch batch) {
        this.images = images;
        this.units = units;
        this.batch = batch;
    }

    /** Predictions of {@code units} units for {@code images} images, nothing in them yet. */
    public static Predictions of(int images, int units) {
        if (images < 0 || units < 1) {
            throw new IllegalArgumentException("predictions: " + images + " images of " + units + " units");
        }
        return new Predictions(images, units, new PredictionBatch(null, null, null, null));
    }

    /** Boxes x1 y1 x2 y2 in pixels, {@code [images, units, 4]}. */
    public Predictions boxes(float[] values) {
        return boxes(FloatSource.of(values), BoxLayout.ROWS, 4);
    }

    /** Boxes x1 y1 x2 y2 in pixels. */
    public Predictions boxes(float[] values, BoxLayout layout) {
        return boxes(FloatSource.of(values), layout, 4);
    }

    /** Boxes x1 y1 x2 y2 in pixels, float32 in native byte order. */
    public Predictions boxes(MemorySegment values, BoxLayout layout) {
        return boxes(FloatSource.of(values), layout, 4);
    }

    /** Rotated boxes cx cy w h angle (pixels, radians). */
    public Predictions rotatedBoxes(float[] values, BoxLayout layout) {
        return boxes(FloatSource.of(values), layout, 5);
    }

    /** Rotated boxes cx cy w h angle (pixels, radians), float32 in native byte order. */
    public Predictions rotatedBoxes(MemorySegment values, BoxLayout layout) {
        return boxes(FloatSource.of(values), layout, 5);
    }

    private Predictions boxes(FloatSource source, BoxLayout layout, int width) {
        requireSize("pred_boxes", source, width);
        BoxTensor boxes = new BoxTensor("pred_boxes", source, layout == BoxLayout.PLANES, images, units, width);
        return with(new PredictionBatch(boxes, batch.scores, batch.objectness, batch.rawBoxes));
    }

    /** Class probabilities, {@code [images, units, classes]}. */
    public Predictions scores(float[] values, int classes) {
        return scores(values, classes, ScoreLayout.UNIT_MAJOR, ScoreForm.PROBABILITY);
    }

    /** Class scores. */
    public Predictions scores(float[] values, int classes, ScoreLayout layout, ScoreForm form) {
        return scores(FloatSource.of(values), classes, layout, form);
    }

    /** Class scores, float32 in native byte order. */
    public Predictions scores(MemorySegment values, int classes, ScoreLayout layout, ScoreForm form) {
        return scores(FloatSource.of(values), classes, layout, form);
    }

    /** Class scores, IEEE 754 half precision in native byte order. */
    public Predictions halfScores(MemorySegment values, int classes, ScoreLayout layout, ScoreForm form) {
        return scores(FloatSource.ofHalf(values), classes, layout, form);
    }

    private Predictions scores(FloatSource source, int classes, ScoreLayout layout, ScoreForm form) {
        boolean logits = form == ScoreForm.LOGIT;
        String name = logits ? "pred_logits" : "pred_scores";
        requireSize(name, source, classes);
        ScoreTensor scores =
                new ScoreTensor(name, source, layout == ScoreLayout.CLASS_MAJOR, logits, images, units, classes);
        return with(new PredictionBatch(batch.boxes, scores, batch.objectness, batch.rawBoxes));
    }

    /** Objectness, {@code [images, units]}. */
    public Predictions objectness(float[] values, ScoreForm form) {
        return objectness(FloatSource.of(values), form);
    }

    /** Objectness, {@code [images, units]}, float32 in native byte order. */
    public Predictions objectness(MemorySegment values, ScoreForm form) {
        return objectness(FloatSource.of(values), form);
    }

    private Predictions objectness(FloatSource source, ScoreForm form) {
        boolean logits = form == ScoreForm.LOGIT;
        String name = logits ? "pred_obj_logits" : "pred_objectness";
        requireSize(name, source, 1);
        ScoreTensor tensor = new ScoreTensor(name, source, true, logits, images, units, 1);
        return with(new PredictionBatch(batch.boxes, batch.scores, tensor, batch.rawBoxes));
    }

    /** Raw box outputs tx ty tw th before the sigmoid. */
    public Predictions rawBoxes(float[] values, BoxLayout layout) {
        return rawBoxes(FloatSource.of(values), layout);
    }

    /** Raw box outputs tx ty tw th before the sigmoid, float32 in native byte order. */
    public Predictions rawBoxes(MemorySegment values, BoxLayout layout) {
        return rawBoxes(FloatSource.of(values), layout);
    }

    private Predictions rawBoxes(FloatSource source, BoxLayout layout) {
        requireSize("pred_raw_boxes", source, 4);
        BoxTensor raw = new BoxTensor("pred_raw_boxes", source, layout == BoxLayout.PLANES, images, units, 4);
        return with(new PredictionBatch(batch.boxes, batch.scores, batch.objectness, raw));
    }

    public int images() {
        return images;
    }

    /** Units per image. */
    public int units() {
        return units;
    }

    /** The tensors behind, for strategies. */
    public PredictionBatch batch() {
        return batch;
    }

    private Predictions with(PredictionBatch more) {
        return new Predictions(images, units, more);
    }

    private void requireSize(String name, FloatSource source, int perUnit) {
        if (perUnit < 1) {
            throw new IllegalArgumentException(name + ": " + perUnit + " numbers per unit");
        }
        long rows = (long) images * units;
        long expected = Math.multiplyHigh(rows, perUnit) == 0 ? rows * perUnit : Long.MAX_VALUE;
        if (source.size() != expected) {
            throw new IllegalArgumentException(name + ": " + source.size() + " numbers, expected " + expected + " ("
                    + images + " images x " + units + " units x " + perUnit + ")");
        }
    }
}
