package dev.duet.lanes.overlap;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * IoU of one box with a lattice: boxes whose horizontal edges depend on the column alone and whose vertical edges on the row alone, as
 * anchors of one shape do. Width of intersection and of box are columns' affairs, heights are rows'; a box costs two products, a
 * division and what the union takes, with the bits of {@code I / max((A + B) - I, floor)} from all eight edges.
 */
public final class LatticeIou {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int L = F.length();

    private LatticeIou() {}

    /** Columns computed for {@code n} wanted ones: whole vectors. */
    public static int whole(int n) {
        return (n + L - 1) / L * L;
    }

    /**
     * IoU of a box with {@code rows} x {@link #whole}{@code (columns)} lattice boxes, row by row.
     *
     * @param x1 left edge per column of the lattice, padded behind the last with edges that nothing overlaps; so are x2 and width
     * @param y1 top edge per row
     * @param area of the one box
     * @param floor least union
     * @param out written from {@code at}; room for all
     * @return the highest
     */
    public static float fill(
            float[] x1,
            float[] x2,
            float[] width,
            int firstColumn,
            int columns,
            float[] y1,
            float[] y2,
            float[] height,
            int firstRow,
            int rows,
            float boxX1,
            float boxY1,
            float boxX2,
            float boxY2,
            float area,
            float floor,
            float[] out,
            int at) {
        int stride = whole(columns);
        FloatVector highest = FloatVector.zero(F);
        for (int c = 0; c < stride; c += L) {
            FloatVector right = FloatVector.fromArray(F, x2, firstColumn + c);
            FloatVector left = FloatVector.fromArray(F, x1, firstColumn + c);
            right = right.blend(boxX2, right.compare(VectorOperators.GT, boxX2));
            left = left.blend(boxX1, left.compare(VectorOperators.LT, boxX1));
            FloatVector across = right.sub(left);
            across = across.blend(0f, across.compare(VectorOperators.LT, 0f));
            FloatVector wide = FloatVector.fromArray(F, width, firstColumn + c);
            int to = at + c;
            for (int r = firstRow; r < firstRow + rows; r++) {
                float bottom = y2[r] < boxY2 ? y2[r] : boxY2;
                float top = y1[r] > boxY1 ? y1[r] : boxY1;
                float down = bottom > top ? bottom - top : 0;
                FloatVector inter = across.mul(down);
                FloatVector union = wide.mul(height[r]).add(area).sub(inter);
                FloatVector iou = inter.div(union.blend(floor, union.compare(VectorOperators.LT, floor)));
                iou.intoArray(out, to);
                highest = highest.blend(iou, iou.compare(VectorOperators.GT, highest));
                to += stride;
            }
        }
        return highest.reduceLanes(VectorOperators.MAX);
    }

    /**
     * Bit i: {@code values[at + i]} reaches a threshold or {@code labels[at + i]} is not negative.
     *
     * @param n at most 64; both arrays have a vector more
     */
    public static long marked(float[] values, int[] labels, int at, int n, float threshold) {
        long bits = 0;
        for (int i = 0; i < n; i += L) {
            long high = FloatVector.fromArray(F, values, at + i)
                    .compare(VectorOperators.GE, threshold)
                    .toLong();
            long labelled = IntVector.fromArray(I, labels, at + i)
                    .compare(VectorOperators.GE, 0)
                    .toLong();
            bits |= (high | labelled) << i;
        }
        return n < Long.SIZE ? bits & (1L << n) - 1 : bits;
    }

    /** The highest of {@code n} values of a padded buffer, at least 0; what lies behind them must not be higher. */
    public static float highest(float[] values, int n) {
        FloatVector highest = FloatVector.zero(F);
        for (int i = 0; i < n; i += L) {
            FloatVector value = FloatVector.fromArray(F, values, i);
            highest = highest.blend(value, value.compare(VectorOperators.GT, highest));
        }
        return highest.reduceLanes(VectorOperators.MAX);
    }

    /**
     * Raises a map of bests: where a value is higher, it and {@code label} replace what was there.
     *
     * @param values {@code rows} x {@code columns}, row by row from {@code from}; columns are whole vectors
     * @param pitch distance of rows in {@code best} and {@code label}
     * @param threshold values from here on are counted
     * @return how many values are at or over the threshold
     */
    public static int raise(
            float[] values,
            int from,
            int rows,
            int columns,
            float[] best,
            int[] labels,
            int at,
            int pitch,
            int label,
            float threshold) {
        int count = 0;
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c += L) {
                FloatVector value = FloatVector.fromArray(F, values, from + c);
                FloatVector old = FloatVector.fromArray(F, best, at + c);
                VectorMask<Float> higher = value.compare(VectorOperators.GT, old);
                old.blend(value, higher).intoArray(best, at + c);
                IntVector.fromArray(I, labels, at + c)
                        .blend(label, higher.cast(I))
                        .intoArray(labels, at + c);
                count += value.compare(VectorOperators.GE, threshold).trueCount();
            }
            from += columns;
            at += pitch;
        }
        return count;
    }
}
