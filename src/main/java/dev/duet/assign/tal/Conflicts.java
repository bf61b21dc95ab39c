package dev.duet.assign.tal;

import dev.duet.assign.BoxTensor;
import dev.duet.assign.ScoreTensor;
import dev.duet.assign.stage.Resolve.Among;
import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.Claims;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.cost.Alignment;
import dev.duet.lanes.memory.Lanes;
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
    /** The box of the unit in hand. */
    private final Boxes box = new Boxes();

    private int[] rivals = new int[Lanes.padded(64)];
    /** {@link #epoch} + row of the first claim per unit; below the epoch where there is none in this image. */
    private final int[] first;
    /** The epoch in which a unit was last found contested. */
    private final int[] disputed;

    private int epoch = 1;
    /** Rows of later claims of a unit, rising. */
    private int[] dropped = new int[256];

    private int droppedRows;
    private int[] contested = new int[256];
    private int contestedRows;

    Conflicts(Among among, CandidateRule candidates, OverlapRule overlap, float alpha, float beta, int units) {
        this.among = among;
        this.candidates = candidates;
        this.overlap = overlap;
        this.alpha = alpha;
        this.beta = beta;
        this.first = new int[units];
        this.disputed = new int[units];
    }

    /**
     * Leaves one claim per unit, in the order in which units were first claimed, and lists the rows still to be settled.
     *
     * @return how many rows {@link #settle} must look at
     */
    int gather(Claims claims) {
        int size = claims.size;
        begin(size);
        for (int i = 0; i < size; i++) {
            int unit = claims.unit[i];
            int row = first[unit] - epoch;
            if (row < 0) {
                first[unit] = epoch + i;
            } else {
                drop(claims, i, row);
            }
        }
        epoch += size;
        if (droppedRows > 0) {
            claims.remove(dropped, droppedRows);
            for (int i = 0; i < contestedRows; i++) {
                int before = Arrays.binarySearch(dropped, 0, droppedRows, contested[i]);
                contested[i] -= -1 - before;
            }
        }
        return contestedRows;
    }

    private void begin(int size) {
        droppedRows = 0;
        contestedRows = 0;
        if (epoch > Integer.MAX_VALUE - size) {
            Arrays.fill(first, 0);
            Arrays.fill(disputed, 0);
            epoch = 1;
        }
    }

    /** Drops the claim in row {@code later}, of the unit that the claim in row {@code row} was the first to ask for. */
    private void drop(Claims claims, int later, int row) {
        if (droppedRows == dropped.length) {
            dropped = Arrays.copyOf(dropped, 2 * droppedRows);
            contested = Arrays.copyOf(contested, 2 * droppedRows);
        }
        dropped[droppedRows++] = later;
        int unit = claims.unit[later];
        if (among == Among.CLAIMANTS) {
            if (claims.overlap[later] > claims.overlap[row]) {
                claims.set(row, unit, claims.gt[later], claims.overlap[later], claims.metric[later]);
            }
        } else if (disputed[unit] != epoch) {
            disputed[unit] = epoch;
            contested[contestedRows++] = row;
        }
    }

    /** Settles rows {@code from .. to} of the list that {@code gatherer} made of {@code claims}. */
    void settle(
            Conflicts gatherer,
            int from,
            int to,
            Claims claims,
            ImageGts gts,
            BoxTensor boxes,
            ScoreTensor scores,
            int image) {
        for (int i = from; i < to; i++) {
            settle(claims, gatherer.contested[i], gts, boxes, scores, image);
        }
    }

    private void settle(Claims claims, int row, ImageGts gts, BoxTensor boxes, ScoreTensor scores, int image) {
        int unit = claims.unit[row];
        box.one(unit, boxes, image);
        int n = gts.size;
        boolean all = among == Among.ALL;
        if (!all) {
            rivals = Lanes.grow(rivals, gts.size);
            n = candidates.claimants(gts, unit, rivals);
        }
        int winner = 0;
        float most = 0;
        // One of the claims is a lower bound of the highest overlap.
        float least = claims.overlap[row];
        for (int i = 0; i < n; i++) {
            int g = all ? i : rivals[i];
            float o = overlap.pair(box, 0, gts, g, least);
            if (o > most) {
                most = o;
                winner = g;
            }
        }
        float score = ScoreReader.read(scores, image, gts.label[winner], unit);
        claims.set(row, unit, winner, most, Alignment.of(score, most, alpha, beta));
    }
}
