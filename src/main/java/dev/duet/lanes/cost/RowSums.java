package dev.duet.lanes.cost;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Sums over the classes of a unit: sixteen running sums, one per class index modulo 16, added up in halves. */
public final class RowSums {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final int L = Lanes.COUNT;

    /** Running sums: one per lane of the widest vectors. */
    private static final int PARTS = 16;

    private static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(F, i -> (i + 8) % L);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(F, i -> (i + 4) % L);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(F, i -> (i + 2) % L);

    private RowSums() {}

    /** Places of a row of so many classes: whole blocks; what lies behind the last class must be 0. */
    public static int length(int classes) {
        return Math.ceilDiv(classes, PARTS) * PARTS;
    }

    /**
     * Sums of {@code n} rows, each added in one order at every vector width.
     *
     * @param length {@link #length} of a row
     * @param at where the first sum goes in {@code out}
     */
    public static void of(float[] term, int n, int length, float[] out, int at) {
        for (int row = 0; row < n; row++) {
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (int i = row * length; i < (row + 1) * length; i += PARTS) {
                s0 = s0.add(FloatVector.fromArray(F, term, i));
                if (L < 16) {
                    s1 = s1.add(FloatVector.fromArray(F, term, i + L));
                }
                if (L < 8) {
                    s2 = s2.add(FloatVector.fromArray(F, term, i + 2 * L));
                    s3 = s3.add(FloatVector.fromArray(F, term, i + 3 * L));
                }
            }
            // Place i and i + 8, then 4, 2 and 1 places apart, in whichever vectors they are.
            FloatVector by8 = L < 8 ? s0.add(s2) : L < 16 ? s0.add(s1) : s0.add(s0.rearrange(BY_8));
            FloatVector by4 = L < 8 ? by8.add(s1.add(s3)) : by8.add(by8.rearrange(BY_4));
            FloatVector by2 = by4.add(by4.rearrange(BY_2));
            out[at + row] = by2.lane(0) + by2.lane(1);
        }
    }
}
