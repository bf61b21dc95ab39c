package dev.duet.assign;

/**
 * What one head predicted for a batch. Parts a system does not look at may be null; {@code Recipe.needs} says which it reads.
 */
public final class PredictionBatch {
    /** Decoded boxes in pixels. */
    public final BoxTensor boxes;
    /** Class scores. */
    public final ScoreTensor scores;
    /** Objectness, one "class". */
    public final ScoreTensor objectness;
    /** Raw box outputs tx ty tw th before the sigmoid, where a system decodes itself. */
    public final BoxTensor rawBoxes;

    public PredictionBatch(BoxTensor boxes, ScoreTensor scores, ScoreTensor objectness, BoxTensor rawBoxes) {
        this.boxes = boxes;
        this.scores = scores;
        this.objectness = objectness;
        this.rawBoxes = rawBoxes;
    }
}
