package dev.duet.assign.align;

import dev.duet.assign.BoxTensor;
import dev.duet.assign.Resolve.Among;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.Alignment;
import dev.duet.lanes.Lanes;

/**
 * Stage 4 of the task-aligned family: a unit claimed by several GTs goes to the GT with the highest overlap, ties to the lowest index.
 * Who competes is the recipe's choice. Where all GTs compete, a GT that never asked for the unit can win it; its own metric counts
 * then (ultralytics tal.py select_highest_overlaps; a known oddity kept for parity).
 */
final class Conflicts {
    private final Among among;
    private final CandidateRule candidates;
    private final OverlapRule overlap;
    private final float alpha;
    private final float beta;
    private final float[] box = new float[5];
    private int[] rivals = new int[Lanes.padded(64)];

    Conflicts(Among among, CandidateRule candidates, OverlapRule overlap, float alpha, float beta) {
        this.among = among;
        this.candidates = candidates;
        this.overlap = overlap;
        this.alpha = alpha;
        this.beta = beta;
    }

    /** Leaves one claim per unit, in the order in which units were first claimed. */
    void resolve(Claims claims, GtTable gts, BoxTensor boxes, ScoreTensor scores, int image) {
        int kept = 0;
        int size = claims.size;
        for (int i = 0; i < size; i++) {
            int unit = claims.unit[i];
            int count = claims.count[unit];
            if (count < 0) {
                claims.count[unit]++;
                continue;
            }
            claims.count[unit] = 1 - count;
            int from = among == Among.CLAIMANTS ? claims.best[unit] : i;
            claims.set(kept, unit, claims.gt[from], claims.overlap[from], claims.metric[from]);
            if (count > 1 && among != Among.CLAIMANTS) {
                settle(claims, kept, gts, boxes, scores, image);
            }
            kept++;
        }
        claims.size = kept;
    }

    private void settle(Claims claims, int row, GtTable gts, BoxTensor boxes, ScoreTensor scores, int image) {
        int unit = claims.unit[row];
        for (int k = 0; k < boxes.width; k++) {
            box[k] = boxes.at(image, unit, k);
        }
        int n = gts.size;
        boolean all = among == Among.ALL;
        if (!all) {
            rivals = Lanes.grow(rivals, gts.size);
            n = candidates.claimants(gts, unit, rivals);
        }
        int winner = 0;
        float best = 0;
        for (int i = 0; i < n; i++) {
            int g = all ? i : rivals[i];
            float o = overlap.pair(box, gts, g);
            if (o > best) {
                best = o;
                winner = g;
            }
        }
        float score = ScoreReader.read(scores, image, gts.label[winner], unit);
        claims.set(row, unit, winner, best, Alignment.of(score, best, alpha, beta));
    }
}
