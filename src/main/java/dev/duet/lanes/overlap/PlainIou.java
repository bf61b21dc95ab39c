package dev.duet.lanes.overlap;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * IoU as the originals of PPYOLOE, YOLOv6, TOOD and ATSS compute it: equal but for an epsilon added to the union or a floor under it,
 * and for sides being clamped at 0 or left raw in the areas. An infinite or NaN coordinate of a prediction makes its overlap NaN.
 */
public final class PlainIou {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private static final IntVector IOTA =
            IntVector.zero(VectorSpecies.of(int.class, F.vectorShape())).addIndex(1);

    private PlainIou() {}

    /** Area, sides clamped at 0 where {@code clamp}. */
    public static float area(float x1, float y1, float x2, float y2, boolean clamp) {
        float w = x2 - x1;
        float h = y2 - y1;
        return clamp ? Math.max(0, w) * Math.max(0, h) : w * h;
    }

    /**
     * I / (A + B - I + eps) of {@code n} predictions from {@code from} on with box j of others, sides clamped at 0.
     *
     * @return true if all of them are finite; what lies behind the last prediction in its vector may make it false
     */
    public static boolean plus(BoxColumns boxes, int from, int n, BoxColumns others, int j, float eps, float[] out) {
        float[] x1 = boxes.x1;
        float[] y1 = boxes.y1;
        float[] x2 = boxes.x2;
        float[] y2 = boxes.y2;
        float gx1 = others.x1[j];
        float gy1 = others.y1[j];
        float gx2 = others.x2[j];
        float gy2 = others.y2[j];
        float gArea = others.area[j];
        FloatVector nothing = FloatVector.zero(F);
        for (int i = from; i < from + n; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, x1, i);
            FloatVector b = FloatVector.fromArray(F, y1, i);
            FloatVector c = FloatVector.fromArray(F, x2, i);
            FloatVector d = FloatVector.fromArray(F, y2, i);
            FloatVector w = c.blend(gx2, c.compare(VectorOperators.GT, gx2))
                    .sub(a.blend(gx1, a.compare(VectorOperators.LT, gx1)));
            FloatVector h = d.blend(gy2, d.compare(VectorOperators.GT, gy2))
                    .sub(b.blend(gy1, b.compare(VectorOperators.LT, gy1)));
            w = w.blend(0f, w.compare(VectorOperators.LT, 0f));
            h = h.blend(0f, h.compare(VectorOperators.LT, 0f));
            FloatVector inter = w.mul(h);
            FloatVector area = c.sub(a).max(0f).mul(d.sub(b).max(0f));
            FloatVector u = inter.div(area.add(gArea).sub(inter).add(eps))
                    .add(a.add(b).add(c).add(d).mul(0f));
            u.intoArray(out, i);
            nothing = nothing.add(u.sub(u));
        }
        return nothing.compare(VectorOperators.EQ, 0f).allTrue();
    }

    /**
     * I / max(A + B - I, floor) of {@code n} predictions from {@code from} on with box j of others, raw sides.
     *
     * @return true if all of them are finite; what lies behind the last prediction in its vector may make it false
     */
    public static boolean floored(
            BoxColumns boxes, int from, int n, BoxColumns others, int j, float floor, float[] out) {
        float[] x1 = boxes.x1;
        float[] y1 = boxes.y1;
        float[] x2 = boxes.x2;
        float[] y2 = boxes.y2;
        float gx1 = others.x1[j];
        float gy1 = others.y1[j];
        float gx2 = others.x2[j];
        float gy2 = others.y2[j];
        float gArea = others.area[j];
        FloatVector nothing = FloatVector.zero(F);
        for (int i = from; i < from + n; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, x1, i);
            FloatVector b = FloatVector.fromArray(F, y1, i);
            FloatVector c = FloatVector.fromArray(F, x2, i);
            FloatVector d = FloatVector.fromArray(F, y2, i);
            FloatVector w = c.blend(gx2, c.compare(VectorOperators.GT, gx2))
                    .sub(a.blend(gx1, a.compare(VectorOperators.LT, gx1)));
            FloatVector h = d.blend(gy2, d.compare(VectorOperators.GT, gy2))
                    .sub(b.blend(gy1, b.compare(VectorOperators.LT, gy1)));
            w = w.blend(0f, w.compare(VectorOperators.LT, 0f));
            h = h.blend(0f, h.compare(VectorOperators.LT, 0f));
            FloatVector inter = w.mul(h);
            FloatVector area = c.sub(a).mul(d.sub(b));
            FloatVector union = area.add(gArea).sub(inter);
            FloatVector u = inter.div(union.blend(floor, union.compare(VectorOperators.LT, floor)))
                    .add(a.add(b).add(c).add(d).mul(0f));
            u.intoArray(out, i);
            nothing = nothing.add(u.sub(u));
        }
        return nothing.compare(VectorOperators.EQ, 0f).allTrue();
    }

    /**
     * As {@link #floored}, over blocks of {@link Blocks#SIZE} predictions, of which only those with an overlap above 0 are kept.
     *
     * @param block indices of the blocks, rising
     * @param kept padded; receives the predictions that overlap, rising, from {@code at} on
     * @param out padded; receives their overlaps
     * @return where the next one would go
     */
    public static int flooredBlocks(
            BoxColumns boxes,
            int[] block,
            int blocks,
            BoxColumns others,
            int j,
            float floor,
            int[] kept,
            float[] out,
            int at) {
        float[] x1 = boxes.x1;
        float[] y1 = boxes.y1;
        float[] x2 = boxes.x2;
        float[] y2 = boxes.y2;
        float gx1 = others.x1[j];
        float gy1 = others.y1[j];
        float gx2 = others.x2[j];
        float gy2 = others.y2[j];
        float gArea = others.area[j];
        int count = at;
        for (int b = 0; b < blocks; b++) {
            for (int k = 0; k < Blocks.SIZE; k += F.length()) {
                int i = block[b] * Blocks.SIZE + k;
                FloatVector a = FloatVector.fromArray(F, x1, i);
                FloatVector top = FloatVector.fromArray(F, y1, i);
                FloatVector c = FloatVector.fromArray(F, x2, i);
                FloatVector d = FloatVector.fromArray(F, y2, i);
                FloatVector w = c.blend(gx2, c.compare(VectorOperators.GT, gx2))
                        .sub(a.blend(gx1, a.compare(VectorOperators.LT, gx1)));
                FloatVector h = d.blend(gy2, d.compare(VectorOperators.GT, gy2))
                        .sub(top.blend(gy1, top.compare(VectorOperators.LT, gy1)));
                w = w.blend(0f, w.compare(VectorOperators.LT, 0f));
                h = h.blend(0f, h.compare(VectorOperators.LT, 0f));
                FloatVector inter = w.mul(h);
                VectorMask<Float> positive = inter.compare(VectorOperators.GT, 0f);
                if (!positive.anyTrue()) {
                    continue;
                }
                FloatVector union = c.sub(a).mul(d.sub(top)).add(gArea).sub(inter);
                FloatVector iou = inter.div(union.blend(floor, union.compare(VectorOperators.LT, floor)));
                iou.compress(positive).intoArray(out, count);
                IOTA.add(i)
                        .reinterpretAsFloats()
                        .compress(positive)
                        .reinterpretAsInts()
                        .intoArray(kept, count);
                count += positive.trueCount();
            }
        }
        return count;
    }

    /** Intersection of one pair: the same bits as the vector passes. */
    public static float intersection(
            float px1, float py1, float px2, float py2, float gx1, float gy1, float gx2, float gy2) {
        float w = Math.max(0, Math.min(px2, gx2) - Math.max(px1, gx1));
        float h = Math.max(0, Math.min(py2, gy2) - Math.max(py1, gy1));
        return w * h;
    }
}
