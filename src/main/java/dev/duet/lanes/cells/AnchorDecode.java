package dev.duet.lanes.cells;

import dev.duet.lanes.math.Logistic;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.overlap.CellBoxes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Raw outputs of an anchor-based head to boxes, as YOLOv5 and YOLOv7 decode them: centre {@code 2 s - 0.5} cells from the cell's
 * corner, sides {@code (2 s)^2} anchors, s the sigmoid of each output. Slots of a cell are numbered innermost.
 */
public final class AnchorDecode {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    /** 1.5 * 2^23: adding it rounds to a whole number. */
    private static final float ROUND = 12582912f;

    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

    private AnchorDecode() {}

    /** The level a run of units lies on. */
    public record Level(int firstUnit, int slots, int columns, int stride) {}

    /**
     * Column and row of the cells of units {@code from .. to} of a padded list, all on one level of fewer than 2^22 cells.
     *
     * @param cellX receives columns at the units' places in the list
     * @param cellY receives rows
     */
    public static void cells(Level level, int[] unit, int from, int to, float[] cellX, float[] cellY) {
        // The whole part of n / d: (2 n - d + 1) / 2 d is nearer to it than to any other whole number.
        float toCell = (level.slots - 1) * 0.5f;
        float toRow = (level.columns - 1) * 0.5f;
        for (int i = from; i < to; i += F.length()) {
            FloatVector local = IntVector.fromArray(I, unit, i)
                    .sub(level.firstUnit)
                    .add(ROUND_BITS)
                    .reinterpretAsFloats()
                    .sub(ROUND);
            FloatVector cell = local.sub(toCell).div(level.slots).add(ROUND).sub(ROUND);
            FloatVector row = cell.sub(toRow).div(level.columns).add(ROUND).sub(ROUND);
            cell.sub(row.mul(level.columns)).intoArray(cellX, i);
            row.intoArray(cellY, i);
        }
    }

    /**
     * Decodes {@code n} raw outputs, which are overwritten.
     *
     * @param anchorW anchor width of each in cells
     * @param box receives the boxes
     */
    public static void decode(
            float[] tx, float[] ty, float[] tw, float[] th, int n, float[] anchorW, float[] anchorH, CellBoxes box) {
        centre(tx, n, box.x);
        centre(ty, n, box.y);
        side(tw, n, anchorW, box.w);
        side(th, n, anchorH, box.h);
    }

    private static void centre(float[] raw, int n, float[] out) {
        Logistic.probability(raw, n);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector.fromArray(F, raw, i).mul(2f).sub(0.5f).intoArray(out, i);
        }
    }

    private static void side(float[] raw, int n, float[] anchor, float[] out) {
        Logistic.probability(raw, n);
        for (int i = 0; i < n; i += F.length()) {
            FloatVector twice = FloatVector.fromArray(F, raw, i).mul(2f);
            twice.mul(twice).mul(FloatVector.fromArray(F, anchor, i)).intoArray(out, i);
        }
    }

    /** Ends {@code (c + cell) s - w s / 2} and {@code (c + cell) s + w s / 2} of one axis, in pixels. */
    public static void ends(
            float[] centre, float[] cell, float[] side, int from, int to, int stride, float[] low, float[] high) {
        for (int i = from; i < to; i += F.length()) {
            FloatVector c = FloatVector.fromArray(F, centre, i)
                    .add(FloatVector.fromArray(F, cell, i))
                    .mul(stride);
            FloatVector half = FloatVector.fromArray(F, side, i).mul(stride).mul(0.5f);
            c.sub(half).intoArray(low, i);
            c.add(half).intoArray(high, i);
        }
    }

    /** The inverse of {@link #ends}: centres relative to the cell and sides, in cells. */
    public static void inCells(
            float[] low, float[] high, float[] cell, int from, int to, int stride, float[] centre, float[] side) {
        for (int i = from; i < to; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, low, i);
            FloatVector b = FloatVector.fromArray(F, high, i);
            a.add(b)
                    .mul(0.5f)
                    .div(stride)
                    .sub(FloatVector.fromArray(F, cell, i))
                    .intoArray(centre, i);
            b.sub(a).div(stride).intoArray(side, i);
        }
    }
}
