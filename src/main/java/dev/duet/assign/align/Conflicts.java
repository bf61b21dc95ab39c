package dev.duet.assign.align;

import dev.duet.assign.BoxTensor;
import dev.duet.assign.Resolve.Among;
import dev.duet.assign.ScoreTensor;
import dev.duet.lanes.Alignment;
import dev.duet.lanes.Lanes;
import java.util.Arrays;

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
    /** Claims per unit; 0 for all units between images. */
    private final int[] count;
    /** Row of the claim with the highest overlap per claimed unit; stale elsewhere. */
    private final int[] best;

    private int[] contested = new int[256];
    private int contestedRows;

    Conflicts(Among among, CandidateRule candidates, OverlapRule overlap, float alpha, float beta, int units) {
        this.among = among;
        this.candidates = candidates;
        this.overlap = overlap;
        this.alpha = alpha;
        this.beta = beta;
        this.count = new int[units];
        this.best = new int[units];
    }

    /**
     * Leaves one claim per unit, in the order in which units were first claimed, and lists the rows still to be settled.
     *
     * @return how many rows {@link #settle} must look at
     */
    int gather(Claims claims) {
        int size = claims.size;
        for (int i = 0; i < size; i++) {
            int unit = claims.unit[i];
            if (count[unit]++ == 0 || claims.overlap[i] > claims.overlap[best[unit]]) {
                best[unit] = i;
            }
        }
        int kept = 0;
        contestedRows = 0;
        for (int i = 0; i < size; i++) {
            int unit = claims.unit[i];
            int claimed = count[unit];
            if (claimed < 0) {
                count[unit]++;
                continue;
            }
            count[unit] = 1 - claimed;
            int from = among == Among.CLAIMANTS ? best[unit] : i;
            claims.set(kept, unit, claims.gt[from], claims.overlap[from], claims.metric[from]);
            if (claimed > 1 && among != Among.CLAIMANTS) {
                if (contestedRows == contested.length) {
                    contested = Arrays.copyOf(contested, contestedRows * 2);
                }
                contested[contestedRows++] = kept;
            }
            kept++;
        }
        claims.size = kept;
        return contestedRows;
    }

    /** Settles rows {@code from .. to} of the list that {@code gatherer} made of {@code claims}. */
    void settle(
            Conflicts gatherer,
            int from,
            int to,
            Claims claims,
            GtTable gts,
            BoxTensor boxes,
            ScoreTensor scores,
            int image) {
        for (int i = from; i < to; i++) {
            settle(claims, gatherer.contested[i], gts, boxes, scores, image);
        }
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
        float most = 0;
        for (int i = 0; i < n; i++) {
            int g = all ? i : rivals[i];
            float o = overlap.pair(box, gts, g);
            if (o > most) {
                most = o;
                winner = g;
            }
        }
        float score = ScoreReader.read(scores, image, gts.label[winner], unit);
        claims.set(row, unit, winner, most, Alignment.of(score, most, alpha, beta));
    }
}
