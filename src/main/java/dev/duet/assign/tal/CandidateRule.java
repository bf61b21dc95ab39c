package dev.duet.assign.tal;

import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.Runs;

/** Stage 1 of the task-aligned family: the units that may answer for a GT, by geometry. */
interface CandidateRule {
    /** Gets ready for the GTs in the table. */
    void prepare(ImageGts gts);

    /** Lists the candidates of one GT, rising. */
    void candidates(ImageGts gts, int g, Runs out);

    /** True if {@code unit} is a candidate of GT g. */
    boolean contains(ImageGts gts, int g, int unit);

    /** The valid GTs that have {@code unit} as a candidate, rising; {@code out} is padded for all GTs. Returns how many. */
    int claimants(ImageGts gts, int unit, int[] out);
}
