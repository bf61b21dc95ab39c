package dev.duet.assign.atss;

import dev.duet.lanes.memory.Lanes;

/** The candidates of one GT with their points and the half sides of their anchors, in pixels. Grows only. */
final class Cells {
    int size;
    int[] unit;
    float[] px;
    float[] py;
    float[] half;

    Cells(int capacity) {
        unit = new int[Lanes.padded(capacity)];
        px = new float[Lanes.padded(capacity)];
        py = new float[Lanes.padded(capacity)];
        half = new float[Lanes.padded(capacity)];
    }

    void add(int unitIndex, float x, float y, float halfSide) {
        unit[size] = unitIndex;
        px[size] = x;
        py[size] = y;
        half[size++] = halfSide;
    }

    /** Makes room for {@code n} cells. */
    void reserve(int n) {
        unit = Lanes.grow(unit, n);
        px = Lanes.grow(px, n);
        py = Lanes.grow(py, n);
        half = Lanes.grow(half, n);
    }
}
