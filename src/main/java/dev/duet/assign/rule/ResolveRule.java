package dev.duet.assign.rule;

/**
 * Stage 4 of one's own: who gets a unit that several GTs selected? Where the selection makes a GT insist on a unit (mean-plus-deviation with
 * {@code force_match}, thresholds), that GT has it and nobody is asked.
 */
@FunctionalInterface
public non-sealed interface ResolveRule extends Rule {
    /** The answer that no GT gets the unit. */
    int NOBODY = -1;

    /**
     * Who gets a unit.
     *
     * @param claims the pairs of this unit, {@code claims.unit(0)}, with each GT that selected it, by rising GT, at least two
     * @return which of them stays, 0 .. {@code claims.size()}-1, or {@link #NOBODY}
     */
    int winner(ImageView image, PairsView claims);
}
