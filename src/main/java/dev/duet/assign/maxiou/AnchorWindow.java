package dev.duet.assign.maxiou;

/** A rectangle of a block, and the overlaps of one GT with it in a buffer. */
final class AnchorWindow {
    /** Index of the block. */
    int block;

    int firstColumn;
    int columns;
    int firstRow;
    int rows;
    /** Where its overlaps start in the buffer, row by row. */
    int at;
    /** Overlaps per row in the buffer: at least {@link #columns}, whole vectors. */
    int stride;
    /** Highest of its overlaps. */
    float highest;
}
