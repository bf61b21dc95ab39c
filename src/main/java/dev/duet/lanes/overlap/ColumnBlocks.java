package dev.duet.lanes.overlap;

import dev.duet.lanes.memory.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Predicted boxes in blocks of neighbours. Every block has a hull, so that a box which overlaps few of them finds those without
 * looking at the rest. Overlaps come block by block. Grows only.
 */
public final class ColumnBlocks {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final int L = Lanes.COUNT;

    /** Boxes per block, at every vector width. */
    public static final int BLOCK = Blocks.SIZE;

    /** Corner that no hull grows by and no box overlaps. */
    private static final float NOWHERE = 1e30f;

    /** Smallest union. */
    private static final float FLOOR = 1e-6f;

    private BoxColumns boxes;
    private final Blocks hulls = new Blocks();

    /** Takes {@code n} finite boxes and computes the hulls. The columns are used in place until the next call; their padding is overwritten. */
    public void load(BoxColumns columns, int n) {
        boxes = columns;
        int blocks = Math.ceilDiv(n, BLOCK);
        Arrays.fill(boxes.x1, n, blocks * BLOCK, NOWHERE);
        Arrays.fill(boxes.y1, n, blocks * BLOCK, NOWHERE);
        Arrays.fill(boxes.x2, n, blocks * BLOCK, -NOWHERE);
        Arrays.fill(boxes.y2, n, blocks * BLOCK, -NOWHERE);
        Arrays.fill(boxes.area, n, blocks * BLOCK, 0);
        hulls.load(boxes.x1, boxes.y1, boxes.x2, boxes.y2, blocks);
    }

    /** Number of blocks. */
    public int blocks() {
        return hulls.count();
    }

    /**
     * Blocks whose hull overlaps a box, rising. A box outside these blocks has overlap 0.
     *
     * @param out padded for {@link #blocks}
     * @return how many
     */
    public int near(float gx1, float gy1, float gx2, float gy2, int[] out) {
        return hulls.touching(gx1, gy1, gx2, gy2, out);
    }

    /** IoU of the boxes of {@code count} blocks with one box, I / max(A + B - I, 1e-6), block after block; {@code out} padded. */
    public void overlaps(int[] block, int count, float gx1, float gy1, float gx2, float gy2, float[] out) {
        float[] x1 = boxes.x1;
        float[] y1 = boxes.y1;
        float[] x2 = boxes.x2;
        float[] y2 = boxes.y2;
        float[] area = boxes.area;
        float gArea = (gx2 - gx1) * (gy2 - gy1);
        for (int i = 0; i < count * BLOCK; i += L) {
            int at = block[i / BLOCK] * BLOCK + i % BLOCK;
            FloatVector a = FloatVector.fromArray(F, x1, at);
            FloatVector b = FloatVector.fromArray(F, y1, at);
            FloatVector c = FloatVector.fromArray(F, x2, at);
            FloatVector d = FloatVector.fromArray(F, y2, at);
            FloatVector w = c.blend(gx2, c.compare(VectorOperators.GT, gx2))
                    .sub(a.blend(gx1, a.compare(VectorOperators.LT, gx1)));
            FloatVector h = d.blend(gy2, d.compare(VectorOperators.GT, gy2))
                    .sub(b.blend(gy1, b.compare(VectorOperators.LT, gy1)));
            w = w.blend(0f, w.compare(VectorOperators.LT, 0f));
            FloatVector inter = h.blend(0f, h.compare(VectorOperators.LT, 0f)).mul(w);
            FloatVector union = FloatVector.fromArray(F, area, at).add(gArea).sub(inter);
            inter.div(union.blend(FLOOR, union.compare(VectorOperators.LT, FLOOR)))
                    .intoArray(out, i);
        }
    }

    /** IoU of one pair: the same bits as {@link #overlaps}, and no branch that is mispredicted. */
    public float overlap(int column, float gx1, float gy1, float gx2, float gy2) {
        float w = Math.min(boxes.x2[column], gx2) - Math.max(boxes.x1[column], gx1);
        float h = Math.min(boxes.y2[column], gy2) - Math.max(boxes.y1[column], gy1);
        float inter = Math.max(w, 0) * Math.max(h, 0);
        return inter / Math.max(boxes.area[column] + (gx2 - gx1) * (gy2 - gy1) - inter, FLOOR);
    }
}
