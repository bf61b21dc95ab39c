package dev.duet.assign.detr;

import java.util.Arrays;

/** Least total cost of a matching, by the textbook method with row and column potentials; rows no more than columns. */
public final class MatchingOracle {
    private MatchingOracle() {}

    /** Total of the best matching of the smaller side into the larger. */
    public static double total(double[][] cost) {
        if (cost.length == 0 || cost[0].length == 0) {
            return 0;
        }
        return cost.length <= cost[0].length ? rows(cost) : rows(transposed(cost));
    }

    private static double[][] transposed(double[][] cost) {
        double[][] t = new double[cost[0].length][cost.length];
        for (int i = 0; i < cost.length; i++) {
            for (int j = 0; j < t.length; j++) {
                t[j][i] = cost[i][j];
            }
        }
        return t;
    }

    private static double rows(double[][] cost) {
        int n = cost.length;
        int m = cost[0].length;
        double[] u = new double[n + 1];
        double[] v = new double[m + 1];
        int[] rowOf = new int[m + 1];
        int[] way = new int[m + 1];
        for (int i = 1; i <= n; i++) {
            rowOf[0] = i;
            int j0 = 0;
            double[] least = new double[m + 1];
            boolean[] used = new boolean[m + 1];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            do {
                used[j0] = true;
                int i0 = rowOf[j0];
                int j1 = 0;
                double delta = Double.POSITIVE_INFINITY;
                for (int j = 1; j <= m; j++) {
                    if (!used[j]) {
                        double d = cost[i0 - 1][j - 1] - u[i0] - v[j];
                        if (d < least[j]) {
                            least[j] = d;
                            way[j] = j0;
                        }
                        if (least[j] < delta) {
                            delta = least[j];
                            j1 = j;
                        }
                    }
                }
                for (int j = 0; j <= m; j++) {
                    if (used[j]) {
                        u[rowOf[j]] += delta;
                        v[j] -= delta;
                    } else {
                        least[j] -= delta;
                    }
                }
                j0 = j1;
            } while (rowOf[j0] != 0);
            do {
                int j1 = way[j0];
                rowOf[j0] = rowOf[j1];
                j0 = j1;
            } while (j0 != 0);
        }
        double total = 0;
        for (int j = 1; j <= m; j++) {
            total += rowOf[j] == 0 ? 0 : cost[rowOf[j] - 1][j - 1];
        }
        return total;
    }
}
