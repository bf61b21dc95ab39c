package dev.duet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Stored scores to probabilities, in place. */
public final class Sigmoids {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

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
        for (int i = 0; i < n; i += F.length()) {
            ExpLog.sigmoid(FloatVector.fromArray(F, scores, i)).intoArray(scores, i);
        }
        return true;
    }
}
