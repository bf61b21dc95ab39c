package dev.duet.assign.ota;

import dev.duet.assign.BrokenOff;
import dev.duet.lanes.math.DoubleRuns;
import java.util.Arrays;

/**
 * The transport plan of OTA: GT g supplies mu(g) units, the background what is left, every unit takes 1, and Sinkhorn-Knopp
 * iterations balance rows and columns of exp(-cost / eps). A unit then goes to the row with the largest share after each row is
 * divided by its maximum.
 *
 * <p>It works on what can differ from zero only. Multiplying a column, or a row, by a constant changes nothing in the end, so costs are
 * relative to the unit's background cost and kernels relative to the GT's best pair; the plan is then a handful of sums and
 * divisions per iteration instead of exponentials and logarithms, in double. Pairs that are not free cost a million more, e^-10^7,
 * and are left out; units free for no GT all carry the same value and are one term. Only a GT without any free unit needs the
 * whole row of all units ({@link #denseRow}): its million is common to the row and cancels, except in the first iteration, where the row
 * counts for nothing.
 *
 * <p>Layout: columns that a single GT reaches lie together, run by run, padded to whole blocks; then the contested columns with
 * their entries in GT order; then, if a row is dense, all the rest. A padding column is a column that only the background reaches.
 */
final class SinkhornPlan {
    /** Starting weights stay within e^+-300, so that no first sum overflows; costs would have to differ by 30 to notice. */
    private static final double START_LIMIT = 300;
    /** Keeps the background's supply positive where the GTs ask for all units and more. */
    private static final double SUPPLY_FLOOR = 1e-8;

    /**
     * Weights stay within this and its inverse: where what a row asks for cannot be had, they would grow or shrink with every iteration,
     * and shares with them, past what a double holds.
     */
    private static final double MOST_WEIGHT = 1e250;

    private static final int NONE = -1;

    private final int units;
    private int rows;
    private int pairs;

    /** Row g owns pairs {@code first[g] .. first[g + 1]}. */
    private int[] first = new int[1];

    private boolean[] dense = new boolean[0];
    private double[] supply = new double[0];
    private double[] weight = new double[0];
    private double[] rowSum = new double[0];
    private double[] rowMax = new double[0];
    private int[] runFirst = new int[0];
    private int[] runCount = new int[0];

    private int[] pairUnit = new int[0];
    /** Relative cost of a pair over eps, then its kernel. */
    private double[] pairKernel = new double[0];

    /** GTs that reach a unit, then the column a unit has. */
    private final int[] claims;

    private final int[] columnOf;

    private int columns;
    private int sharedFirst;
    private int sharedCount;
    private double[] kernel = new double[0];
    private double[] share = new double[0];
    /** Row that gets the column, {@link #NONE} the background. */
    private int[] owner = new int[0];

    private int[] entryFirst = new int[1];
    private int[] entryRow = new int[0];
    private double[] entryKernel = new double[0];

    private int denseCount;
    private int[] denseRows = new int[0];
    private double[] denseKernel = new double[0];

    private double backgroundWeight;
    private double freeShare;

    SinkhornPlan(int units) {
        this.units = units;
        claims = new int[units];
        columnOf = new int[units];
        Arrays.fill(columnOf, NONE);
    }

    /** Begins an image. */
    void start() {
        rows = 0;
        pairs = 0;
        denseCount = 0;
    }

    /** Begins the next GT, which asks for {@code wanted} units. */
    void row(int wanted) {
        if (rows + 2 > supply.length) {
            growRows(2 * rows + 8);
        }
        supply[rows] = wanted + SUPPLY_FLOOR;
        dense[rows] = false;
        first[rows++] = pairs;
        first[rows] = pairs;
    }

    private void growRows(int capacity) {
        first = Arrays.copyOf(first, capacity + 1);
        dense = Arrays.copyOf(dense, capacity);
        supply = Arrays.copyOf(supply, capacity);
        weight = new double[capacity];
        rowSum = new double[capacity];
        rowMax = new double[capacity];
        runFirst = new int[capacity];
        runCount = new int[capacity];
        denseRows = Arrays.copyOf(denseRows, capacity);
    }

    /**
     * Adds the free pairs of the current GT.
     *
     * @param unit units, rising
     * @param cost cost less the unit's background cost, per pair
     */
    void pairs(int[] unit, float[] cost, int count, double eps) {
        int need = DoubleRuns.padded(pairs + count);
        if (need > pairUnit.length) {
            pairUnit = Arrays.copyOf(pairUnit, 2 * need);
            pairKernel = Arrays.copyOf(pairKernel, 2 * need);
        }
        System.arraycopy(unit, 0, pairUnit, pairs, count);
        for (int i = 0; i < count; i++) {
            pairKernel[pairs + i] = -cost[i] / eps;
        }
        pairs += count;
        first[rows] = pairs;
    }

    /** Says that the current GT has no free unit: its row will hold every unit, given by {@link #denseRow} after {@link #layOut}. */
    void markDense() {
        dense[rows - 1] = true;
        denseRows[denseCount++] = rows - 1;
    }

    int denseRows() {
        return denseCount;
    }

    /** Row of dense row {@code d}. */
    int denseRow(int d) {
        return denseRows[d];
    }

    /**
     * Gives dense row {@code d} its costs.
     *
     * @param cost cost less the unit's background cost, for every unit, without the penalty all of them share
     */
    void denseCosts(int d, float[] cost, double eps) {
        float least = Float.POSITIVE_INFINITY;
        for (int j = 0; j < units; j++) {
            least = cost[j] < least ? cost[j] : least;
        }
        int at = d * columns;
        Arrays.fill(denseKernel, at, at + columns, 2 * DoubleRuns.EXP_FLOOR);
        for (int j = 0; j < units; j++) {
            denseKernel[at + columnOf[j]] = ((double) least - cost[j]) / eps;
        }
        DoubleRuns.exp(denseKernel, at, columns);
    }

    /** Runs the iterations and decides every unit. */
    void balance(int iterations) {
        double asked = 0;
        for (int g = 0; g < rows; g++) {
            asked += Math.rint(supply[g]);
        }
        double backgroundSupply = Math.max(units - asked, 0) + SUPPLY_FLOOR;
        if (asked > units) {
            shrinkSupplies(units / asked);
        }
        backgroundWeight = 1;
        for (int i = 0; i < iterations; i++) {
            BrokenOff.ifInterrupted();
            balanceColumns();
            balanceRows(backgroundSupply);
        }
        decide();
        for (int p = 0; p < pairs; p++) {
            claims[pairUnit[p]] = 0;
        }
    }

    /** Supplies in proportion: all units and no more. Without it every iteration would blow the weights up, to no effect but overflow. */
    private void shrinkSupplies(double share) {
        for (int g = 0; g < rows; g++) {
            supply[g] *= share;
        }
    }

    /** GT that gets a unit, or -1; only units of pairs, or of any unit when a row is dense, may be asked for. */
    int owner(int unit) {
        return owner[columnOf[unit]];
    }

    /** Lays out the columns once all rows are known. */
    void layOut() {
        startWeights();
        for (int p = 0; p < pairs; p++) {
            claims[pairUnit[p]]++;
        }
        int most = DoubleRuns.padded((denseCount > 0 ? units : pairs) + rows * DoubleRuns.BLOCK);
        if (kernel.length < most) {
            kernel = new double[most];
            share = new double[most];
            owner = new int[most];
        }
        columns = 0;
        for (int g = 0; g < rows; g++) {
            layRun(g);
        }
        layShared();
        if (denseCount > 0) {
            layDense();
        }
    }

    /** Turns costs into kernels with 1 for the GT's best pair; the best pair's own kernel starts the weight. */
    private void startWeights() {
        for (int g = 0; g < rows; g++) {
            double best = Double.NEGATIVE_INFINITY;
            for (int p = first[g]; p < first[g + 1]; p++) {
                best = pairKernel[p] > best ? pairKernel[p] : best;
            }
            for (int p = first[g]; p < first[g + 1]; p++) {
                pairKernel[p] -= best;
            }
            weight[g] = dense[g] ? 0 : DoubleRuns.exp(Math.max(-START_LIMIT, Math.min(START_LIMIT, best)));
        }
        Arrays.fill(pairKernel, pairs, DoubleRuns.padded(pairs), 0);
        DoubleRuns.exp(pairKernel, 0, DoubleRuns.padded(pairs));
    }

    private void layRun(int g) {
        runFirst[g] = columns;
        int end = columns;
        for (int p = first[g]; p < first[g + 1]; p++) {
            if (claims[pairUnit[p]] == 1) {
                columnOf[pairUnit[p]] = end;
                kernel[end++] = pairKernel[p];
            } else {
                columnOf[pairUnit[p]] = NONE;
            }
        }
        runCount[g] = end - columns;
        columns = DoubleRuns.padded(end);
        Arrays.fill(kernel, end, columns, 0);
    }

    private void layShared() {
        sharedFirst = columns;
        sharedCount = 0;
        if (entryFirst.length < pairs + 2) {
            entryFirst = new int[2 * pairs + 2];
            entryRow = new int[2 * pairs];
            entryKernel = new double[2 * pairs];
        }
        int entries = 0;
        for (int p = 0; p < pairs; p++) {
            int unit = pairUnit[p];
            if (claims[unit] > 1 && columnOf[unit] == NONE) {
                columnOf[unit] = sharedFirst + sharedCount;
                entryFirst[sharedCount++] = entries;
                entries += claims[unit];
            }
        }
        entryFirst[sharedCount] = entries;
        // Filled GT by GT, with entryFirst as the cursor of each column and put back after.
        for (int g = 0; g < rows; g++) {
            for (int p = first[g]; p < first[g + 1]; p++) {
                if (claims[pairUnit[p]] > 1) {
                    int at = entryFirst[columnOf[pairUnit[p]] - sharedFirst]++;
                    entryRow[at] = g;
                    entryKernel[at] = pairKernel[p];
                }
            }
        }
        for (int c = sharedCount; c > 0; c--) {
            entryFirst[c] = entryFirst[c - 1];
        }
        entryFirst[0] = 0;
        columns = DoubleRuns.padded(sharedFirst + sharedCount);
    }

    private void layDense() {
        columns = sharedFirst + sharedCount;
        for (int j = 0; j < units; j++) {
            if (claims[j] == 0) {
                columnOf[j] = columns++;
            }
        }
        columns = DoubleRuns.padded(columns);
        int need = Math.multiplyExact(denseCount, columns);
        if (denseKernel.length < need) {
            denseKernel = new double[Math.max(need, (int) Math.min(2L * need, 1 << 27))];
        }
    }

    /** Gives every column the share that makes it sum to 1: 1 / (sum of kernel x weight). */
    private void balanceColumns() {
        Arrays.fill(share, 0, columns, backgroundWeight);
        for (int g = 0; g < rows; g++) {
            int count = DoubleRuns.padded(runCount[g]);
            DoubleRuns.addScaled(share, runFirst[g], kernel, runFirst[g], count, weight[g]);
        }
        for (int c = 0; c < sharedCount; c++) {
            double sum = backgroundWeight;
            for (int e = entryFirst[c]; e < entryFirst[c + 1]; e++) {
                sum += entryKernel[e] * weight[entryRow[e]];
            }
            share[sharedFirst + c] = sum;
        }
        for (int d = 0; d < denseCount; d++) {
            DoubleRuns.addScaled(share, 0, denseKernel, d * columns, columns, weight[denseRows[d]]);
        }
        DoubleRuns.invert(share, columns);
        freeShare = 1 / backgroundWeight;
    }

    /** Gives every row the weight that makes it sum to its supply. */
    private void balanceRows(double backgroundSupply) {
        for (int g = 0; g < rows; g++) {
            rowSum[g] = DoubleRuns.dot(kernel, runFirst[g], share, runFirst[g], DoubleRuns.padded(runCount[g]));
        }
        for (int c = 0; c < sharedCount; c++) {
            for (int e = entryFirst[c]; e < entryFirst[c + 1]; e++) {
                rowSum[entryRow[e]] += entryKernel[e] * share[sharedFirst + c];
            }
        }
        for (int d = 0; d < denseCount; d++) {
            rowSum[denseRows[d]] = DoubleRuns.dot(denseKernel, d * columns, share, 0, columns);
        }
        for (int g = 0; g < rows; g++) {
            weight[g] = held(supply[g] / rowSum[g]);
        }
        // Columns not laid out carry freeShare each; padding laid out beyond the real columns is taken back the same
        // way.
        backgroundWeight =
                held(backgroundSupply / (DoubleRuns.sum(share, 0, columns) + (double) (units - columns) * freeShare));
    }

    private static double held(double w) {
        return Math.max(1 / MOST_WEIGHT, Math.min(MOST_WEIGHT, w));
    }

    private void decide() {
        for (int g = 0; g < rows; g++) {
            rowMax[g] = DoubleRuns.maxProduct(kernel, runFirst[g], share, runFirst[g], runCount[g]);
        }
        for (int c = 0; c < sharedCount; c++) {
            for (int e = entryFirst[c]; e < entryFirst[c + 1]; e++) {
                double p = entryKernel[e] * share[sharedFirst + c];
                rowMax[entryRow[e]] = Math.max(rowMax[entryRow[e]], p);
            }
        }
        for (int d = 0; d < denseCount; d++) {
            rowMax[denseRows[d]] = DoubleRuns.maxProduct(denseKernel, d * columns, share, 0, columns);
        }
        // Every row has exactly 1 where its maximum is; rows that share such a place tie, and the first one wins.
        double most = backgroundMax();
        for (int g = 0; g < rows; g++) {
            for (int x = runFirst[g]; x < runFirst[g] + runCount[g]; x++) {
                owner[x] = kernel[x] * share[x] / rowMax[g] >= share[x] / most ? g : NONE;
            }
        }
        for (int c = 0; c < sharedCount; c++) {
            owner[sharedFirst + c] = bestOf(c, share[sharedFirst + c] / most);
        }
        if (denseCount > 0) {
            Arrays.fill(owner, sharedFirst + sharedCount, columns, NONE);
            for (int x = 0; x < columns; x++) {
                owner[x] = orDense(x, share[x] / most);
            }
        }
    }

    /** Largest share of a real column: that of a column only the background reaches, where there is one. */
    private double backgroundMax() {
        int laidOut = sharedCount;
        for (int g = 0; g < rows; g++) {
            laidOut += runCount[g];
        }
        if (denseCount == 0 && laidOut < units) {
            return freeShare;
        }
        double most = 0;
        for (int j = 0; j < units; j++) {
            most = Math.max(most, share[columnOf[j]]);
        }
        return most;
    }

    private int bestOf(int shared, double background) {
        int best = NONE;
        double most = 0;
        for (int e = entryFirst[shared]; e < entryFirst[shared + 1]; e++) {
            double p = entryKernel[e] * share[sharedFirst + shared] / rowMax[entryRow[e]];
            if (p > most) {
                most = p;
                best = entryRow[e];
            }
        }
        return most >= background ? best : NONE;
    }

    /** The owner so far, or a dense row that has a larger part of its maximum there (a lower GT wins a tie). */
    private int orDense(int column, double background) {
        int best = owner[column];
        double most = background;
        if (best != NONE) {
            most = sparseShare(column, best);
        }
        for (int d = 0; d < denseCount; d++) {
            int g = denseRows[d];
            double p = denseKernel[d * columns + column] * share[column] / rowMax[g];
            if (p > most || (p == most && (best == NONE || g < best))) {
                most = p;
                best = g;
            }
        }
        return best;
    }

    private double sparseShare(int column, int row) {
        if (column < sharedFirst) {
            return kernel[column] * share[column] / rowMax[row];
        }
        int c = column - sharedFirst;
        for (int e = entryFirst[c]; e < entryFirst[c + 1]; e++) {
            if (entryRow[e] == row) {
                return entryKernel[e] * share[column] / rowMax[row];
            }
        }
        throw new AssertionError("the owner of a contested column has an entry there");
    }
}
