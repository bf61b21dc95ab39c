package dev.duet.assign.reference;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The table the stages share: what is known of every pair of a GT g and a place p, as {@code [g][p]}. Each stage fills its part and
 * reads those of the stages before it; the package comment says which.
 */
final class Pairs {
    final List<Place> places;
    final int gts;

    // Stage 1, candidates.

    /** The GT may take the place. */
    final boolean[][] candidate;
    /** Statistics of the GT are taken over the place: a candidate, or one that only failed to lie inside. */
    final boolean[][] sampled;
    /** The pair costs more than every one that is not penalised. */
    final boolean[][] penalised;
    /** Units that passed the GT's own prior, for the funnel. */
    final int[] candidates;
    /** Some GT has the place as a candidate, or the recipe looks at all places: its prediction is read and must be finite. */
    final boolean[] inPlay;

    // Stage 2, score.

    final double[][] score;
    /** Of two pairs the one of the higher score is better; else the one of the lower, which is a cost. */
    boolean moreIsBetter;
    /** Overlap the score was made with; all 0 where it has none. */
    final float[][] overlap;
    /** By what further places are judged beside the best; the score, unless the rule names another overlap. */
    double[][] further;
    /** The GT's best anchor is one that no level owns. */
    final boolean[] bestIsNowhere;
    /** What the place costs the background, where the score says so. */
    final double[] background;

    // Stage 3, select.

    final boolean[][] claimed;
    /** Claimed beside the GT's best. */
    final boolean[][] extra;
    /** Claimed whatever others claim; of several such GTs the last has it. */
    final boolean[][] insisted;
    /** Ignored unless a GT takes it. */
    final boolean[] ignorable;
    /** Units the GT asked for, and those it selected. */
    final int[] wanted;

    final int[] selected;
    /** The GT is left over because there were more GTs than places. */
    final boolean[] leftOver;

    double totalCost;

    Pairs(List<Place> places, int gts) {
        this.places = places;
        this.gts = gts;
        int n = places.size();
        candidate = new boolean[gts][n];
        sampled = new boolean[gts][n];
        penalised = new boolean[gts][n];
        candidates = new int[gts];
        inPlay = new boolean[n];
        score = new double[gts][n];
        overlap = new float[gts][n];
        further = score;
        bestIsNowhere = new boolean[gts];
        background = new double[n];
        claimed = new boolean[gts][n];
        extra = new boolean[gts][n];
        insisted = new boolean[gts][n];
        ignorable = new boolean[n];
        wanted = new int[gts];
        selected = new int[gts];
        leftOver = new boolean[gts];
    }

    /** Some GT has the place as a candidate. */
    boolean isAnyonesCandidate(int p) {
        return IntStream.range(0, gts).anyMatch(g -> candidate[g][p]);
    }

    /** The score as a cost: less is better. */
    double cost(int g, int p) {
        return moreIsBetter ? -score[g][p] : score[g][p];
    }

    /** Orders pairs from better to worse: penalised ones last, then by cost; 0 for a tie. */
    int compare(int g, int p, int otherG, int otherP) {
        int byPenalty = Boolean.compare(penalised[g][p], penalised[otherG][otherP]);
        return byPenalty != 0 ? byPenalty : (int) Math.signum(cost(g, p) - cost(otherG, otherP));
    }
}
