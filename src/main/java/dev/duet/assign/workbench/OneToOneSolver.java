package dev.duet.assign.workbench;

import dev.duet.assign.BrokenOff;
import java.util.Arrays;

/**
 * Gives every row a column of its own at the least total cost: shortest augmenting paths with dual prices, after Jonker and
 * Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems", Computing 38 (1987). Rows
 * list the columns they may take, so a dense problem lists them all and a sparse one only those worth having.
 *
 * <p>Use: {@link #start}, then per row {@link #row} and its entries ({@link #entry} or {@link #denseRow}), then {@link
 * #solve}. The answer is exact up to the rounding of sums in double. Among equally cheap matchings any may come out, the same one
 * every time; a problem whose costs are all equal gives row i column i. Time O(rows x entries) at worst; usually most rows take
 * their cheapest column at once and only the quarrels are searched. Memory grows to the largest problem seen, then nothing is
 * allocated. Not thread-safe.
 */
public final class OneToOneSolver {
    private static final int NONE = -1;

    private int rows;
    private int columns;
    private int entries;
    private int[] first = new int[1];
    private int[] entryColumn = new int[0];
    private double[] entryCost = new double[0];

    /** Dual price of each row; cost - rowPrice - columnPrice is 0 on the matching and never negative elsewhere. */
    private double[] rowPrice = new double[0];

    /** Dual price of each column; never positive, 0 where the column stays free. */
    private double[] columnPrice = new double[0];

    private int[] columnOf = new int[0];
    private int[] rowOf = new int[0];

    /** Length of the shortest path found to each column; infinite until the search of this row reaches it. */
    private double[] distance = new double[0];

    private int[] reachedFrom = new int[0];
    private int[] open = new int[0];
    private int[] settled = new int[0];
    private boolean[] isSettled = new boolean[0];

    /** Begins a problem with columns 0 .. count-1. */
    public void start(int count) {
        rows = 0;
        entries = 0;
        columns = count;
    }

    /** Begins the next row. */
    public void row() {
        if (rows + 1 >= first.length) {
            first = Arrays.copyOf(first, 2 * first.length + 1);
        }
        first[rows++] = entries;
    }

    /** Lets the current row take {@code column} at {@code cost}; neither NaN nor minus infinity. At most once per column. */
    public void entry(int column, double cost) {
        reserve(1);
        entryColumn[entries] = column;
        entryCost[entries++] = cost;
    }

    /** Lets the current row take column j at {@code cost[from + j]} for every column; costs finite. */
    public void denseRow(float[] cost, int from) {
        reserve(columns);
        for (int j = 0; j < columns; j++) {
            entryColumn[entries + j] = j;
            entryCost[entries + j] = cost[from + j];
        }
        entries += columns;
    }

    private void reserve(int more) {
        int need = Math.addExact(entries, more);
        if (need > entryColumn.length) {
            int capacity = Math.max(need, 2 * entryColumn.length);
            entryColumn = Arrays.copyOf(entryColumn, capacity);
            entryCost = Arrays.copyOf(entryCost, capacity);
        }
    }

    public int rows() {
        return rows;
    }

    /** Column of a row after {@link #solve}. */
    public int columnOf(int row) {
        return columnOf[row];
    }

    /** Dual price of a row after {@link #solve}. */
    public double rowPrice(int row) {
        return rowPrice[row];
    }

    /** Dual price of a column after {@link #solve}. */
    public double columnPrice(int column) {
        return columnPrice[column];
    }

    /**
     * Finds the cheapest matching.
     *
     * @return its total cost, summed row by row in double
     * @throws IllegalStateException if not every row can have a column of its own at finite cost
     */
    public double solve() {
        grow();
        first[rows] = entries;
        Arrays.fill(rowOf, 0, columns, NONE);
        Arrays.fill(columnPrice, 0, columns, 0);
        Arrays.fill(distance, 0, columns, Double.POSITIVE_INFINITY);
        Arrays.fill(isSettled, 0, columns, false);
        for (int i = 0; i < rows; i++) {
            columnOf[i] = NONE;
            takeCheapest(i);
        }
        for (int i = 0; i < rows; i++) {
            if (columnOf[i] == NONE) {
                BrokenOff.ifInterrupted();
                augment(i);
            }
        }
        double total = 0;
        for (int i = 0; i < rows; i++) {
            total += costOf(i);
        }
        return total;
    }

    private void grow() {
        if (rowPrice.length < rows) {
            rowPrice = new double[rows];
            columnOf = new int[rows];
        }
        if (columnPrice.length < columns) {
            columnPrice = new double[columns];
            rowOf = new int[columns];
            distance = new double[columns];
            reachedFrom = new int[columns];
            open = new int[columns];
            settled = new int[columns];
            isSettled = new boolean[columns];
        }
    }

    /** Prices the row at its cheapest entry and takes that column, the first free one among equals. */
    private void takeCheapest(int row) {
        double least = Double.POSITIVE_INFINITY;
        for (int e = first[row]; e < first[row + 1]; e++) {
            least = entryCost[e] < least ? entryCost[e] : least;
        }
        if (least == Double.POSITIVE_INFINITY) {
            throw infeasible(row);
        }
        rowPrice[row] = least;
        for (int e = first[row]; e < first[row + 1]; e++) {
            if (entryCost[e] == least && rowOf[entryColumn[e]] == NONE) {
                columnOf[row] = entryColumn[e];
                rowOf[entryColumn[e]] = row;
                return;
            }
        }
    }

    /** Searches the shortest alternating path from a row to a free column, reprices what it settled, and flips the path. */
    private void augment(int start) {
        int openCount = 0;
        int settledCount = 0;
        double length = 0;
        int row = start;
        int column;
        while (true) {
            openCount = relax(row, length, openCount);
            int at = nearest(openCount);
            if (at == NONE) {
                throw infeasible(start);
            }
            column = open[at];
            open[at] = open[--openCount];
            length = distance[column];
            settled[settledCount++] = column;
            isSettled[column] = true;
            if (rowOf[column] == NONE) {
                break;
            }
            row = rowOf[column];
        }
        rowPrice[start] += length;
        for (int s = 0; s < settledCount; s++) {
            int j = settled[s];
            if (rowOf[j] != NONE) {
                rowPrice[rowOf[j]] += length - distance[j];
            }
            columnPrice[j] -= length - distance[j];
            distance[j] = Double.POSITIVE_INFINITY;
            isSettled[j] = false;
        }
        for (int o = 0; o < openCount; o++) {
            distance[open[o]] = Double.POSITIVE_INFINITY;
        }
        flip(start, column);
    }

    /** Shortens the paths to the columns of {@code row}, itself reached at {@code length}; returns the number of open columns. */
    private int relax(int row, double length, int openCount) {
        double base = length - rowPrice[row];
        int count = openCount;
        for (int e = first[row]; e < first[row + 1]; e++) {
            int j = entryColumn[e];
            double d = base + entryCost[e] - columnPrice[j];
            if (d < distance[j] && !isSettled[j]) {
                if (distance[j] == Double.POSITIVE_INFINITY) {
                    open[count++] = j;
                }
                // Rounding must not make a path shorter than its beginning, or prices would lose their sign.
                distance[j] = d < length ? length : d;
                reachedFrom[j] = row;
            }
        }
        return count;
    }

    /** Place in {@link #open} of the nearest column: a free one among equals, then the lowest index. */
    private int nearest(int openCount) {
        int best = NONE;
        double least = Double.POSITIVE_INFINITY;
        for (int o = 0; o < openCount; o++) {
            double d = distance[open[o]];
            if (d < least || (d == least && preferred(open[o], open[best]))) {
                least = d;
                best = o;
            }
        }
        return best;
    }

    private boolean preferred(int column, int than) {
        boolean free = rowOf[column] == NONE;
        boolean otherFree = rowOf[than] == NONE;
        return free == otherFree ? column < than : free;
    }

    private void flip(int start, int freeColumn) {
        int column = freeColumn;
        while (true) {
            int row = reachedFrom[column];
            int next = columnOf[row];
            rowOf[column] = row;
            columnOf[row] = column;
            if (row == start) {
                return;
            }
            column = next;
        }
    }

    private double costOf(int row) {
        int e = first[row];
        while (entryColumn[e] != columnOf[row]) {
            e++;
        }
        return entryCost[e];
    }

    private static IllegalStateException infeasible(int row) {
        return new IllegalStateException("row " + row + " cannot have a column of its own");
    }
}
