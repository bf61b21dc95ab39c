package dev.duet.assign;

/**
 * An assigner whose work on one crowded image several workers can share, each with an assigner of its own; one of them leads. Order:
 * {@link #lead} on the leader, {@link #claim} for all GTs, {@link #merge} on the leader, {@link #settle} for all contested units,
 * {@link #finish} on the leader. The result is that of {@link #assign}.
 */
public interface SharedAssigner extends Assigner {
    /** Makes this assigner the leader for an image. */
    void lead(GtBatch gts, PredictionBatch predictions, int image);

    /**
     * Claims for the GTs {@code from .. to}; on any assigner, several at a time on different ones.
     *
     * @return the row where these claims begin; they end at {@link #claims}
     */
    int claim(SharedAssigner leader, int from, int to);

    /** Takes over rows {@code from .. to} of a helper, the claims of one call of {@link #claim}; in the order of the GTs. */
    void take(SharedAssigner helper, int from, int to);

    /** After all claims were taken: prepares the conflicts and returns how many units are contested. */
    int merge(DuetTable out);

    /** Settles contested units {@code from .. to}; on any assigner, several at a time on different ones. */
    void settle(SharedAssigner leader, int from, int to);

    /** Hands out the duets of the image. */
    void finish(DuetTable out);

    /** Rows of claims this assigner holds; what {@link #take} counts by. */
    int claims();
}
