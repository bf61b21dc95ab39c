package dev.duet.lanes.cost;

import dev.duet.lanes.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The task-alignment metric s^alpha * u^beta of picked pairs; the official exponents by roots and products, others by pow. */
public final class Alignment {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    /** Guards comparisons of powers against rounding; costs a candidate or two. */
    private static final float SLACK = 1 - 1e-5f;

    private Alignment() {}

    /** The metric of one pair: the same bits as {@link #metric}. */
    public static float of(float score, float overlap, float alpha, float beta) {
        return power(score, alpha) * power(overlap, beta);
    }

    private static float power(float x, float exponent) {
        if (exponent == 6f) {
            float square = x * x;
            return square * square * square;
        }
        if (exponent == 0.5f) {
            return (float) Math.sqrt(x);
        }
        return exponent == 1f ? x : (float) Math.pow(x, exponent);
    }

    /** The metric of {@code n} pairs; all arrays padded. */
    public static void metric(float[] score, float[] overlap, int n, float alpha, float beta, float[] out) {
        if (beta == 6f && alpha == 0.5f) {
            for (int i = 0; i < n; i += F.length()) {
                FloatVector u = FloatVector.fromArray(F, overlap, i);
                FloatVector square = u.mul(u);
                FloatVector s = FloatVector.fromArray(F, score, i).sqrt();
                s.mul(square.mul(square).mul(square)).intoArray(out, i);
            }
        } else if (beta == 6f && alpha == 1f) {
            for (int i = 0; i < n; i += F.length()) {
                FloatVector u = FloatVector.fromArray(F, overlap, i);
                FloatVector square = u.mul(u);
                FloatVector s = FloatVector.fromArray(F, score, i);
                s.mul(square.mul(square).mul(square)).intoArray(out, i);
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[i] = of(score[i], overlap[i], alpha, beta);
            }
        }
    }

    /**
     * Soft targets of {@code n} pairs: metrics scaled to the best overlap of the pair's GT, {@code metric * overlap / divisor}, or with the
     * division first.
     *
     * @param out from {@code at} on; nothing is padded
     */
    public static void targets(
            float[] metric, float[] overlap, float[] divisor, int n, boolean divideFirst, float[] out, int at) {
        if (divideFirst) {
            for (int i = 0; i < n; i++) {
                out[at + i] = metric[i] / divisor[i] * overlap[i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[at + i] = metric[i] * overlap[i] / divisor[i];
            }
        }
    }

    /** True if no pair whose overlap is below {@code bound}, a positive number, reaches a metric, whatever its score. */
    public static boolean outOfReach(float bound, float metric, float beta) {
        return power(bound, beta) < metric * SLACK;
    }

    /** A bound that every pair reaches that reaches a metric, whatever its score; a little slack covers rounding. 0 for a metric of 0. */
    public static float leastBound(float metric, float beta) {
        return metric > 0 ? (float) Math.pow(metric * SLACK, 1 / beta) * SLACK : 0;
    }
}
