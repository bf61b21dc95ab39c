package dev.duet.assign.rule;

import dev.duet.assign.stage.Overlap;

/** Stage 2 of one's own: how good is a (unit, GT) pair? The scores also come out, as the channel {@code score} of the duets. */
@FunctionalInterface
public non-sealed interface ScoreRule extends Rule {
    /** How scores rank pairs. */
    enum Order {
        /** From 0 on, more is better; 0 is no match at all. What top-k and normalised-alignment ask for. */
        METRIC,
        /** More is better, and a score may be below 0, as a logarithm of a likelihood. */
        MORE_IS_BETTER,
        /** Less is better: a cost. */
        LESS_IS_BETTER
    }

    /**
     * Scores of one GT with some units.
     *
     * @param gt 0 .. {@link ImageView#gts}-1
     * @param units the units in play: those that some GT of the image has as a candidate, which may be all; where GTs nominate units
     *     ({@code neighbour-cells}), a unit stands in it as often as it was nominated
     * @return {@code [units.length]}, finite; of {@link Order#METRIC} not below 0
     */
    float[] scores(ImageView image, int gt, int[] units);

    /** How the scores rank; {@link Order#METRIC} unless overridden. Must always be the same. */
    default Order order() {
        return Order.METRIC;
    }

    /**
     * Overlap of predicted box and GT that later stages see beside the score (top overlaps, conflicts by overlap, the result's
     * overlap); null, as it is unless overridden, for none. It reads the boxes of predictions. Must always be the same.
     */
    default Overlap overlap() {
        return null;
    }
}
