package dev.duet.assign.align;

import dev.duet.assign.Score;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.Alignment;
import dev.duet.lanes.Lanes;
import dev.duet.lanes.TopK;

/**
 * Stage 3 of the task-aligned family: the k candidates of highest metric above {@code least}, ties to the lowest unit.
 *
 * <p>Scores are read for few: the metric of a pair is at most its overlap bound to the power beta, because a probability is at most 1.
 * The k-th metric among the candidates of highest bound is therefore a threshold that most candidates cannot reach, whatever their
 * score; they are never looked at again.
 */
final class AlignedSelection {
    private final Score.Alignment score;
    private final int k;
    private final float least;
    private final OverlapRule overlapRule;
    private final TopK topK = new TopK();

    /** Selected positions among the candidates, rising, and their overlap and metric. */
    int[] picked = new int[Lanes.padded(256)];

    float[] overlap = new float[Lanes.padded(256)];
    float[] metric = new float[Lanes.padded(256)];
    private float[] probability = new float[Lanes.padded(256)];
    private int[] chosen = new int[Lanes.padded(256)];
    private final int[] one = new int[Lanes.padded(1)];
    private final float[] oneOverlap = new float[Lanes.padded(1)];

    AlignedSelection(Score.Alignment score, int k, float least, OverlapRule overlapRule) {
        this.score = score;
        this.k = k;
        this.least = least;
        this.overlapRule = overlapRule;
    }

    /** Selects among the candidates in {@code boxes}; returns how many, at most k. */
    int select(CandidateBoxes boxes, GtTable gts, int g, ScoreTensor scores, int image) {
        reserve(boxes.size);
        float threshold = 0;
        if (boxes.size > 4 * k) {
            int n = TopK.atLeast(boxes.bound, boxes.size, topK.lowerBound(boxes.bound, boxes.size, k), 0, picked);
            if (n >= k) {
                measure(boxes, n, gts, g, scores, image);
                threshold = topK.lowerBound(metric, n, k);
            }
        }
        int n = Alignment.reaching(boxes.bound, boxes.size, threshold, score.beta(), picked);
        measure(boxes, n, gts, g, scores, image);
        int kept = topK.select(metric, n, k, least, chosen);
        for (int j = 0; j < kept; j++) {
            int from = chosen[j];
            picked[j] = picked[from];
            overlap[j] = overlap[from];
            metric[j] = metric[from];
        }
        return kept;
    }

    private void measure(CandidateBoxes boxes, int n, GtTable gts, int g, ScoreTensor scores, int image) {
        overlapRule.exact(boxes, picked, n, gts, g, overlap);
        ScoreReader.read(scores, image, gts.label[g], boxes.unit, picked, n, probability);
        Alignment.metric(probability, overlap, n, score.alpha(), score.beta(), metric);
    }

    /** Exact overlap of one candidate; 0 where it is undefined. */
    float overlapAt(CandidateBoxes boxes, int position, GtTable gts, int g) {
        one[0] = position;
        overlapRule.exact(boxes, one, 1, gts, g, oneOverlap);
        return oneOverlap[0] > 0 ? oneOverlap[0] : 0;
    }

    private void reserve(int n) {
        if (picked.length < Lanes.padded(n)) {
            picked = Lanes.grow(picked, n);
            overlap = Lanes.grow(overlap, n);
            metric = Lanes.grow(metric, n);
            probability = Lanes.grow(probability, n);
            chosen = Lanes.grow(chosen, n);
        }
    }
}
