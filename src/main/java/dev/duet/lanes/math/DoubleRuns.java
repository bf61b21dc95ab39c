package dev.duet.lanes.math;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums, maxima and exponentials over runs of doubles. Runs are whole blocks of {@link #BLOCK} values; callers pad. A sum keeps one
 * partial sum per place in the block and adds those up as ((0+4)+(2+6)) + ((1+5)+(3+7)), so the last bit is the same at every vector width.
 */
public final class DoubleRuns {
    /** Values per block: the lanes of the widest vectors. */
    public static final int BLOCK = 8;

    private static final VectorSpecies<Double> SPECIES =
            DoubleVector.SPECIES_PREFERRED.length() > BLOCK ? DoubleVector.SPECIES_512 : DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /** Exponents below this give 0. */
    public static final double EXP_FLOOR = -708;

    private static final double LOG2_E = 1.4426950408889634;
    /** ln 2 in two parts; the first has trailing zeros, so whole multiples of it are exact. */
    private static final double LN2_HIGH = 6.93147180369123816490e-01;

    private static final double LN2_LOW = 1.90821492927058770002e-10;
    /** Adding this rounds to a whole number and leaves it in the low bits. */
    private static final double ROUND = 0x1.8p52;

    private static final double C2 = 1.0 / 2;
    private static final double C3 = 1.0 / 6;
    private static final double C4 = 1.0 / 24;
    private static final double C5 = 1.0 / 120;
    private static final double C6 = 1.0 / 720;
    private static final double C7 = 1.0 / 5040;
    private static final double C8 = 1.0 / 40320;
    private static final double C9 = 1.0 / 362880;
    private static final double C10 = 1.0 / 3628800;
    private static final double C11 = 1.0 / 39916800;
    private static final double C12 = 1.0 / 479001600;
    private static final double C13 = 1.0 / 6227020800.0;

    private DoubleRuns() {}

    /** Least multiple of {@link #BLOCK} that is not under {@code n}. */
    public static int padded(int n) {
        return (n + BLOCK - 1) & -BLOCK;
    }

    /** Sum of {@code a[aFrom + i] * b[bFrom + i]} for {@code i < count}, a whole number of blocks. */
    public static double dot(double[] a, int aFrom, double[] b, int bFrom, int count) {
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        for (int i = 0; i < count; i += BLOCK) {
            s0 = s0.add(
                    DoubleVector.fromArray(SPECIES, a, aFrom + i).mul(DoubleVector.fromArray(SPECIES, b, bFrom + i)));
            if (LANES < 8) {
                s1 = s1.add(DoubleVector.fromArray(SPECIES, a, aFrom + i + LANES)
                        .mul(DoubleVector.fromArray(SPECIES, b, bFrom + i + LANES)));
            }
            if (LANES < 4) {
                s2 = s2.add(DoubleVector.fromArray(SPECIES, a, aFrom + i + 2 * LANES)
                        .mul(DoubleVector.fromArray(SPECIES, b, bFrom + i + 2 * LANES)));
                s3 = s3.add(DoubleVector.fromArray(SPECIES, a, aFrom + i + 3 * LANES)
                        .mul(DoubleVector.fromArray(SPECIES, b, bFrom + i + 3 * LANES)));
            }
        }
        if (LANES == 2) {
            DoubleVector pair = s0.add(s2).add(s1.add(s3));
            return pair.lane(0) + pair.lane(1);
        }
        if (LANES == 4) {
            DoubleVector four = s0.add(s1);
            return (four.lane(0) + four.lane(2)) + (four.lane(1) + four.lane(3));
        }
        return ((s0.lane(0) + s0.lane(4)) + (s0.lane(2) + s0.lane(6)))
                + ((s0.lane(1) + s0.lane(5)) + (s0.lane(3) + s0.lane(7)));
    }

    /** Sum of {@code a[from + i]} for {@code i < count}, a whole number of blocks. */
    public static double sum(double[] a, int from, int count) {
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        for (int i = from; i < from + count; i += BLOCK) {
            s0 = s0.add(DoubleVector.fromArray(SPECIES, a, i));
            if (LANES < 8) {
                s1 = s1.add(DoubleVector.fromArray(SPECIES, a, i + LANES));
            }
            if (LANES < 4) {
                s2 = s2.add(DoubleVector.fromArray(SPECIES, a, i + 2 * LANES));
                s3 = s3.add(DoubleVector.fromArray(SPECIES, a, i + 3 * LANES));
            }
        }
        if (LANES == 2) {
            DoubleVector pair = s0.add(s2).add(s1.add(s3));
            return pair.lane(0) + pair.lane(1);
        }
        if (LANES == 4) {
            DoubleVector four = s0.add(s1);
            return (four.lane(0) + four.lane(2)) + (four.lane(1) + four.lane(3));
        }
        return ((s0.lane(0) + s0.lane(4)) + (s0.lane(2) + s0.lane(6)))
                + ((s0.lane(1) + s0.lane(5)) + (s0.lane(3) + s0.lane(7)));
    }

    /** {@code sum[i] = sum[i] + k[kFrom + i - from] * a} for {@code from <= i < from + count}. */
    public static void addScaled(double[] sum, int from, double[] k, int kFrom, int count, double a) {
        for (int i = 0; i < count; i++) {
            sum[from + i] += k[kFrom + i] * a;
        }
    }

    /** {@code a[i] = 1 / a[i]} for {@code i < count}. */
    public static void invert(double[] a, int count) {
        for (int i = 0; i < count; i++) {
            a[i] = 1 / a[i];
        }
    }

    /** Largest {@code a[aFrom + i] * b[bFrom + i]}, at least 0, for {@code i < count}. */
    public static double maxProduct(double[] a, int aFrom, double[] b, int bFrom, int count) {
        double most = 0;
        for (int i = 0; i < count; i++) {
            double p = a[aFrom + i] * b[bFrom + i];
            most = p > most ? p : most;
        }
        return most;
    }

    /**
     * {@code x[i] = e^x[i]} for {@code from <= i < from + count}, a whole number of blocks; relative error under 1e-15. 0 below
     * {@link #EXP_FLOOR}; values must stay under 700.
     */
    public static void exp(double[] x, int from, int count) {
        for (int i = from; i < from + count; i += LANES) {
            DoubleVector v = DoubleVector.fromArray(SPECIES, x, i);
            DoubleVector shifted = v.mul(LOG2_E).add(ROUND);
            DoubleVector n = shifted.sub(ROUND);
            DoubleVector r = v.sub(n.mul(LN2_HIGH)).sub(n.mul(LN2_LOW));
            DoubleVector p = r.mul(C13).add(C12);
            p = p.mul(r).add(C11);
            p = p.mul(r).add(C10);
            p = p.mul(r).add(C9);
            p = p.mul(r).add(C8);
            p = p.mul(r).add(C7);
            p = p.mul(r).add(C6);
            p = p.mul(r).add(C5);
            p = p.mul(r).add(C4);
            p = p.mul(r).add(C3);
            p = p.mul(r).add(C2);
            p = p.mul(r).add(1).mul(r).add(1);
            LongVector bits = shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
            // All ones below the floor: two lanes have no masks on some machines, and would be boxed.
            LongVector below = v.sub(EXP_FLOOR).reinterpretAsLongs().lanewise(VectorOperators.ASHR, 63);
            LongVector scaled = p.reinterpretAsLongs().add(bits);
            scaled.and(below.not()).reinterpretAsDoubles().intoArray(x, i);
        }
    }

    /** One value of {@link #exp}, the same to the last bit. */
    public static double exp(double x) {
        if (x < EXP_FLOOR) {
            return 0;
        }
        double shifted = x * LOG2_E + ROUND;
        double n = shifted - ROUND;
        double r = x - n * LN2_HIGH - n * LN2_LOW;
        double p = r * C13 + C12;
        p = p * r + C11;
        p = p * r + C10;
        p = p * r + C9;
        p = p * r + C8;
        p = p * r + C7;
        p = p * r + C6;
        p = p * r + C5;
        p = p * r + C4;
        p = p * r + C3;
        p = p * r + C2;
        p = (p * r + 1) * r + 1;
        return Double.longBitsToDouble(Double.doubleToRawLongBits(p) + (Double.doubleToRawLongBits(shifted) << 52));
    }
}
