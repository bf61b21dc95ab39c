package dev.duet.api;

import dev.duet.assign.DuetTable;

/** Numbers of a result, a column each; see {@link Assignment#fill(FloatColumn, float[])}. */
public enum FloatColumn {
    /** Overlap the system used for every duet, {@code [duets]}. */
    OVERLAP,
    /** Soft target of every duet, {@code [duets]}. */
    TARGET,
    /** Overlap for which every ignored unit is ignored, {@code [ignored]}. */
    IGNORED_OVERLAP;

    int size(ResultState r) {
        return this == IGNORED_OVERLAP ? r.ignored : r.duets;
    }

    float[] numbers(DuetTable c) {
        return switch (this) {
            case OVERLAP -> c.overlap;
            case TARGET -> c.target;
            case IGNORED_OVERLAP -> c.ignored.overlap;
        };
    }
}
