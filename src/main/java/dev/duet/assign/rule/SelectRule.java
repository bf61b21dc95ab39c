package dev.duet.assign.rule;

/** Stage 3 of one's own: which candidates does a GT take? */
@FunctionalInterface
public non-sealed interface SelectRule extends Rule {
    /**
     * What a GT takes.
     *
     * @param candidates its candidates by rising unit, at least one, all of one GT: {@code candidates.gt(0)}
     * @return for every candidate, {@code [candidates.size()]}, whether the GT takes it
     */
    boolean[] select(ImageView image, PairsView candidates);
}
