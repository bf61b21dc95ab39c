package dev.duet.assign.yolox;

import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.ClassColumns;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.cost.PairCost;
import dev.duet.lanes.overlap.GeneralisedIou;
import dev.duet.lanes.overlap.TouchingIou;

/** Stage 2 of anchor-free simOTA: overlaps and costs of (GT, column) pairs of the image in hand, a row at a time or one by one. Grows only. */
final class PairCosts {
    /** More than a class sum can be off by rounding. */
    private static final float SLACK = 1e-2f;

    private final PairCost ofProbabilities;
    private final PairCost ofLogits;
    private final float floor;

    private ImageGts gts;
    private Boxes boxes;
    private ClassColumns classes;
    private PairCost cost;

    /**
     * @param ofProbabilities how costs are taken of probabilities
     * @param ofLogits how costs are taken of logits
     * @param floor least union of an overlap; {@link TouchingIou#NO_FLOOR} for none
     */
    PairCosts(PairCost ofProbabilities, PairCost ofLogits, float floor) {
        this.ofProbabilities = ofProbabilities;
        this.ofLogits = ofLogits;
        this.floor = floor;
    }

    /** Gets ready for the GTs of an image and its candidate columns. */
    void load(ImageGts ofImage, Boxes ofColumns, ClassColumns ofClasses) {
        gts = ofImage;
        boxes = ofColumns;
        classes = ofClasses;
        cost = ofClasses.logits() ? ofLogits : ofProbabilities;
    }

    /** Overlaps above 0 of a GT with the first {@code n} columns, among zeros; returns how many values there are. */
    int touching(int g, int n, float[] out) {
        return TouchingIou.touching(boxes, n, gts, g, floor, out);
    }

    /** Overlaps of a GT with the first {@code n} columns. */
    void overlaps(int g, int n, float[] out) {
        TouchingIou.all(boxes, n, gts, g, floor, out);
    }

    /** Overlaps and costs of a GT with the columns collected for it. */
    void row(int g, OwnColumns own) {
        int n = own.size;
        TouchingIou.all(own, n, gts, g, floor, own.iou);
        if (cost.generalised()) {
            GeneralisedIou.all(own, n, gts, g, own.giou);
        }
        classes.scores(gts.label[g], own.unit, n, own.score);
        cost.row(own.sum, own.score, own.objectness, own.iou, own.giou, n, own.cost);
    }

    /** Overlap of one pair. */
    float overlap(int g, int column) {
        return TouchingIou.pair(boxes, column, gts, g, floor);
    }

    private float generalised(int g, int column) {
        return cost.generalised() ? GeneralisedIou.pair(boxes, column, gts, g) : 0;
    }

    /** Cost of one pair, without penalty. */
    float pair(int g, int column) {
        float score = classes.score(gts.label[g], column);
        return cost.pair(
                classes.sumAt(column), score, classes.objectness[column], overlap(g, column), generalised(g, column));
    }

    /** What a pair of known overlap costs at least. */
    float atLeast(int g, int column, float knownOverlap) {
        return cost.overlapPart(knownOverlap, generalised(g, column)) - SLACK;
    }
}
