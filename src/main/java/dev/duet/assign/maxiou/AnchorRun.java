package dev.duet.assign.maxiou;

import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.BoxColumns;
import dev.duet.lanes.overlap.LatticeIou;
import dev.duet.lanes.overlap.PlainIou;
import java.util.Arrays;

/** Anchors without any order: one row, every overlap computed from four edges. The only block of its field. */
final class AnchorRun implements AnchorBlock {
    private final BoxColumns boxes;
    private final int[] unit;
    private int size;

    /** An empty run with room for {@code capacity} anchors. */
    AnchorRun(int capacity) {
        boxes = new BoxColumns(capacity);
        unit = new int[boxes.x1.length];
        clear();
    }

    void clear() {
        size = 0;
        end();
    }

    /** Adds the anchor of a unit; {@link #end} follows the last. */
    void add(int ofUnit, float left, float top, float right, float bottom) {
        boxes.x1[size] = left;
        boxes.y1[size] = top;
        boxes.x2[size] = right;
        boxes.y2[size] = bottom;
        unit[size++] = ofUnit;
    }

    /** Puts anchors that nothing overlaps behind the last. */
    void end() {
        Arrays.fill(boxes.x1, size, size + Lanes.COUNT, Float.MAX_VALUE);
        Arrays.fill(boxes.y1, size, size + Lanes.COUNT, Float.MAX_VALUE);
        Arrays.fill(boxes.x2, size, size + Lanes.COUNT, Float.MAX_VALUE);
        Arrays.fill(boxes.y2, size, size + Lanes.COUNT, Float.MAX_VALUE);
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
        return boxes.x1.length;
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
    public float overlaps(AnchorWindow w, ImageGts gts, int g, float[] out) {
        w.stride = LatticeIou.whole(size);
        PlainIou.floored(boxes, 0, size, gts, g, AnchorField.UNION_FLOOR, out);
        return LatticeIou.highest(out, size);
    }
}
