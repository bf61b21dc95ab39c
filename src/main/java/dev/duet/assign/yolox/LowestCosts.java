package dev.duet.assign.yolox;

/**
 * The k candidate columns of lowest cost among those offered so far, ties to the lowest column. Columns may be offered in any order,
 * so that a caller can leave out what it knows to be too dear. Grows only.
 */
public final class LowestCosts {
    private int k;
    private int size;
    private float[] cost = new float[16];
    private int[] column = new int[16];

    /** Forgets everything; from now on keeps the {@code count} cheapest. */
    public void start(int count) {
        if (cost.length < count) {
            cost = new float[count];
            column = new int[count];
        }
        k = count;
        size = 0;
    }

    /** Offers a column. */
    public void offer(float costOfColumn, int columnIndex) {
        int at = size;
        if (size == k) {
            if (k == 0 || !before(costOfColumn, columnIndex, k - 1)) {
                return;
            }
            at--;
        } else {
            size++;
        }
        while (at > 0 && before(costOfColumn, columnIndex, at - 1)) {
            cost[at] = cost[at - 1];
            column[at] = column[at - 1];
            at--;
        }
        cost[at] = costOfColumn;
        column[at] = columnIndex;
    }

    private boolean before(float c, int j, int at) {
        return c < cost[at] || c == cost[at] && j < column[at];
    }

    /** Columns kept, at most k. */
    public int size() {
        return size;
    }

    /** Kept column {@code i}, cheapest first. */
    public int column(int i) {
        return column[i];
    }

    /** Cost of kept column {@code i}. */
    public float cost(int i) {
        return cost[i];
    }

    /** A column that costs more than this cannot enter any more; infinite while fewer than k are kept. */
    public float limit() {
        return size < k ? Float.POSITIVE_INFINITY : k == 0 ? Float.NEGATIVE_INFINITY : cost[k - 1];
    }
}
