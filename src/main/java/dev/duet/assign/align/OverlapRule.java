package dev.duet.assign.align;

/** The overlap of a prediction with a GT, in two passes: a bound for every candidate, the exact value for the few that matter. */
interface OverlapRule {
    /** Gets ready for the GTs in the table. */
    void prepare(GtTable gts);

    /** Writes {@code boxes.bound}: no candidate's overlap is larger; NaN where a prediction is not finite. */
    void bound(CandidateBoxes boxes, GtTable gts, int g);

    /** Lists in {@code out} the units whose overlap with GT g may be positive, with the exact overlap as the bound. */
    default void bound(PredictionBlocks all, CandidateBoxes out, GtTable gts, int g) {
        throw new IllegalStateException("this overlap needs the candidates' own boxes");
    }

    /**
     * Exact overlaps, at least 0, of picked candidates.
     *
     * @param picked positions in {@code boxes}
     * @param out padded; receives one overlap per pick
     */
    void exact(CandidateBoxes boxes, int[] picked, int n, GtTable gts, int g, float[] out);

    /**
     * Exact overlap of one prediction with one GT: the same bits as {@link #exact}.
     *
     * @param box the prediction's numbers
     */
    float pair(float[] box, GtTable gts, int g);
}
