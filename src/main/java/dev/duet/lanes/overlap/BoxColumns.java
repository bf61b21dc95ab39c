package dev.duet.lanes.overlap;

import dev.duet.lanes.memory.Lanes;

/** Boxes as padded columns: corners in pixels, and areas, which a system may round otherwise than its corners. Grows only. */
public class BoxColumns {
    public float[] x1;
    public float[] y1;
    public float[] x2;
    public float[] y2;
    public float[] area;

    public BoxColumns() {
        this(64);
    }

    /** @param n boxes there is room for */
    public BoxColumns(int n) {
        x1 = new float[Lanes.padded(n)];
        y1 = new float[x1.length];
        x2 = new float[x1.length];
        y2 = new float[x1.length];
        area = new float[x1.length];
    }

    /** Makes room for {@code n} boxes; keeps those there are. */
    public void reserve(int n) {
        if (x1.length < Lanes.padded(n)) {
            x1 = Lanes.grow(x1, n);
            y1 = Lanes.grow(y1, n);
            x2 = Lanes.grow(x2, n);
            y2 = Lanes.grow(y2, n);
            area = Lanes.grow(area, n);
        }
    }

    /** Computes the areas of the first {@code n} boxes, {@code (x2 - x1) (y2 - y1)}. */
    public final void areas(int n) {
        BoxForm.areas(x1, y1, x2, y2, n, area);
    }
}
