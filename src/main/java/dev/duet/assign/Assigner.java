package dev.duet.assign;

import dev.duet.assign.stage.Channel;

/**
 * One recipe bound to one grid, with the workspace of one worker. Not thread-safe; a worker owns it. After the workspace has
 * grown to the largest image seen, a call allocates nothing.
 */
public interface Assigner {
    /**
     * Assigns the units of one image.
     *
     * @param gts ground truth of the batch; checked before
     * @param predictions what this head predicted, or null where the recipe needs none
     * @param image index of the image in the batch
     * @param out receives the duets in the order the recipe promises
     * @throws BadPredictionException if a candidate's prediction is NaN or infinite
     */
    void assign(GtBatch gts, PredictionBatch predictions, int image, DuetTable out);

    /** Further values it writes per duet, in this order; empty by default. */
    default Channel[] duetChannels() {
        return Channel.NONE;
    }

    /** Further values it writes per unit of every image, in this order; empty by default. */
    default Channel[] unitChannels() {
        return Channel.NONE;
    }
}
