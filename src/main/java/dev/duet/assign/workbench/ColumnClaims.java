package dev.duet.assign.workbench;

import java.util.Arrays;

/**
 * Who claims which candidate column, and who gets the contested ones: a column claimed by two or more GTs goes to the GT of lowest
 * cost among <em>all</em> GTs of the image, claimant or not; ties to the lowest GT. A GT that loses a column gets nothing instead
 * (simOTA's dynamic-k matching). A column is whatever the system matches: a unit, or one nomination of a unit. Grows only.
 */
public final class ColumnClaims {
    /** Costs of a column, looked at only where columns are contested. */
    public interface Costs {
        /** The GT of lowest cost in a column, over all GTs of the image; ties to the lowest GT. */
        int cheapestGt(int column);
    }

    private static final int NONE = -1;
    private static final int CONTESTED = -2;

    private int[] owner = new int[0];
    private int[] claimed = new int[256];
    private int size;

    /** Gets ready for an image with {@code columns} columns. */
    public void start(int columns) {
        if (owner.length < columns) {
            owner = new int[columns + (columns >> 1)];
            Arrays.fill(owner, NONE);
            size = 0;
        }
        for (int i = 0; i < size; i++) {
            owner[claimed[i]] = NONE;
        }
        size = 0;
    }

    /** GT {@code gt} claims a column; it must not claim it twice. */
    public void claim(int column, int gt) {
        if (owner[column] == NONE) {
            if (size == claimed.length) {
                claimed = Arrays.copyOf(claimed, size * 2);
            }
            claimed[size++] = column;
            owner[column] = gt;
        } else {
            owner[column] = CONTESTED;
        }
    }

    /** Gives every contested column to its cheapest GT. */
    public void resolve(Costs costs) {
        for (int i = 0; i < size; i++) {
            int column = claimed[i];
            if (owner[column] == CONTESTED) {
                owner[column] = costs.cheapestGt(column);
            }
        }
    }

    /** Columns that were claimed. */
    public int size() {
        return size;
    }

    /** Claimed column {@code i}, in the order of first claims. */
    public int column(int i) {
        return claimed[i];
    }

    /** GT that owns a column, -1 if nobody claimed it; after {@link #resolve}. */
    public int owner(int column) {
        return owner[column];
    }
}
