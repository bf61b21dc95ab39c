package dev.duet.assign.reference;

import dev.duet.assign.GtOutcome;

/**
 * A ground-truth box as the stages see it, after the recipe's preparation.
 *
 * @param index in its image
 * @param row in its batch
 * @param weight mixup score; 1 where there is none
 * @param box x1 y1 x2 y2 in pixels; rotated: cx cy w h in pixels and the angle
 * @param centre x and y in pixels that soft labels measure distances from: the box's centre, or one given with the GT
 * @param rounded the box as shares of the image
 * @param standing what the preparation leaves to it
 */
record Gt(int index, int row, int label, float weight, float[] box, float[] centre, Shares rounded, Standing standing) {
    /**
     * Centre x, centre y, width and height as shares of the image.
     *
     * @param ofLabels rounded as label files have them (YOLOv5's line)
     * @param ofCells rounded as darknet or PaddleDetection round them
     */
    record Shares(float[] ofLabels, float[] ofCells) {}

    /**
     * Whether a GT takes part.
     *
     * @param dropped what became of a GT that takes no part; null if it does
     */
    record Standing(Role role, GtOutcome dropped) {}

    /** What the preparation leaves to a GT. */
    enum Role {
        TAKES_PART,
        /** Selects nothing, but its box still competes for contested units: padding by the rule of the coordinates' sum. */
        PADDING,
        /** Selects nothing, but units that overlap it are ignored: PPYOLO's GTs of weight 0. */
        WEIGHTLESS,
        OUT
    }

    float[] shares() {
        return rounded.ofLabels;
    }

    float[] cellShares() {
        return rounded.ofCells;
    }

    GtOutcome dropped() {
        return standing.dropped;
    }

    boolean selects() {
        return standing.role == Role.TAKES_PART;
    }

    boolean competes() {
        return standing.role == Role.TAKES_PART || standing.role == Role.PADDING;
    }

    /** True if units that overlap it may be ignored for it. */
    boolean shields() {
        return standing.role == Role.TAKES_PART || standing.role == Role.WEIGHTLESS;
    }

    boolean isRotated() {
        return box.length == 5;
    }

    float centreX() {
        return isRotated() ? box[0] : (box[0] + box[2]) / 2;
    }

    float centreY() {
        return isRotated() ? box[1] : (box[1] + box[3]) / 2;
    }

    float width() {
        return isRotated() ? box[2] : box[2] - box[0];
    }

    float height() {
        return isRotated() ? box[3] : box[3] - box[1];
    }
}
