package dev.duet.assign.yolov7;

import dev.duet.assign.workbench.ClassColumns;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.cost.PairCost;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.memory.Rows;
import dev.duet.lanes.overlap.TouchingIou;

/**
 * Stage 2 of YOLOv7's OTA: overlaps and costs of GTs with all columns of the image. A column that does not overlap a GT costs at least
 * {@link #farthest}, which is more than nearly every column that does; it is priced only where that is in doubt. Grows only.
 */
final class NominationCosts {
    /** More than a class sum can be off by rounding. */
    private static final float SLACK = 1e-2f;

    private final PairCost ofProbabilities;
    private final PairCost ofLogits;
    private final float floor;

    private PairCost cost;
    private ImageGts gts;
    private Nominations columns;
    private ClassColumns classes;

    /** Columns listed for the GT in hand, rising, their overlaps and what they cost. */
    int listed;

    int[] column = new int[0];
    float[] overlap = new float[0];
    float[] costs = new float[0];
    private int[] unit = new int[0];
    private float[] sum = costs;
    private float[] score = costs;
    private float[] objectness = costs;

    NominationCosts(PairCost ofProbabilities, PairCost ofLogits, float floor) {
        this.ofProbabilities = ofProbabilities;
        this.ofLogits = ofLogits;
        this.floor = floor;
    }

    /** Gets ready for an image. */
    void load(ImageGts ofImage, Nominations nominations, ClassColumns ofClasses) {
        gts = ofImage;
        columns = nominations;
        classes = ofClasses;
        cost = ofClasses.logits() ? ofLogits : ofProbabilities;
        reserve(nominations.size);
    }

    /** Least cost of a column that does not overlap a GT. */
    float farthest() {
        return cost.overlapPart(0, 0) - SLACK;
    }

    /** Lists the columns that overlap a GT. */
    void near(int g) {
        listed = TouchingIou.above(columns.boxes, columns.size, gts, g, floor, overlap, column);
    }

    /** Lists all columns. */
    void all(int g) {
        listed = columns.size;
        Rows.count(0, listed, column, 0);
        TouchingIou.all(columns.boxes, listed, gts, g, floor, overlap);
    }

    /** Prices the listed columns. */
    void price(int g) {
        int[] units = columns.units.unit;
        for (int i = 0; i < listed; i++) {
            int u = columns.number[column[i]];
            unit[i] = units[u];
            sum[i] = classes.sum[u];
            objectness[i] = classes.objectness[u];
        }
        classes.scores(gts.label[g], unit, listed, score);
        cost.row(sum, score, objectness, overlap, overlap, listed, costs);
    }

    /** Overlap of one pair. */
    float overlap(int g, int c) {
        return TouchingIou.pair(columns.boxes, c, gts, g, floor);
    }

    /** Overlaps of a column with all GTs. */
    void overlapsOfColumn(int c, float[] out) {
        TouchingIou.all(gts, gts.size, columns.boxes, c, floor, out);
    }

    /** Cost of one pair of known overlap. */
    float pair(int g, int c, float knownOverlap) {
        int u = columns.number[c];
        return cost.pair(classes.sum[u], classes.score(gts.label[g], u), classes.objectness[u], knownOverlap, 0);
    }

    private void reserve(int n) {
        if (column.length < Lanes.padded(n)) {
            overlap = Lanes.grow(overlap, n);
            column = Lanes.grow(column, n);
            unit = Lanes.grow(unit, n);
            costs = Lanes.grow(costs, n);
            sum = Lanes.grow(sum, n);
            score = Lanes.grow(score, n);
            objectness = Lanes.grow(objectness, n);
        }
    }
}
