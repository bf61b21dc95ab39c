package dev.duet.assign.tal;

import dev.duet.assign.ScoreTensor;
import dev.duet.assign.stage.Score;
import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.cost.Alignment;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.select.HighestPositive;
import dev.duet.lanes.select.TopK;

/**
 * Stage 3 of the task-aligned family, for several GTs at a time: of each one's candidates the k of highest metric above {@code least},
 * ties to the lowest unit.
 *
 * <p>Scores are read for few: the metric of a pair is at most its overlap bound to the power beta, because a probability is at most 1.
 * A GT's candidates whose bound is not far below the k-th highest are measured; if the k-th metric among them is out of reach for all
 * others, whatever their score, they hold the k best, and else the GT is looked at again. How far below is a matter of speed alone: it
 * follows how often GTs had to be looked at again. Each step goes over all GTs before the next one starts, so that one does not wait
 * for the other and vectors are full.
 */
final class AlignedSelection {
    /** Bounds of {@link #share}. */
    private static final float LEAST_SHARE = 0.1f;

    private static final float MOST_SHARE = 0.95f;
    /** GTs with so many times k candidates have all of them measured. */
    private static final int FEW = 2;

    private final Score.Alignment score;
    private final int k;
    private final float least;
    private final OverlapRule overlapRule;
    private final HighestPositive highest = new HighestPositive();
    private final TopK topK = new TopK();

    /** Selected positions among the candidates, rising within a GT, GT after GT, and their overlap and metric. */
    int[] picked = new int[Lanes.padded(1024)];

    float[] overlap = new float[Lanes.padded(1024)];
    float[] metric = new float[Lanes.padded(1024)];
    /** Where the picks of each GT end; they start where those of the GT before end. */
    int[] end = new int[64];

    private float[] probability = new float[Lanes.padded(1024)];
    private int[] chosen = new int[Lanes.padded(1024)];
    /** What was measured of each GT reaches down to this bound; at most 0: nothing of it was left out. */
    private float[] floor = new float[64];

    /** False once a score was read that is none. */
    private boolean allValid;

    /** Picks of a GT that is looked at again, with probability, overlap and metric. */
    private int[] pickedAgain = new int[Lanes.padded(256)];

    private float[] probabilityAgain = new float[Lanes.padded(256)];
    private float[] overlapAgain = new float[Lanes.padded(256)];
    private float[] metricAgain = new float[Lanes.padded(256)];

    /** Candidates are measured from this share of the k-th highest bound on. */
    private float share = 0.8f;

    AlignedSelection(Score.Alignment score, int k, float least, OverlapRule overlapRule) {
        this.score = score;
        this.k = k;
        this.least = least;
        this.overlapRule = overlapRule;
    }

    /** Selects among the candidates of every GT in {@code boxes}; at most k each. */
    void select(Boxes boxes, ImageGts gts, ScoreTensor scores, int image) {
        reserve(boxes.size, boxes.gts);
        int parted = pickHighestBounds(boxes);
        allValid = true;
        measure(boxes, gts, scores, image);
        int again = keepHighestMetrics(boxes, gts, scores, image);
        if (!allValid) {
            ScoreReader.check(scores, image, boxes, picked, end, gts);
        }
        if (parted > 0) {
            share = Math.clamp(share * (1.002f - 0.5f * again / parted), LEAST_SHARE, MOST_SHARE);
        }
    }

    /** Picks the candidates to measure; returns how many GTs have others. */
    private int pickHighestBounds(Boxes boxes) {
        int at = 0;
        int parted = 0;
        for (int s = 0; s < boxes.gts; s++) {
            int n = boxes.count[s];
            float from = 0;
            if (n > FEW * k) {
                from = share * highest.lowerBound(boxes.bound, boxes.start[s], n, k);
                parted += from > 0 ? 1 : 0;
            }
            floor[s] = from;
            at = TopK.atLeast(boxes.bound, boxes.start[s], n, from, 0, picked, at);
            end[s] = at;
        }
        return parted;
    }

    private void measure(Boxes boxes, ImageGts gts, ScoreTensor scores, int image) {
        int n = boxes.gts == 0 ? 0 : end[boxes.gts - 1];
        if (n > 0) {
            // Scores come from far away; overlaps are computed while they are on their way.
            ScoreReader.read(scores, image, boxes, picked, end, gts, probability);
            overlapRule.exact(boxes, picked, end, gts, overlap);
            allValid = ScoreReader.toProbabilities(scores, n, probability);
            Alignment.metric(probability, overlap, n, score.alpha(), score.beta(), metric);
        }
    }

    /** Keeps the k best of each GT; returns how many GTs had to be looked at again. */
    private int keepHighestMetrics(Boxes boxes, ImageGts gts, ScoreTensor scores, int image) {
        int from = 0;
        int at = 0;
        int again = 0;
        for (int s = 0; s < boxes.gts; s++) {
            int to = end[s];
            int kept = topK.select(metric, from, to - from, k, least, chosen);
            int start = at;
            // The least of the bits, which order positive numbers as the numbers do, is no branch.
            int kth = Float.floatToRawIntBits(Float.MAX_VALUE);
            for (int j = 0; j < kept; j++) {
                int row = chosen[j];
                float m = metric[row];
                picked[at] = picked[row];
                overlap[at] = overlap[row];
                metric[at++] = m;
                kth = Math.min(kth, Float.floatToRawIntBits(m));
            }
            float reached = kept < k ? 0 : Float.intBitsToFloat(kth);
            if (floor[s] > 0 && !Alignment.outOfReach(floor[s], reached, score.beta())) {
                at = start + selectAgain(boxes, s, start, reached, gts, scores, image);
                again++;
            }
            end[s] = at;
            from = to;
        }
        return again;
    }

    /** Selects among all candidates of a GT that may reach a metric, into rows {@code at ..}; returns how many. */
    private int selectAgain(Boxes boxes, int s, int at, float reached, ImageGts gts, ScoreTensor scores, int image) {
        probabilityAgain = Lanes.grow(probabilityAgain, boxes.count[s]);
        pickedAgain = Lanes.grow(pickedAgain, boxes.count[s]);
        overlapAgain = Lanes.grow(overlapAgain, boxes.count[s]);
        metricAgain = Lanes.grow(metricAgain, boxes.count[s]);
        int g = boxes.gt[s];
        // Kernels that are compiled by then, because all GTs go through them: a rare one would run as bytecode and
        // allocate.
        float bound = Alignment.leastBound(reached, score.beta());
        int n = TopK.atLeast(boxes.bound, boxes.start[s], boxes.count[s], bound, 0, pickedAgain, 0);
        for (int j = 0; j < n; j++) {
            int position = pickedAgain[j];
            probabilityAgain[j] = scores.raw(image, boxes.unit[position], gts.label[g]);
            overlapAgain[j] = overlapRule.exact(boxes, position, gts, g);
        }
        allValid &= ScoreReader.toProbabilities(scores, n, probabilityAgain);
        Alignment.metric(probabilityAgain, overlapAgain, n, score.alpha(), score.beta(), metricAgain);
        int kept = topK.select(metricAgain, 0, n, k, least, chosen);
        for (int j = 0; j < kept; j++) {
            picked[at + j] = pickedAgain[chosen[j]];
            overlap[at + j] = overlapAgain[chosen[j]];
            metric[at + j] = metricAgain[chosen[j]];
        }
        return kept;
    }

    private void reserve(int n, int gts) {
        if (picked.length < Lanes.padded(n)) {
            picked = Lanes.grow(picked, n);
            overlap = Lanes.grow(overlap, n);
            metric = Lanes.grow(metric, n);
            probability = Lanes.grow(probability, n);
            chosen = Lanes.grow(chosen, n);
        }
        if (end.length < gts) {
            end = new int[2 * gts];
            floor = new float[2 * gts];
        }
    }
}
