package dev.duet.api;

import dev.duet.assign.DuetTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Whole numbers of a result, a column each; see {@link Assignment#fill(IntColumn, int[])}. */
public enum IntColumn {
    /** First duet of every image, {@code [images + 1]}. */
    OFFSETS,
    /** Image of every duet, {@code [duets]}. */
    IMAGE,
    /** Unit of every duet, counted in its image, {@code [duets]}. */
    UNIT,
    /** GT of every duet, counted in its image, {@code [duets]}. */
    GT,
    /** Rank of every duet's group in the original's order, {@code [duets]}. */
    GROUP,
    /** First ignored unit of every image, {@code [images + 1]}. */
    IGNORED_OFFSETS,
    /** Image of every ignored unit, {@code [ignored]}. */
    IGNORED_IMAGE,
    /** Every ignored unit, {@code [ignored]}. */
    IGNORED_UNIT,
    /** First class bit of every image, {@code [images + 1]}. */
    LABEL_OFFSETS,
    /** Image of every class bit, {@code [labels]}. */
    LABEL_IMAGE,
    /** Unit of every class bit, {@code [labels]}. */
    LABEL_UNIT,
    /** Class of every class bit, {@code [labels]}. */
    LABEL_CLASS,
    /** First claim of every image, {@code [images + 1]}. */
    CLAIM_OFFSETS,
    /** Image of every claim, {@code [claims]}. */
    CLAIM_IMAGE,
    /** Unit of every claim, {@code [claims]}. */
    CLAIM_UNIT,
    /** GT of every claim, counted in its image, {@code [claims]}. */
    CLAIM_GT,
    /** First GT of every image, {@code [images + 1]}. */
    GT_OFFSETS,
    /** Ordinal of what became of every GT, {@code [gts]}. */
    OUTCOME,
    /** Units that passed every GT's spatial prior, {@code [gts]}. */
    CANDIDATES,
    /** Units every GT selected, before conflicts, {@code [gts]}. */
    SELECTED,
    /** Units every GT asked for, {@code [gts]}. */
    WANTED;

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    /** Numbers of the column in a result. */
    int size(ResultState r) {
        return switch (this) {
            case OFFSETS, IGNORED_OFFSETS, LABEL_OFFSETS, CLAIM_OFFSETS, GT_OFFSETS -> r.images + 1;
            case IMAGE, UNIT, GT, GROUP -> r.duets;
            case IGNORED_IMAGE, IGNORED_UNIT -> r.ignored;
            case LABEL_IMAGE, LABEL_UNIT, LABEL_CLASS -> r.labels;
            case CLAIM_IMAGE, CLAIM_UNIT, CLAIM_GT -> r.claims;
            case OUTCOME, CANDIDATES, SELECTED, WANTED -> r.gts;
        };
    }

    /** The numbers themselves; of images the offsets they follow from. */
    private int[] numbers(DuetTable c) {
        return switch (this) {
            case OFFSETS, IMAGE -> c.offsets;
            case UNIT -> c.unit;
            case GT -> c.gt;
            case GROUP -> c.group;
            case IGNORED_OFFSETS, IGNORED_IMAGE -> c.ignored.offsets;
            case IGNORED_UNIT -> c.ignored.unit;
            case LABEL_OFFSETS, LABEL_IMAGE -> c.labels.offsets;
            case LABEL_UNIT -> c.labels.unit;
            case LABEL_CLASS -> c.labels.gt;
            case CLAIM_OFFSETS, CLAIM_IMAGE -> c.claims.offsets;
            case CLAIM_UNIT -> c.claims.unit;
            case CLAIM_GT -> c.claims.gt;
            case GT_OFFSETS -> c.gtOffsets;
            case CANDIDATES -> c.candidates;
            case SELECTED -> c.selected;
            case WANTED -> c.wanted;
            case OUTCOME -> throw new IllegalStateException("outcomes are bytes");
        };
    }

    private boolean isImage() {
        return this == IMAGE || this == IGNORED_IMAGE || this == LABEL_IMAGE || this == CLAIM_IMAGE;
    }

    void copy(ResultState r, int[] out) {
        int n = size(r);
        if (this == OUTCOME) {
            byte[] outcome = r.columns.outcome;
            for (int i = 0; i < n; i++) {
                out[i] = outcome[i];
            }
        } else if (isImage()) {
            int[] offsets = numbers(r.columns);
            for (int b = 0; b < r.images; b++) {
                for (int i = offsets[b]; i < offsets[b + 1]; i++) {
                    out[i] = b;
                }
            }
        } else {
            System.arraycopy(numbers(r.columns), 0, out, 0, n);
        }
    }

    void copy(ResultState r, MemorySegment out) {
        int n = size(r);
        if (this == OUTCOME) {
            byte[] outcome = r.columns.outcome;
            for (int i = 0; i < n; i++) {
                out.setAtIndex(INT, i, outcome[i]);
            }
        } else if (isImage()) {
            int[] offsets = numbers(r.columns);
            for (int b = 0; b < r.images; b++) {
                for (int i = offsets[b]; i < offsets[b + 1]; i++) {
                    out.setAtIndex(INT, i, b);
                }
            }
        } else {
            MemorySegment.copy(numbers(r.columns), 0, out, INT, 0, n);
        }
    }
}
