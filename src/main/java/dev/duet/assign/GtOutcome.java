package dev.duet.assign;

/** What became of a GT: it has units, or the reason why not. */
public enum GtOutcome {
    /** At least one duet. */
    ASSIGNED("assigned"),
    /** Dropped by the system's own preparation: too small, over the cap, or padding by its validity rule. */
    DROPPED("dropped by the system's preparation"),
    /** Width or height is zero. */
    ZERO_AREA("zero area"),
    /** Lies outside the image. */
    OUTSIDE("outside the image"),
    /** No unit passed the spatial prior (no cell centre inside, no anchor of fitting shape). */
    NO_CANDIDATE("no candidate unit"),
    /** It had candidates and selected none: scores zero or under the threshold. */
    NONE_SELECTED("no candidate scored"),
    /** Every unit it selected went to another GT. */
    LOST("lost every unit to other GTs");

    private final String text;

    GtOutcome(String text) {
        this.text = text;
    }

    /** A few words for tables. */
    public String text() {
        return text;
    }
}
