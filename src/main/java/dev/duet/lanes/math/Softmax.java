package dev.duet.lanes.math;

import dev.duet.lanes.memory.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Softmax over the classes of one query, then probabilities of one class over many queries. */
public final class Softmax {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final int L = Lanes.COUNT;

    private Softmax() {}

    /** Largest of {@code n >= 1} values; {@code row} is padded and its padding is overwritten. */
    public static float largest(float[] row, int n) {
        Arrays.fill(row, n, n + L, row[0]);
        FloatVector most = FloatVector.fromArray(F, row, 0);
        for (int i = L; i < n; i += L) {
            FloatVector v = FloatVector.fromArray(F, row, i);
            most = most.blend(v, v.compare(VectorOperators.GT, most));
        }
        return most.reduceLanes(VectorOperators.MAX);
    }

    /** Sum of {@code e^(row[i] - largest)}, added in one order at every vector width; overwrites {@code row}. */
    public static float sum(float[] row, int n, float largest) {
        for (int i = 0; i < n; i += L) {
            FloatVector.fromArray(F, row, i).sub(largest).intoArray(row, i);
        }
        Curves.exp(row, n, row);
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            s0 += row[i];
            s1 += row[i + 1];
            s2 += row[i + 2];
            s3 += row[i + 3];
        }
        for (; i < n; i++) {
            s0 += row[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** {@code p = e^(z - largest) / sum} per query; columns padded, {@code z} and {@code p} may be one array. */
    public static void probability(float[] z, float[] largest, float[] sum, int n, float[] p) {
        for (int i = 0; i < n; i += L) {
            FloatVector.fromArray(F, z, i)
                    .sub(FloatVector.fromArray(F, largest, i))
                    .intoArray(p, i);
        }
        Curves.exp(p, n, p);
        for (int i = 0; i < n; i += L) {
            FloatVector.fromArray(F, p, i).div(FloatVector.fromArray(F, sum, i)).intoArray(p, i);
        }
    }
}
