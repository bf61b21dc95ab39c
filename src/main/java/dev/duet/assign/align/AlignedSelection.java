package dev.duet.assign.align;

import dev.duet.assign.Score;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.Alignment;
import dev.duet.lanes.Lanes;
import dev.duet.lanes.TopK;

/**
 * Stage 3 of the task-aligned family, for several GTs at a time: of each one's candidates the k of highest metric above {@code least},
 * ties to the lowest unit.
 *
 * <p>Scores are read for few: the metric of a pair is at most its overlap bound to the power beta, because a probability is at most 1.
 * The k-th metric among the candidates of highest bound is therefore a threshold that most candidates cannot reach, whatever their
 * score; they are never looked at again. Each step goes over all GTs before the next one starts, so that one does not wait for the
 * other and vectors are full.
 */
final class AlignedSelection {
    private final Score.Alignment score;
    private final int k;
    private final float least;
    private final OverlapRule overlapRule;
    private final TopK topK = new TopK();

    /** Selected positions among the candidates, rising within a GT, GT after GT, and their overlap and metric. */
    int[] picked = new int[Lanes.padded(1024)];

    float[] overlap = new float[Lanes.padded(1024)];
    float[] metric = new float[Lanes.padded(1024)];
    /** Where the picks of each GT end; they start where those of the GT before end. */
    int[] end = new int[64];

    private float[] probability = new float[Lanes.padded(1024)];
    private int[] chosen = new int[Lanes.padded(1024)];
    private float[] threshold = new float[64];

    AlignedSelection(Score.Alignment score, int k, float least, OverlapRule overlapRule) {
        this.score = score;
        this.k = k;
        this.least = least;
        this.overlapRule = overlapRule;
    }

    /** Selects among the candidates of every GT in {@code boxes}; at most k each. */
    void select(CandidateBoxes boxes, GtTable gts, ScoreTensor scores, int image) {
        reserve(boxes.size, boxes.gts);
        pickHighestBounds(boxes);
        measure(boxes, gts, scores, image);
        for (int s = 0; s < boxes.gts; s++) {
            int from = s == 0 ? 0 : end[s - 1];
            threshold[s] = end[s] > from ? topK.lowerBound(metric, from, end[s] - from, k) : 0;
        }
        int at = 0;
        for (int s = 0; s < boxes.gts; s++) {
            at = Alignment.reaching(
                    boxes.bound, boxes.start[s], boxes.count[s], threshold[s], score.beta(), picked, at);
            end[s] = at;
        }
        measure(boxes, gts, scores, image);
        keepHighestMetrics(boxes.gts);
    }

    /** Picks k candidates or a few more of every GT that has many. */
    private void pickHighestBounds(CandidateBoxes boxes) {
        int at = 0;
        for (int s = 0; s < boxes.gts; s++) {
            int from = at;
            int n = boxes.count[s];
            if (n > 4 * k) {
                float floor = topK.lowerBound(boxes.bound, boxes.start[s], n, k);
                at = TopK.atLeast(boxes.bound, boxes.start[s], n, floor, 0, picked, at);
                if (at - from < k) {
                    at = from;
                }
            }
            end[s] = at;
        }
    }

    private void measure(CandidateBoxes boxes, GtTable gts, ScoreTensor scores, int image) {
        int n = boxes.gts == 0 ? 0 : end[boxes.gts - 1];
        if (n > 0) {
            // Scores come from far away; overlaps are computed while they are on their way.
            ScoreReader.read(scores, image, boxes, picked, end, gts, probability);
            overlapRule.exact(boxes, picked, end, gts, overlap);
            ScoreReader.toProbabilities(scores, image, boxes, picked, end, gts, probability);
            Alignment.metric(probability, overlap, n, score.alpha(), score.beta(), metric);
        }
    }

    private void keepHighestMetrics(int gts) {
        int from = 0;
        int at = 0;
        for (int s = 0; s < gts; s++) {
            int to = end[s];
            int kept = topK.select(metric, from, to - from, k, least, chosen);
            for (int j = 0; j < kept; j++) {
                int row = chosen[j];
                picked[at] = picked[row];
                overlap[at] = overlap[row];
                metric[at++] = metric[row];
            }
            end[s] = at;
            from = to;
        }
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
            threshold = new float[2 * gts];
        }
    }
}
