package dev.duet.lanes.memory;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * How wide the machine's vectors are, and how our own buffers are padded: every buffer holds whole vectors and one more, so that
 * kernels load and store full vectors without a tail. What lies behind the last value is stale and must not matter.
 */
public final class Lanes {
    public static final VectorSpecies<Float> FLOAT = FloatVector.SPECIES_PREFERRED;

    /** Floats per vector. */
    public static final int COUNT = FLOAT.length();

    /** Widest vector any machine has, in floats: the padding that is right everywhere. */
    private static final int MOST = 32;

    private Lanes() {}

    /** Length of a padded buffer for {@code n} values. */
    public static int padded(int n) {
        return Math.addExact(Math.ceilDiv(n, MOST) * MOST, MOST);
    }

    /** {@code buffer}, or a longer one with the same contents, padded for {@code n} values. Allocates when it grows. */
    public static float[] grow(float[] buffer, int n) {
        return buffer.length >= padded(n) ? buffer : Arrays.copyOf(buffer, padded(n + (n >> 1)));
    }

    /** {@code buffer}, or a longer one with the same contents, padded for {@code n} values. Allocates when it grows. */
    public static int[] grow(int[] buffer, int n) {
        return buffer.length >= padded(n) ? buffer : Arrays.copyOf(buffer, padded(n + (n >> 1)));
    }
}
