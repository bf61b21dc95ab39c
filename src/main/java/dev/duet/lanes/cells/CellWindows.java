package dev.duet.lanes.cells;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Windows of 5 x 5 cells about box centres, for the nearest cells of ATSS: one window per box, {@link #ROOM} places each, of which the
 * first 25 are its cells in row-major order. Cell i of an axis has its point at {@code i * stride + origin}. The arithmetic is that of
 * one cell at a time; the order of the boxes does not matter.
 */
public final class CellWindows {
    /** Cells along a side of a window. */
    public static final int SIDE = 5;
    /** Cells in a window. */
    public static final int CELLS = SIDE * SIDE;
    /** Places of a window in the columns: whole vectors. */
    public static final int ROOM = 32;

    private static final VectorSpecies<Float> F = species();
    private static final int L = F.length();
    /** 1.5 * 2^23: adding it rounds to a whole number. */
    private static final float ROUND = 12582912f;
    /** Column and row of each place; far outside any grid behind the last cell. */
    private static final float[] COLUMN = new float[ROOM];

    private static final float[] ROW = new float[ROOM];

    static {
        for (int i = 0; i < ROOM; i++) {
            COLUMN[i] = i < CELLS ? i % SIDE : 1e9f;
            ROW[i] = i < CELLS ? i / SIDE : 1e9f;
        }
    }

    private CellWindows() {}

    private static VectorSpecies<Float> species() {
        return Lanes.FLOAT.length() > ROOM ? FloatVector.SPECIES_512 : Lanes.FLOAT;
    }

    /**
     * Places the windows on one axis about points, inside the grid as far as it goes.
     *
     * @param point padded, in pixels
     * @param n boxes
     * @param cells of the axis
     * @param first padded; receives the first cell of each window
     * @param reach padded; receives a distance in pixels along this axis that no cell outside the window falls short of
     */
    public static void place(
            float[] point, int n, float stride, float origin, int cells, float[] first, float[] reach) {
        float last = Math.max(0, cells - SIDE);
        for (int i = 0; i < n; i += L) {
            FloatVector p = FloatVector.fromArray(F, point, i);
            FloatVector from = p.sub(origin).div(stride);
            from = from.blend(-9f, from.compare(VectorOperators.LT, -9f));
            from = from.blend(cells + 9f, from.compare(VectorOperators.GT, cells + 9f));
            from = from.add(ROUND).sub(ROUND).sub(SIDE / 2);
            from = from.blend(0f, from.compare(VectorOperators.LT, 0f));
            from = from.blend(last, from.compare(VectorOperators.GT, last));
            FloatVector below = p.sub(from.sub(1f).mul(stride).add(origin));
            FloatVector above = from.add(SIDE).mul(stride).add(origin).sub(p);
            below = below.blend(Float.POSITIVE_INFINITY, from.compare(VectorOperators.LE, 0f));
            above = above.blend(Float.POSITIVE_INFINITY, from.compare(VectorOperators.GE, (float) cells - SIDE));
            from.intoArray(first, i);
            above.blend(below, below.compare(VectorOperators.LT, above)).intoArray(reach, i);
        }
    }

    /**
     * Distances of the cells of every window from its box's centre.
     *
     * @param columns cells of the level along x
     * @param closeness receives minus the distance in pixels, minus infinity outside the grid; ROOM per box
     * @param sure receives how many cells of each window are nearer than anything outside
     */
    public static void distances(
            float[] cx,
            float[] cy,
            float[] firstX,
            float[] firstY,
            float[] reachX,
            float[] reachY,
            int n,
            float stride,
            float origin,
            int columns,
            int rows,
            float[] closeness,
            int[] sure) {
        for (int g = 0; g < n; g++) {
            float reach = -Math.min(reachX[g], reachY[g]);
            int count = 0;
            for (int i = 0; i < ROOM; i += L) {
                FloatVector x = FloatVector.fromArray(F, COLUMN, i).add(firstX[g]);
                FloatVector y = FloatVector.fromArray(F, ROW, i).add(firstY[g]);
                FloatVector dx = x.mul(stride).add(origin).sub(cx[g]);
                FloatVector dy = y.mul(stride).add(origin).sub(cy[g]);
                FloatVector near = dx.mul(dx).add(dy.mul(dy)).sqrt().neg();
                near = near.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.GE, (float) columns));
                near = near.blend(Float.NEGATIVE_INFINITY, y.compare(VectorOperators.GE, (float) rows));
                near.intoArray(closeness, g * ROOM + i);
                count += near.compare(VectorOperators.GT, reach).trueCount();
            }
            sure[g] = count;
        }
    }

    /**
     * IoU of every box with the square anchors of the cells of its window, {@code I / max(A + B - I, floor)} or, without a floor, {@code I
     * / (A + B - I + eps)}.
     *
     * @param area of each box
     * @param half half a side of the anchors, in pixels
     * @param overlap receives the overlaps; ROOM per box
     */
    public static void overlaps(
            float[] x1,
            float[] y1,
            float[] x2,
            float[] y2,
            float[] area,
            float[] firstX,
            float[] firstY,
            int n,
            float stride,
            float origin,
            float half,
            boolean floored,
            float eps,
            float[] overlap) {
        float floor = floored ? eps : Float.NEGATIVE_INFINITY;
        float plus = floored ? 0 : eps;
        for (int g = 0; g < n; g++) {
            for (int i = 0; i < ROOM; i += L) {
                FloatVector px = FloatVector.fromArray(F, COLUMN, i)
                        .add(firstX[g])
                        .mul(stride)
                        .add(origin);
                FloatVector py = FloatVector.fromArray(F, ROW, i)
                        .add(firstY[g])
                        .mul(stride)
                        .add(origin);
                FloatVector a = px.sub(half);
                FloatVector b = py.sub(half);
                FloatVector c = px.add(half);
                FloatVector d = py.add(half);
                FloatVector own = c.sub(a).mul(d.sub(b));
                c = c.blend(x2[g], c.compare(VectorOperators.GT, x2[g]));
                a = a.blend(x1[g], a.compare(VectorOperators.LT, x1[g]));
                d = d.blend(y2[g], d.compare(VectorOperators.GT, y2[g]));
                b = b.blend(y1[g], b.compare(VectorOperators.LT, y1[g]));
                FloatVector w = c.sub(a);
                FloatVector h = d.sub(b);
                w = w.blend(0f, w.compare(VectorOperators.LT, 0f));
                h = h.blend(0f, h.compare(VectorOperators.LT, 0f));
                FloatVector inter = w.mul(h);
                FloatVector union = own.add(area[g]).sub(inter).add(plus);
                union = union.blend(floor, union.compare(VectorOperators.LT, floor));
                inter.div(union).intoArray(overlap, g * ROOM + i);
            }
        }
    }

    /**
     * Which cells of every window have their point inside the box, farther from each edge than a margin.
     *
     * @param inside receives a bit per place
     */
    public static void inside(
            float[] x1,
            float[] y1,
            float[] x2,
            float[] y2,
            float[] firstX,
            float[] firstY,
            int n,
            float stride,
            float origin,
            float margin,
            long[] inside) {
        for (int g = 0; g < n; g++) {
            long bits = 0;
            for (int i = 0; i < ROOM; i += L) {
                FloatVector px = FloatVector.fromArray(F, COLUMN, i)
                        .add(firstX[g])
                        .mul(stride)
                        .add(origin);
                FloatVector py = FloatVector.fromArray(F, ROW, i)
                        .add(firstY[g])
                        .mul(stride)
                        .add(origin);
                VectorMask<Float> in = px.sub(x1[g])
                        .compare(VectorOperators.GT, margin)
                        .and(py.sub(y1[g]).compare(VectorOperators.GT, margin))
                        .and(px.neg().add(x2[g]).compare(VectorOperators.GT, margin))
                        .and(py.neg().add(y2[g]).compare(VectorOperators.GT, margin));
                bits |= in.toLong() << i;
            }
            inside[g] = bits;
        }
    }
}
