package dev.duet.lanes;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Which of some units have any class score above a limit. Reads the scores of these units only, all of them. */
public final class ClassGate {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final int L = Lanes.COUNT;

    private float[] row = new float[0];

    /**
     * Scores of a unit follow one another.
     *
     * @param image index of the image's first score
     * @param stride scores per unit, of which the first {@code classes} count
     * @param unit units asked about, {@code n} of them
     * @param open receives whether a unit has a score above {@code limit}
     * @return position in {@code unit} of the first with a score that is not finite, or -1
     */
    public int unitMajor(
            FloatSource scores, long image, int stride, int classes, int[] unit, int n, float limit, boolean[] open) {
        float[] heap = scores.heapOrNull();
        int bad = -1;
        for (int i = 0; i < n; i++) {
            long at = image + (long) unit[i] * stride;
            float[] from = heap;
            int start = (int) at;
            if (heap == null || classes < L) {
                row = Lanes.grow(row, Math.max(classes, L));
                scores.copy(at, row, 0, classes);
                for (int c = classes; c < L; c++) {
                    row[c] = row[0];
                }
                from = row;
                start = 0;
            }
            int state = state(from, start, Math.max(classes, L), limit);
            open[i] = state > 0;
            bad = state < 0 && bad < 0 ? i : bad;
        }
        return bad;
    }

    /** 1 if some value is above the limit, 0 if none is, -1 if one is not finite; {@code n} is at least a vector. */
    private static int state(float[] values, int from, int n, float limit) {
        FloatVector probe = FloatVector.zero(F);
        FloatVector most = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < n; i += L) {
            // The last vector reaches back over values seen already instead of beyond the end.
            FloatVector v = FloatVector.fromArray(F, values, from + Math.min(i, n - L));
            probe = probe.add(v.mul(0));
            most = most.blend(v, v.compare(GT, most));
        }
        if (probe.compare(NE, 0).anyTrue()) {
            return -1;
        }
        return most.compare(GT, limit).anyTrue() ? 1 : 0;
    }

    /**
     * Scores of a class follow one another: class by class over all units asked about.
     *
     * @param units units per image
     * @return as {@link #unitMajor}
     */
    public int classMajor(
            FloatSource scores, long image, int units, int classes, int[] unit, int n, float limit, boolean[] open) {
        float[] heap = scores.heapOrNull();
        int bad = Integer.MAX_VALUE;
        for (int i = 0; i < n; i++) {
            open[i] = false;
        }
        for (int c = 0; c < classes; c++) {
            long plane = image + (long) c * units;
            for (int i = 0; i < n; i++) {
                float v = heap != null ? heap[(int) plane + unit[i]] : scores.get(plane + unit[i]);
                open[i] |= v > limit;
                if (!(v * 0 == 0)) {
                    bad = Math.min(bad, i);
                }
            }
        }
        return bad == Integer.MAX_VALUE ? -1 : bad;
    }
}
