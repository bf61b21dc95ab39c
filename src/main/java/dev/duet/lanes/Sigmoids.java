package dev.duet.lanes;

/** Stored scores to probabilities, in place. */
public final class Sigmoids {
    private Sigmoids() {}

    /**
     * Turns {@code n} scores of a padded buffer into probabilities; probabilities stay as they are.
     *
     * @return false if one is NaN or infinite, or a probability outside 0..1
     */
    public static boolean probabilities(float[] scores, int n, boolean logits) {
        if (!logits) {
            return Checks.within(scores, n, 0, 1);
        }
        if (!Checks.within(scores, n, -Float.MAX_VALUE, Float.MAX_VALUE)) {
            return false;
        }
        Logistic.probability(scores, n);
        return true;
    }
}
