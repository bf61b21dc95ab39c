package dev.duet.assign.rule;

import dev.duet.assign.stage.Overlap;

/**
 * One image as a rule of one's own sees it, to read only: units, GTs, predictions. Lengths are pixels of the canvas, in float32. Numbers
 * that are no unit, GT or class are an {@link IndexOutOfBoundsException}. Methods that return arrays allocate them.
 */
public interface ImageView {
    /** Number of the image in the batch. */
    int index();

    /** Width of the canvas in pixels. */
    int width();

    /** Height of the canvas in pixels. */
    int height();

    /** Number of units. */
    int units();

    /** Number of levels; 0 where the units are a set of queries, which have neither cells nor points. */
    int levels();

    /** Level of a unit, counted as predictions list them; -1 in a set of queries. */
    int level(int unit);

    /** Pixels per cell at a unit. */
    int stride(int unit);

    /** Column of a unit's cell. */
    int column(int unit);

    /** Row of a unit's cell. */
    int row(int unit);

    /** Slot of a unit in its cell. */
    int slot(int unit);

    /** Horizontal place of the point that a unit stands for. */
    float x(int unit);

    /** Vertical place of the point that a unit stands for. */
    float y(int unit);

    /** Whether units have anchors. */
    boolean hasAnchors();

    /** Anchor of a unit, x1 y1 x2 y2; an {@link IllegalStateException} where units have none. */
    float[] anchor(int unit);

    /** Number of GTs. */
    int gts();

    /** Whether a GT takes part: false for padding and for what the recipe's preparation dropped. */
    boolean takesPart(int gt);

    /** Class of a GT. */
    int label(int gt);

    /** Box of a GT after the preparation, x1 y1 x2 y2. */
    float[] gtBox(int gt);

    /** Number of classes the head scores. Reads scores. */
    int classes();

    /** Predicted box of a unit, x1 y1 x2 y2. Reads boxes. */
    float[] predictedBox(int unit);

    /** Probability of a class at a unit, 0 .. 1. Reads scores. */
    float probability(int unit, int label);

    /** Probability that a unit holds an object, 0 .. 1. Reads objectness. */
    float objectness(int unit);

    /**
     * Overlap of two boxes x1 y1 x2 y2, as built-in rules have it; 0 where it is no number.
     *
     * @param kind any but {@link Overlap#PROB_IOU}
     * @param gt the box that counts as GT, where the kind makes a difference
     */
    float overlap(Overlap kind, float[] gt, float[] other);
}
