package dev.duet.lanes.cost;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.duet.lanes.memory.FloatSource;
import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Which of some units have any class score above a limit. Reads the scores of these units only. */
public final class ClassGate {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int L = Lanes.COUNT;

    /** Floats per cache line. */
    private static final int LINE = 16;
    /** Rows that are asked of the memory at once. */
    private static final int TOGETHER = 64;

    private float[] row = new float[0];
    /** Sum of what was touched, so that the touching is not left out. */
    private float touched;

    /**
     * Looks at one class of each unit.
     *
     * @param image index of the image's first score
     * @param unitStep distance between the scores of two units
     * @param classStep distance between the scores of two classes
     * @param unit units asked about, {@code n} of them
     * @param label the class to look at
     * @param open receives whether the score is above {@code limit}
     * @param low least sane score: 0, or {@code -high}
     * @param high largest sane score
     * @return position in {@code unit} of the first with a score that is not sane, or -1
     */
    public static int one(
            FloatSource scores,
            long image,
            long unitStep,
            long classStep,
            int[] unit,
            int[] label,
            int n,
            float limit,
            boolean[] open,
            float low,
            float high) {
        float[] heap = scores.heapOrNull();
        boolean sane = true;
        for (int i = 0; i < n; i++) {
            long at = image + unit[i] * unitStep + label[i] * classStep;
            float v = heap != null ? heap[(int) at] : scores.get(at);
            open[i] = v > limit;
            sane &= v >= low && v <= high;
        }
        for (int i = 0; !sane && i < n; i++) {
            if (!within(scores.get(image + unit[i] * unitStep + label[i] * classStep), low, high)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean within(float v, float low, float high) {
        return v >= low && v <= high;
    }

    /**
     * Scores of a unit follow one another.
     *
     * @param image index of the image's first score
     * @param stride scores per unit, of which the first {@code classes} count
     * @param unit units asked about, {@code n} of them
     * @param open receives whether a unit has a score above {@code limit}
     * @param low least sane score: 0, or {@code -high}
     * @param high largest sane score
     * @return position in {@code unit} of the first with a score that is not sane, or -1
     */
    public int unitMajor(
            FloatSource scores,
            long image,
            int stride,
            int classes,
            int[] unit,
            int n,
            float limit,
            boolean[] open,
            float low,
            float high) {
        float[] heap = scores.heapOrNull();
        boolean sane = true;
        if (heap != null && classes >= L) {
            for (int from = 0; from < n; from += TOGETHER) {
                int to = Math.min(n, from + TOGETHER);
                touched = touch(heap, (int) image, stride, unit, from, to);
                sane &= rows(heap, (int) image, stride, classes, unit, from, to, limit, open, low, high);
            }
        } else {
            row = Lanes.grow(row, Math.max(classes, L));
            for (int i = 0; i < n; i++) {
                scores.copy(image + (long) unit[i] * stride, row, 0, classes);
                for (int c = classes; c < L; c++) {
                    row[c] = row[0];
                }
                sane &= rows(row, 0, 0, Math.max(classes, L), unit, i, i + 1, limit, open, low, high);
            }
        }
        for (int i = 0; !sane && i < n; i++) {
            for (int c = 0; c < classes; c++) {
                if (!within(scores.get(image + (long) unit[i] * stride + c), low, high)) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Reads a score from every cache line of some rows, so that the memory works on many rows at once. */
    private static float touch(float[] scores, int image, int stride, int[] unit, int from, int to) {
        float sum = 0;
        for (int i = from; i < to; i++) {
            int start = image + unit[i] * stride;
            for (int c = 0; c < stride; c += LINE) {
                sum += scores[start + c];
            }
            sum += scores[start + stride - 1];
        }
        return sum;
    }

    /**
     * Whether all scores of some rows are sane, -0 not taken for it; {@code open} receives whether one is above the limit. At least a
     * vector of classes.
     *
     * @param low 0, or {@code -high}
     */
    private static boolean rows(
            float[] scores,
            int image,
            int stride,
            int classes,
            int[] unit,
            int from,
            int to,
            float limit,
            boolean[] open,
            float low,
            float high) {
        // The bits of numbers from 0 on order them: a sign bit shows in what is below 0, or in its distance from the
        // largest. Of logits,
        // whose range is the same on both sides of 0, the sign is left out. NaN is beyond the largest.
        int form = low < 0 ? Integer.MAX_VALUE : -1;
        IntVector limits = IntVector.broadcast(I, Float.floatToRawIntBits(high));
        IntVector signs = IntVector.zero(I);
        for (int i = from; i < to; i++) {
            int start = image + unit[i] * stride;
            // The last vector reaches back over values seen already instead of beyond the end.
            FloatVector most = FloatVector.fromArray(F, scores, start + classes - L);
            IntVector bits = most.reinterpretAsInts().and(form);
            signs = signs.or(bits).or(limits.sub(bits));
            for (int c = 0; c < classes - L; c += L) {
                FloatVector v = FloatVector.fromArray(F, scores, start + c);
                bits = v.reinterpretAsInts().and(form);
                signs = signs.or(bits).or(limits.sub(bits));
                most = most.blend(v, v.compare(GT, most));
            }
            open[i] = most.compare(GT, limit).anyTrue();
        }
        return !signs.compare(LT, 0).anyTrue();
    }

    /**
     * Scores of a class follow one another: class by class over all units asked about.
     *
     * @param units units per image
     * @return as {@link #unitMajor}
     */
    public int classMajor(
            FloatSource scores,
            long image,
            int units,
            int classes,
            int[] unit,
            int n,
            float limit,
            boolean[] open,
            float low,
            float high) {
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
                if (!within(v, low, high)) {
                    bad = Math.min(bad, i);
                }
            }
        }
        return bad == Integer.MAX_VALUE ? -1 : bad;
    }
}
