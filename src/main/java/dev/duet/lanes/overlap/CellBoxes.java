package dev.duet.lanes.overlap;

import dev.duet.lanes.memory.Lanes;

/** Boxes relative to their cells, in cells. All columns are padded and indexed alike. */
public final class CellBoxes {
    /** Centre less the cell's corner, and sides. */
    public float[] x = new float[0];

    public float[] y = new float[0];
    public float[] w = new float[0];
    public float[] h = new float[0];

    /** Makes room for {@code n} boxes. */
    public void reserve(int n) {
        x = Lanes.grow(x, n);
        y = Lanes.grow(y, n);
        w = Lanes.grow(w, n);
        h = Lanes.grow(h, n);
    }
}
