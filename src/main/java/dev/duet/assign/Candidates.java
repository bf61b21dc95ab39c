package dev.duet.assign;

/** Stage 1: where may a unit answer for a GT? */
public sealed interface Candidates {
    /** Every unit may. */
    record All() implements Candidates {}

    /** The cell that holds the GT's centre, on every level (or of the level of the best anchor). */
    record CentreCell() implements Candidates {}

    /**
     * The centre cell and the neighbours nearer than {@code reach} cells to the centre (YOLOv5: 0.5, YOLOv9: 0.3, YOLOv7's coarse
     * heads: 1), in the order centre, left, up, right, down.
     */
    record NeighbourCells(float reach) implements Candidates {}

    /** As {@link NeighbourCells}, with every anchor whose sides differ from the GT's by less than a factor (YOLOv7's OTA). */
    record FittingNeighbourCells(float reach, float ratioLimit) implements Candidates {}

    /** Unit points nearer than {@code radius} strides to the GT centre on both axes, strictly (YOLOX: 1.5). */
    record CentreRadius(float radius) implements Candidates {}

    /**
     * As {@link CentreRadius}, and the GT side farthest from the point lies in the level's range of pixels, both ends included; {@code
     * ranges} holds low and high per level, none for no range.
     */
    record CentreRadiusInRange(float radius, float[] ranges) implements Candidates {}

    /** The cell that holds the GT's centre, where the GT side farthest from its point lies in the level's range, both ends included. */
    record CentreCellInRange(float[] ranges) implements Candidates {}

    /** Unit points nearer than {@code cells} strides to the GT centre, straight-line distance (PPYOLOE's is_close_gt). */
    record CentreDistance(float cells) implements Candidates {}

    /**
     * Unit points farther than {@code margin} pixels inside the GT. Sides under {@code minimumSide} pixels are first replaced by {@code
     * replacementSide} about the same centre (YOLO26's STAL); {@link #FROM_STRIDES} stands for the first and second stride, 0 switches
     * the replacement off. Rotated boxes: closed interval, no margin.
     */
    record InsideBox(float margin, float minimumSide, float replacementSide) implements Candidates {
        /** A side that the pyramid's strides decide. */
        public static final float FROM_STRIDES = -1;

        public InsideBox(float margin) {
            this(margin, 0, 0);
        }
    }

    /**
     * Unit points inside the GT (FCOS; with {@code radius > 0} inside its centre box of that many strides) whose largest distance
     * to a side lies in the level's range, both ends included; {@code ranges} holds low and high per level.
     */
    record InsideBoxInRange(float radius, float[] ranges) implements Candidates {}

    /** Inside the GT or within {@code radius} strides of its centre; pairs that are not both carry the penalty flag (simOTA). */
    record InsideOrCentre(float radius) implements Candidates {}

    /** Inside the GT by {@code margin} and strictly inside its centre box of {@code radius} strides (OTA's free pairs). */
    record InsideAndCentre(float radius, float margin) implements Candidates {}

    /** Units whose point lies inside at least one GT of the image (RTMDet). */
    record InsideAny() implements Candidates {}

    /**
     * The {@code k} nearest unit points per level (all, where a level has fewer) that also lie inside the GT by {@code margin} pixels
     * (ATSS). The threshold of the selection is taken over the nearest points, inside or not.
     */
    record NearestPerLevel(int k, float margin) implements Candidates {}
}
