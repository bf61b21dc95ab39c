package dev.duet.assign.tal;

import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.memory.Rows;

/** The overlap of a prediction with a GT, in two passes: a bound for every candidate, the exact value for the few that matter. */
interface OverlapRule {
    /** Gets ready for the GTs in the table. */
    void prepare(ImageGts gts);

    /**
     * Writes {@code boxes.bound} of the {@code n} candidates from {@code from} on, which are GT g's: none overlaps more; NaN where a
     * prediction is not finite.
     *
     * @return true if all are finite; it may be false although they are
     */
    boolean bound(Boxes boxes, int from, int n, ImageGts gts, int g);

    /** Appends to {@code out} the units whose overlap with GT g is positive, with the exact overlap as the bound. */
    default void bound(PredictionBlocks all, Boxes out, ImageGts gts, int g) {
        throw new IllegalStateException("this overlap needs the candidates' own boxes");
    }

    /**
     * Exact overlaps, at least 0, of picked candidates; the bounds, unless a rule bounds from above.
     *
     * @param picked positions in {@code boxes}, GT after GT
     * @param end where the picks of each GT in {@code boxes} end
     * @param out padded; receives one overlap per pick
     */
    default void exact(Boxes boxes, int[] picked, int[] end, ImageGts gts, float[] out) {
        Rows.pick(boxes.bound, picked, end[boxes.gts - 1], out);
    }

    /** The same for the candidate at one position, which is GT g's. */
    default float exact(Boxes boxes, int position, ImageGts gts, int g) {
        return boxes.bound[position];
    }

    /** Exact overlap of one box with one GT, the same bits as {@link #exact}, where that is at least {@code least}; else that or 0. */
    float pair(Boxes boxes, int i, ImageGts gts, int g, float least);
}
