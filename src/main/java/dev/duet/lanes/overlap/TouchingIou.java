package dev.duet.lanes.overlap;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * IoU of many boxes with one, {@code I / max(A + B - I, floor)}, 0 unless both extents of the intersection are above 0. With {@link
 * #NO_FLOOR} it is the plain IoU, and 0 where the union is 0. Areas A and B are given, because a system may round them otherwise than
 * its corners. Numbers must be finite.
 */
public final class TouchingIou {
    /** So small a floor that only an empty union meets it. */
    public static final float NO_FLOOR = Float.MIN_NORMAL;

    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private static final IntVector IOTA =
            IntVector.zero(VectorSpecies.of(int.class, F.vectorShape())).addIndex(1);

    private TouchingIou() {}

    /** IoU of box i with box j of others: the same bits as the vector passes. */
    public static float pair(BoxColumns boxes, int i, BoxColumns others, int j, float floor) {
        float right = boxes.x2[i] > others.x2[j] ? others.x2[j] : boxes.x2[i];
        float bottom = boxes.y2[i] > others.y2[j] ? others.y2[j] : boxes.y2[i];
        float w = right - (boxes.x1[i] < others.x1[j] ? others.x1[j] : boxes.x1[i]);
        float h = bottom - (boxes.y1[i] < others.y1[j] ? others.y1[j] : boxes.y1[i]);
        if (!(w > 0 && h > 0)) {
            return 0;
        }
        float inter = w * h;
        float union = boxes.area[i] + others.area[j] - inter;
        return inter / (union < floor ? floor : union);
    }

    /** IoU of the first {@code n} boxes with box j of others. */
    public static void all(BoxColumns boxes, int n, BoxColumns others, int j, float floor, float[] out) {
        float[] x1 = boxes.x1;
        float[] y1 = boxes.y1;
        float[] x2 = boxes.x2;
        float[] y2 = boxes.y2;
        float[] area = boxes.area;
        float bx1 = others.x1[j];
        float by1 = others.y1[j];
        float bx2 = others.x2[j];
        float by2 = others.y2[j];
        float bArea = others.area[j];
        for (int i = 0; i < n; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, x1, i);
            FloatVector b = FloatVector.fromArray(F, y1, i);
            FloatVector c = FloatVector.fromArray(F, x2, i);
            FloatVector d = FloatVector.fromArray(F, y2, i);
            FloatVector w = c.blend(bx2, c.compare(VectorOperators.GT, bx2))
                    .sub(a.blend(bx1, a.compare(VectorOperators.LT, bx1)));
            FloatVector h = d.blend(by2, d.compare(VectorOperators.GT, by2))
                    .sub(b.blend(by1, b.compare(VectorOperators.LT, by1)));
            VectorMask<Float> touching = w.compare(VectorOperators.GT, 0f).and(h.compare(VectorOperators.GT, 0f));
            FloatVector inter = w.mul(h);
            FloatVector union = FloatVector.fromArray(F, area, i).add(bArea).sub(inter);
            FloatVector r = inter.div(union.blend(floor, union.compare(VectorOperators.LT, floor)));
            FloatVector.zero(F).blend(r, touching).intoArray(out, i);
        }
    }

    /**
     * The overlaps above 0 of the first {@code n} boxes with box j of others, and whose they are, rising.
     *
     * @param out receives the overlaps; padded for n
     * @param position receives the boxes; padded for n
     * @return how many
     */
    public static int above(
            BoxColumns boxes, int n, BoxColumns others, int j, float floor, float[] out, int[] position) {
        float[] x1 = boxes.x1;
        float[] y1 = boxes.y1;
        float[] x2 = boxes.x2;
        float[] y2 = boxes.y2;
        float[] area = boxes.area;
        float bx1 = others.x1[j];
        float by1 = others.y1[j];
        float bx2 = others.x2[j];
        float by2 = others.y2[j];
        float bArea = others.area[j];
        int count = 0;
        for (int i = 0; i < n; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, x1, i);
            FloatVector b = FloatVector.fromArray(F, y1, i);
            FloatVector c = FloatVector.fromArray(F, x2, i);
            FloatVector d = FloatVector.fromArray(F, y2, i);
            FloatVector w = c.blend(bx2, c.compare(VectorOperators.GT, bx2))
                    .sub(a.blend(bx1, a.compare(VectorOperators.LT, bx1)));
            FloatVector h = d.blend(by2, d.compare(VectorOperators.GT, by2))
                    .sub(b.blend(by1, b.compare(VectorOperators.LT, by1)));
            FloatVector inter = w.mul(h);
            FloatVector union = FloatVector.fromArray(F, area, i).add(bArea).sub(inter);
            FloatVector r = inter.div(union.blend(floor, union.compare(VectorOperators.LT, floor)));
            VectorMask<Float> in = w.compare(VectorOperators.GT, 0f)
                    .and(h.compare(VectorOperators.GT, 0f))
                    .and(r.compare(VectorOperators.GT, 0f));
            r.compress(in).intoArray(out, count);
            IOTA.add(i).reinterpretAsFloats().compress(in).reinterpretAsInts().intoArray(position, count);
            // What lies behind the last value was written last, too.
            long bits = in.toLong();
            count += Long.bitCount(n - i < F.length() ? bits & ((1L << (n - i)) - 1) : bits);
        }
        return count;
    }

    /**
     * The overlaps above 0 of the first {@code n} boxes with box j of others, among zeros and in no promised places: whole vectors of boxes
     * that do not touch are passed by.
     *
     * @param out padded for n; stale behind the count returned
     * @return how many values were written
     */
    public static int touching(BoxColumns boxes, int n, BoxColumns others, int j, float floor, float[] out) {
        float[] x1 = boxes.x1;
        float[] y1 = boxes.y1;
        float[] x2 = boxes.x2;
        float[] y2 = boxes.y2;
        float[] area = boxes.area;
        float bx1 = others.x1[j];
        float by1 = others.y1[j];
        float bx2 = others.x2[j];
        float by2 = others.y2[j];
        float bArea = others.area[j];
        int count = 0;
        for (int i = 0; i < n; i += F.length()) {
            FloatVector a = FloatVector.fromArray(F, x1, i);
            FloatVector b = FloatVector.fromArray(F, y1, i);
            FloatVector c = FloatVector.fromArray(F, x2, i);
            FloatVector d = FloatVector.fromArray(F, y2, i);
            FloatVector w = c.blend(bx2, c.compare(VectorOperators.GT, bx2))
                    .sub(a.blend(bx1, a.compare(VectorOperators.LT, bx1)));
            FloatVector h = d.blend(by2, d.compare(VectorOperators.GT, by2))
                    .sub(b.blend(by1, b.compare(VectorOperators.LT, by1)));
            VectorMask<Float> touching = w.compare(VectorOperators.GT, 0f).and(h.compare(VectorOperators.GT, 0f));
            if (touching.anyTrue()) {
                FloatVector inter = w.mul(h);
                FloatVector union = FloatVector.fromArray(F, area, i).add(bArea).sub(inter);
                FloatVector r = inter.div(union.blend(floor, union.compare(VectorOperators.LT, floor)));
                FloatVector.zero(F).blend(r, touching).intoArray(out, count);
                count += Math.min(F.length(), n - i);
            }
        }
        return count;
    }
}
