package dev.duet.assign.maxiou;

import dev.duet.assign.stage.Select;

/**
 * The ends of {@link Select.Thresholds} as floats that are all compared with "at or over": the float behind an end where the rule wants
 * more than it. An anchor is positive from {@code positive} on, background from {@code background} to under {@code negative}, else
 * ignored; a GT takes its best from {@code minimum} on.
 *
 * @param allBest all anchors equal to a GT's best, not only the first
 */
record Limits(float positive, float negative, float background, float minimum, boolean allBest) {
    /** Overlap of an anchor that is none of the rule's business; under every end. */
    static final float NONE = -1;

    static Limits of(Select.Thresholds rule) {
        return new Limits(
                end(rule.positive(), rule.strict()),
                end(rule.negative(), rule.strict()),
                rule.background() < 0 ? 0 : end(rule.background(), rule.strict()),
                end(rule.minimum(), rule.strict() || rule.strictMinimum()),
                rule.allBest());
    }

    private static float end(float end, boolean strict) {
        return strict ? Math.nextUp(end) : end;
    }

    /** The same limits where nothing is positive: who is background, and who is not. */
    Limits backgroundOnly() {
        return new Limits(Float.POSITIVE_INFINITY, negative, background, Float.POSITIVE_INFINITY, false);
    }

    /** Whether an anchor of no overlap with any GT is something else than background. */
    boolean judgesUntouched() {
        return negative <= 0 || positive <= 0 || background > 0;
    }

    /** Overlaps under this make no difference, except a GT's highest. */
    float least() {
        float least = Math.min(negative, positive);
        return background > 0 ? Math.min(least, background) : least;
    }
}
