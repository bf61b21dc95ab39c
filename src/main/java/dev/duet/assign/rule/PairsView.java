package dev.duet.assign.rule;

/** Some (unit, GT) pairs with what is known of them, in a fixed order. Immutable; arrays are copied in. */
public final class PairsView {
    private final int[] gts;
    private final int[] units;
    private final float[] scores;
    private final float[] overlaps;

    /**
     * Pairs, for a test of a rule.
     *
     * @throws IllegalArgumentException if the arrays are not of one length
     */
    public PairsView(int[] gts, int[] units, float[] scores, float[] overlaps) {
        if (units.length != gts.length || scores.length != gts.length || overlaps.length != gts.length) {
            throw new IllegalArgumentException("pairs: " + gts.length + " GTs, " + units.length + " units, "
                    + scores.length + " scores and " + overlaps.length + " overlaps; as many of each are needed");
        }
        this.gts = gts.clone();
        this.units = units.clone();
        this.scores = scores.clone();
        this.overlaps = overlaps.clone();
    }

    /** Number of pairs. */
    public int size() {
        return gts.length;
    }

    /** GT of pair {@code i}. */
    public int gt(int i) {
        return gts[i];
    }

    /** Unit of pair {@code i}. */
    public int unit(int i) {
        return units[i];
    }

    /** Score of pair {@code i}, as float32; 0 where nothing is scored. */
    public float score(int i) {
        return scores[i];
    }

    /** Overlap of pair {@code i} that the score was made with; 0 where it has none. */
    public float overlap(int i) {
        return overlaps[i];
    }
}
