package dev.duet.assign.stage;

/** The ranges of pixels that decide which level answers for a GT: low and high per level. */
final class LevelRanges {
    private LevelRanges() {}

    /**
     * A copy of ranges that make sense.
     *
     * @throws RecipeException unless they are pairs, no number is NaN, no low is over its high, no low is infinite but -inf and no high
     *     but inf
     */
    static float[] copy(Class<? extends Record> stage, float[] ranges) {
        String what = Interval.words(stage.getSimpleName()) + ": ranges";
        if (ranges.length % 2 != 0) {
            throw new RecipeException(
                    what + " are " + ranges.length + " numbers; expected low and high of every level");
        }
        for (int i = 0; i < ranges.length; i += 2) {
            if (!(ranges[i] <= ranges[i + 1])
                    || ranges[i] == Float.POSITIVE_INFINITY
                    || ranges[i + 1] == Float.NEGATIVE_INFINITY) {
                throw new RecipeException(what + " of level " + i / 2 + " are " + Interval.number(ranges[i]) + ":"
                        + Interval.number(ranges[i + 1]) + "; expected a low that is not over the high, in pixels");
            }
        }
        return ranges.clone();
    }
}
