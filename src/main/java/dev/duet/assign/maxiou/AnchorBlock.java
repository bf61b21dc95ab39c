package dev.duet.assign.maxiou;

import dev.duet.assign.workbench.ImageGts;

/** Anchors in rows and columns whose overlaps with a GT are computed together. Immutable. */
interface AnchorBlock {
    int rows();

    int columns();

    /** Places a row takes in a map: columns, and a vector behind them. */
    int pitch();

    /** Unit of the anchor in a row and column. */
    int unit(int row, int column);

    /**
     * Sets the window to the part of this block where the overlap with a box can reach {@code least}; never too small, possibly too
     * large. At {@code least} 0: where it can be more than 0.
     *
     * @return false if there is no such part
     */
    boolean window(float x1, float y1, float x2, float y2, float least, AnchorWindow w);

    /**
     * Writes the overlaps of a GT with the anchors of a window, row by row, {@link AnchorWindow#stride} each.
     *
     * @return the highest
     */
    float overlaps(AnchorWindow w, ImageGts gts, int g, float[] out);
}
