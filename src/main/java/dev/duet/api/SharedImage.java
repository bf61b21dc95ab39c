package dev.duet.api;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.SharedAssigner;

/** Runs one crowded image on all workers: GTs in chunks, then contested units in chunks. */
final class SharedImage implements Workers.Job {
    private static final int GTS_PER_CHUNK = 64;
    private static final int UNITS_PER_CHUNK = 64;

    private Assigner[][] assigners;
    private int head;
    private SharedAssigner leader;
    private int gts;
    private int contested;
    private boolean claiming;
    /** Per chunk: worker, and the rows of its claims. */
    private int[] chunkWorker = new int[0];

    private int[] chunkFrom = new int[0];
    private int[] chunkTo = new int[0];
    private RuntimeException[] failures = new RuntimeException[0];

    /** Assigns an image; what fails, fails with the sentence of one thread. */
    void run(
            Assigner[][] all,
            int h,
            GtBatch batch,
            PredictionBatch predictions,
            int image,
            DuetTable out,
            Workers workers) {
        assigners = all;
        head = h;
        gts = batch.offset[image + 1] - batch.offset[image];
        leader = (SharedAssigner) all[0][h];
        leader.lead(batch, predictions, image);
        int chunks = Math.ceilDiv(gts, GTS_PER_CHUNK);
        reserve(chunks);
        claiming = true;
        workers.run(this, chunks);
        if (anyFailed(chunks)) {
            leader.assign(batch, predictions, image, out);
        }
        for (int c = 0; c < chunks; c++) {
            leader.take((SharedAssigner) all[chunkWorker[c]][h], chunkFrom[c], chunkTo[c]);
        }
        contested = leader.merge(out);
        claiming = false;
        if (contested > 0) {
            chunks = Math.ceilDiv(contested, UNITS_PER_CHUNK);
            reserve(chunks);
            workers.run(this, chunks);
            if (anyFailed(chunks)) {
                leader.assign(batch, predictions, image, out);
            }
        }
        leader.finish(out);
    }

    /** Which failure comes first depends on how work was shared out; the leader, asked to do it all alone, meets the one that one thread meets. */
    private boolean anyFailed(int chunks) {
        boolean any = false;
        for (int c = 0; c < chunks; c++) {
            any |= failures[c] != null;
        }
        return any;
    }

    @Override
    public void run(int worker, int chunk) {
        SharedAssigner mine = (SharedAssigner) assigners[worker][head];
        failures[chunk] = null;
        try {
            if (!claiming) {
                mine.settle(leader, chunk * UNITS_PER_CHUNK, Math.min(contested, (chunk + 1) * UNITS_PER_CHUNK));
                return;
            }
            chunkWorker[chunk] = worker;
            chunkFrom[chunk] = mine.claim(leader, chunk * GTS_PER_CHUNK, Math.min(gts, (chunk + 1) * GTS_PER_CHUNK));
            chunkTo[chunk] = mine.claims();
        } catch (RuntimeException e) {
            failures[chunk] = e;
        }
    }

    private void reserve(int chunks) {
        if (chunkWorker.length < chunks) {
            chunkWorker = new int[chunks];
            chunkFrom = new int[chunks];
            chunkTo = new int[chunks];
            failures = new RuntimeException[chunks];
        }
    }
}
