package dev.duet.assign.rule;

/** Stage 1 of one's own: where may a unit answer for a GT? */
@FunctionalInterface
public non-sealed interface CandidateRule extends Rule {
    /**
     * The units that may answer for a GT.
     *
     * @param gt a GT that takes part, 0 .. {@link ImageView#gts}-1
     * @return for every unit, {@code [image.units()]}, whether it may
     */
    boolean[] candidates(ImageView image, int gt);
}
