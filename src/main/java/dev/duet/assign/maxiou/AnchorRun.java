package dev.duet.assign.maxiou;

import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.LatticeIou;
import dev.duet.lanes.overlap.PlainIou;
import java.util.Arrays;

/** Anchors without any order: one row, every overlap computed from four edges. The only block of its field. */
final class AnchorRun implements AnchorBlock {
    private final float[] x1;
    private final float[] y1;
    private final float[] x2;
    private final float[] y2;
    private final int[] unit;
    private int size;

    /** An empty run with room for {@code capacity} anchors. */
    AnchorRun(int capacity) {
        x1 = new float[Lanes.padded(capacity)];
        y1 = new float[x1.length];
        x2 = new float[x1.length];
        y2 = new float[x1.length];
        unit = new int[x1.length];
        clear();
    }

    void clear() {
        size = 0;
        end();
    }

    /** Adds the anchor of a unit; {@link #end} follows the last. */
    void add(int ofUnit, float left, float top, float right, float bottom) {
        x1[size] = left;
        y1[size] = top;
        x2[size] = right;
        y2[size] = bottom;
        unit[size++] = ofUnit;
    }

    /** Puts anchors that nothing overlaps behind the last. */
    void end() {
        Arrays.fill(x1, size, size + Lanes.COUNT, Float.MAX_VALUE);
        Arrays.fill(y1, size, size + Lanes.COUNT, Float.MAX_VALUE);
        Arrays.fill(x2, size, size + Lanes.COUNT, Float.MAX_VALUE);
        Arrays.fill(y2, size, size + Lanes.COUNT, Float.MAX_VALUE);
    }

    @Override
    public int rows() {
        return 1;
    }

    @Override
    public int columns() {
        return size;
    }

    @Override
    public int pitch() {
        return x1.length;
    }

    @Override
    public int unit(int row, int column) {
        return unit[column];
    }

    @Override
    public boolean window(float bx1, float by1, float bx2, float by2, float least, AnchorWindow w) {
        w.firstColumn = 0;
        w.columns = size;
        w.firstRow = 0;
        w.rows = 1;
        return size > 0;
    }

    @Override
    public float overlaps(AnchorWindow w, float bx1, float by1, float bx2, float by2, float[] out) {
        w.stride = LatticeIou.whole(size);
        float area = PlainIou.area(bx1, by1, bx2, by2, false);
        PlainIou.floored(x1, y1, x2, y2, 0, size, bx1, by1, bx2, by2, area, AnchorField.UNION_FLOOR, out);
        return LatticeIou.highest(out, size);
    }
}
