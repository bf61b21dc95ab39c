package dev.duet.assign.ota;

import java.util.Arrays;

/** The original's iterations on the whole cost matrix, in the log domain and in double: spec section 7, steps 6 and 7. */
final class DenseSinkhorn {
    /** Row of each unit, -1 the background. */
    final int[] owner;
    /**
     * Smallest difference, over all units, between the best and the second log of the row-normalised plan; units whose best two are equal,
     * as equal GTs' are, do not count: the lower row has them.
     */
    final double gap;

    private final double[][] cost;
    private final double eps;
    private final int units;
    private final double[] u;
    private final double[] v;

    /**
     * @param cost rows of all GTs and, last, of the background
     * @param wanted units per GT
     */
    DenseSinkhorn(double[][] cost, int[] wanted, double eps, int iterations) {
        this.cost = cost;
        this.eps = eps;
        int rows = cost.length;
        units = cost[0].length;
        double[] mu = new double[rows];
        mu[rows - 1] = Math.max(0, units - Arrays.stream(wanted).sum());
        for (int g = 0; g < rows - 1; g++) {
            mu[g] = wanted[g];
        }
        u = new double[rows];
        v = new double[units];
        Arrays.fill(u, 1);
        Arrays.fill(v, 1);
        double[] terms = new double[Math.max(units, rows)];
        for (int t = 0; t < iterations; t++) {
            for (int j = 0; j < units; j++) {
                for (int i = 0; i < rows; i++) {
                    terms[i] = log(i, j);
                }
                v[j] += eps * (Math.log(1 + 1e-8) - logSumExp(terms, rows));
            }
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < units; j++) {
                    terms[j] = log(i, j);
                }
                u[i] += eps * (Math.log(mu[i] + 1e-8) - logSumExp(terms, units));
            }
        }
        owner = new int[units];
        gap = decide();
    }

    private double log(int i, int j) {
        return (-cost[i][j] + u[i] + v[j]) / eps;
    }

    private static double logSumExp(double[] terms, int count) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, terms[i]);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.exp(terms[i] - most);
        }
        return most + Math.log(sum);
    }

    private double decide() {
        int rows = cost.length;
        double[] most = new double[rows];
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < units; j++) {
                most[i] = Math.max(most[i], log(i, j));
            }
        }
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < units; j++) {
            double best = Double.NEGATIVE_INFINITY;
            double second = best;
            for (int i = 0; i < rows; i++) {
                double plan = log(i, j) - most[i];
                if (plan > best) {
                    second = best;
                    best = plan;
                    owner[j] = i == rows - 1 ? -1 : i;
                } else {
                    second = Math.max(second, plan);
                }
            }
            least = best > second ? Math.min(least, best - second) : least;
        }
        return least;
    }
}
