package dev.duet.assign.simota;

import dev.duet.lanes.GeneralisedIou;
import dev.duet.lanes.Lanes;
import dev.duet.lanes.PairCost;
import dev.duet.lanes.TouchingIou;

/** Stage 2 of anchor-free simOTA: overlaps and costs of (GT, column) pairs of the image in hand, a row at a time or one by one. Grows only. */
final class PairCosts {
    /** More than a class sum can be off by rounding. */
    private static final float SLACK = 1e-2f;

    private final PairCost ofProbabilities;
    private final PairCost ofLogits;
    private final float floor;

    private GtBoxes gts;
    private ColumnBoxes boxes;
    private ClassColumns classes;
    private PairCost cost;

    private float[] x1 = new float[Lanes.padded(128)];
    private float[] y1 = new float[Lanes.padded(128)];
    private float[] x2 = new float[Lanes.padded(128)];
    private float[] y2 = new float[Lanes.padded(128)];
    private float[] area = new float[Lanes.padded(128)];
    private float[] iou = new float[Lanes.padded(128)];
    private float[] giou = new float[Lanes.padded(128)];
    private float[] sum = new float[Lanes.padded(128)];
    private float[] score = new float[Lanes.padded(128)];
    private float[] objectness = new float[Lanes.padded(128)];
    private float[] costs = new float[Lanes.padded(128)];

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
    void load(GtBoxes ofImage, ColumnBoxes ofColumns, ClassColumns ofClasses) {
        gts = ofImage;
        boxes = ofColumns;
        classes = ofClasses;
        cost = ofClasses.logits() ? ofLogits : ofProbabilities;
    }

    /** Overlaps above 0 of a GT with the first {@code n} columns, among zeros; returns how many values there are. */
    int touching(int g, int n, float[] out) {
        return TouchingIou.touching(
                boxes.x1,
                boxes.y1,
                boxes.x2,
                boxes.y2,
                boxes.area,
                n,
                gts.x1[g],
                gts.y1[g],
                gts.x2[g],
                gts.y2[g],
                gts.area[g],
                floor,
                out);
    }

    /** Overlaps of a GT with the first {@code n} columns. */
    void overlaps(int g, int n, float[] out) {
        overlaps(g, boxes.x1, boxes.y1, boxes.x2, boxes.y2, boxes.area, n, out);
    }

    private void overlaps(
            int g, float[] bx1, float[] by1, float[] bx2, float[] by2, float[] bArea, int n, float[] out) {
        TouchingIou.all(
                bx1, by1, bx2, by2, bArea, n, gts.x1[g], gts.y1[g], gts.x2[g], gts.y2[g], gts.area[g], floor, out);
    }

    /** Offers {@code n} columns whose class sums were taken, at what they cost a GT. */
    void offer(int g, int[] asked, int n, LowestCosts to) {
        reserve(n);
        for (int i = 0; i < n; i++) {
            int column = asked[i];
            x1[i] = boxes.x1[column];
            y1[i] = boxes.y1[column];
            x2[i] = boxes.x2[column];
            y2[i] = boxes.y2[column];
            area[i] = boxes.area[column];
        }
        overlaps(g, x1, y1, x2, y2, area, n, iou);
        if (cost.generalised()) {
            GeneralisedIou.all(x1, y1, x2, y2, n, gts.x1[g], gts.y1[g], gts.x2[g], gts.y2[g], giou);
        }
        classes.gather(asked, n, sum, objectness);
        classes.scores(gts.label[g], asked, n, score);
        cost.row(sum, score, objectness, iou, giou, n, costs);
        for (int i = 0; i < n; i++) {
            to.offer(costs[i], asked[i]);
        }
    }

    private void reserve(int n) {
        if (x1.length < Lanes.padded(n)) {
            x1 = Lanes.grow(x1, n);
            y1 = Lanes.grow(y1, n);
            x2 = Lanes.grow(x2, n);
            y2 = Lanes.grow(y2, n);
            area = Lanes.grow(area, n);
            iou = Lanes.grow(iou, n);
            giou = Lanes.grow(giou, n);
            sum = Lanes.grow(sum, n);
            score = Lanes.grow(score, n);
            objectness = Lanes.grow(objectness, n);
            costs = Lanes.grow(costs, n);
        }
    }

    /** Overlap of one pair. */
    float overlap(int g, int column) {
        return TouchingIou.pair(
                boxes.x1[column],
                boxes.y1[column],
                boxes.x2[column],
                boxes.y2[column],
                boxes.area[column],
                gts.x1[g],
                gts.y1[g],
                gts.x2[g],
                gts.y2[g],
                gts.area[g],
                floor);
    }

    private float generalised(int g, int column) {
        return GeneralisedIou.pair(
                boxes.x1[column],
                boxes.y1[column],
                boxes.x2[column],
                boxes.y2[column],
                gts.x1[g],
                gts.y1[g],
                gts.x2[g],
                gts.y2[g]);
    }

    /** Cost of one pair, without penalty. */
    float pair(int g, int column) {
        float u = overlap(g, column);
        float v = cost.generalised() ? generalised(g, column) : 0;
        return cost.pair(classes.sumAt(column), classes.score(gts.label[g], column), classes.objectness[column], u, v);
    }

    /** What a pair of known overlap costs at least. */
    float atLeast(int g, int column, float knownOverlap) {
        return cost.overlapPart(knownOverlap, cost.generalised() ? generalised(g, column) : 0) - SLACK;
    }
}
