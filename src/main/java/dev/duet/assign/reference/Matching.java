package dev.duet.assign.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Exact one-to-one matching of least total cost: shortest augmenting paths in the order of scipy's linear_sum_assignment, which decides
 * among equally cheap matchings. The shorter side are the rows.
 */
final class Matching {
    private static final double PENALTY = 1e6;
    private static final int NONE = -1;

    private final Pairs pairs;
    private final List<Gt> gts;
    private final boolean gtsAreRows;
    private final double[] rowPrice;
    private final double[] columnPrice;
    private final int[] rowOf;
    private final int[] columnOf;

    Matching(Pairs pairs, Scene scene) {
        this.pairs = pairs;
        gts = scene.gts.stream().filter(Gt::selects).toList();
        int places = pairs.places.size();
        gtsAreRows = gts.size() <= places;
        rowPrice = new double[Math.min(gts.size(), places)];
        columnPrice = new double[Math.max(gts.size(), places)];
        rowOf = new int[columnPrice.length];
        columnOf = new int[rowPrice.length];
    }

    void select() {
        Arrays.fill(rowOf, NONE);
        for (int row = 0; row < rowPrice.length; row++) {
            augment(row);
        }
        for (Gt gt : gts) {
            pairs.wanted[gt.index()] = 1;
            pairs.leftOver[gt.index()] = true;
        }
        for (int row = 0; row < columnOf.length; row++) {
            int g = gts.get(gtsAreRows ? row : columnOf[row]).index();
            pairs.claimed[g][gtsAreRows ? columnOf[row] : row] = true;
            pairs.leftOver[g] = false;
            pairs.totalCost += cost(row, columnOf[row]);
        }
    }

    /** float32 as the originals', so that equal pairs are equal; a penalty is added in double. */
    private double cost(int row, int column) {
        int g = gts.get(gtsAreRows ? row : column).index();
        int p = gtsAreRows ? column : row;
        return (float) pairs.cost(g, p) + (pairs.penalised[g][p] ? PENALTY : 0);
    }

    /** Finds the shortest path from a row to a free column, adjusts the prices and flips the path. */
    private void augment(int start) {
        int columns = columnPrice.length;
        List<Integer> open = new ArrayList<>();
        for (int j = columns - 1; j >= 0; j--) {
            open.add(j);
        }
        double[] distance = new double[columns];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        int[] parent = new int[columns];
        List<Integer> removed = new ArrayList<>();
        double level = 0;
        int row = start;
        int column;
        do {
            for (int j : open) {
                double reached = level + cost(row, j) - rowPrice[row] - columnPrice[j];
                if (reached < distance[j]) {
                    distance[j] = reached;
                    parent[j] = row;
                }
            }
            int at = nearest(open, distance);
            column = open.get(at);
            level = distance[column];
            open.set(at, open.getLast());
            open.removeLast();
            removed.add(column);
            row = rowOf[column];
        } while (row != NONE);
        rowPrice[start] += level;
        for (int j : removed) {
            if (rowOf[j] != NONE) {
                rowPrice[rowOf[j]] += level - distance[j];
            }
            columnPrice[j] -= level - distance[j];
        }
        do {
            row = parent[column];
            rowOf[column] = row;
            int next = columnOf[row];
            columnOf[row] = column;
            column = next;
        } while (row != start);
    }

    /** Among the nearest the last that is free, or else the first. */
    private int nearest(List<Integer> open, double[] distance) {
        int best = 0;
        for (int at = 1; at < open.size(); at++) {
            double d = distance[open.get(at)];
            double least = distance[open.get(best)];
            best = d < least || d == least && rowOf[open.get(at)] == NONE ? at : best;
        }
        return best;
    }
}
