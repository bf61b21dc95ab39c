package dev.duet.lanes.math;

import dev.duet.lanes.select.Checks;

/** Stored scores to probabilities, in place. */
public final class Sigmoids {
    /** Logits farther from 0 are refused: so many classes of them add up to finite costs. */
    public static final float MOST_LOGIT = 1e30f;

    private Sigmoids() {}

    /**
     * Turns {@code n} scores of a padded buffer into probabilities; probabilities stay as they are.
     *
     * @return false if one is NaN or infinite, a probability outside 0..1, or a logit beyond {@link #MOST_LOGIT}
     */
    public static boolean probabilities(float[] scores, int n, boolean logits) {
        if (!logits) {
            return Checks.within(scores, n, 0, 1);
        }
        if (!Checks.within(scores, n, -MOST_LOGIT, MOST_LOGIT)) {
            return false;
        }
        Logistic.probability(scores, n);
        return true;
    }
}
