package dev.duet.assign.rule;

/** Stage 5 of one's own: what is a unit trained towards? */
@FunctionalInterface
public non-sealed interface TargetRule extends Rule {
    /**
     * Targets of what a GT has in the end.
     *
     * @param kept its units after conflicts by rising unit, at least one, all of one GT: {@code kept.gt(0)}
     * @return {@code [kept.size()]}, finite: the soft (or hard 1) targets
     */
    float[] targets(ImageView image, PairsView kept);
}
