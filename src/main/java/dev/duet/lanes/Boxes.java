package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Which of many boxes hold a point. */
public final class Boxes {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private Boxes() {}

    /**
     * Indices of the boxes in which a point lies more than {@code margin} pixels from every side, rising.
     *
     * @param lowX left sides, padded like the other three
     * @param n boxes
     * @param out padded for n
     * @return how many were written
     */
    public static int containing(
            float[] lowX,
            float[] lowY,
            float[] highX,
            float[] highY,
            int n,
            float px,
            float py,
            float margin,
            int[] out) {
        int count = 0;
        for (int i = 0; i < n; i += F.length()) {
            VectorMask<Float> in = FloatVector.fromArray(F, lowX, i)
                    .neg()
                    .add(px)
                    .compare(VectorOperators.GT, margin)
                    .and(FloatVector.fromArray(F, highX, i).sub(px).compare(VectorOperators.GT, margin))
                    .and(FloatVector.fromArray(F, lowY, i).neg().add(py).compare(VectorOperators.GT, margin))
                    .and(FloatVector.fromArray(F, highY, i).sub(py).compare(VectorOperators.GT, margin));
            long bits = in.toLong();
            if (n - i < F.length()) {
                bits &= (1L << (n - i)) - 1;
            }
            while (bits != 0) {
                out[count++] = i + Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
            }
        }
        return count;
    }
}
