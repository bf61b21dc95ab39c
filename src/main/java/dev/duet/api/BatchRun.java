package dev.duet.api;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetSink;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.SharedAssigner;
import dev.duet.assign.stage.Score;
import dev.duet.assign.workbench.Sizes;

/**
 * One system's heads bound to a pyramid: shares a batch's images over workers and merges what they wrote in image order. After
 * {@link #assign} has thrown anything it is in any state; the engine then makes a new one.
 */
final class BatchRun implements Workers.Job {
    /** Numbers noted per image and head: worker, and where its rows start and end in the worker's sink. */
    private static final int NOTE = 9;

    /**
     * Results handed out in turn, as a call allocates none. A result so old that its turn comes again is a new one; a prime number of
     * them, so that no round number of calls leads back to the same.
     */
    private static final int RESULTS = 251;

    private final EnginePhase phase;
    private final Calls calls;
    private final HeadColumns[] columns;
    private final Assignment[] results = new Assignment[RESULTS];
    private int turn;
    private final TaskOrder order = new TaskOrder();
    private final SharedImage shared = new SharedImage();
    private Assigner[][] assigners;
    private DuetSink[][] sinks = new DuetSink[0][];
    private int[] notes = new int[0];
    private RuntimeException[] failures = new RuntimeException[0];

    private GtBatch gts;
    private final PredictionBatch[] predictions;

    BatchRun(EnginePhase phase, Calls calls) {
        this.phase = phase;
        this.calls = calls;
        phase.require(1);
        int heads = phase.heads().size();
        columns = new HeadColumns[heads];
        predictions = new PredictionBatch[heads];
        assigners = new Assigner[1][heads];
        for (int h = 0; h < heads; h++) {
            Assigner assigner = phase.bind(h);
            assigners[0][h] = assigner;
            columns[h] = new HeadColumns(phase.heads().get(h).name(), assigner.duetChannels(), assigner.unitChannels());
        }
        for (int i = 0; i < RESULTS; i++) {
            results[i] = Assignment.of(columns, calls);
        }
    }

    /**
     * Checks a batch against the contract; nothing but the input is looked at, and nothing is written yet.
     *
     * @throws IllegalArgumentException naming array, index and value
     */
    void check(GroundTruths truths, Predictions[] given) {
        gts = truths.batch();
        GroundTruthCheck.check(gts, phase.system().classes());
        phase.inputs().require(gts);
        requireKind(gts);
        for (int h = 0; h < columns.length; h++) {
            predictions[h] = PredictionCheck.check(
                    phase.heads().get(h),
                    given,
                    gts,
                    phase.grid(),
                    phase.system().classes());
            columns[h].require(gts.images, phase.grid().units);
        }
    }

    /** Assigns the batch that was checked. */
    Assignment assign(Workers workers, boolean explain) {
        for (HeadColumns c : columns) {
            c.start(gts.images, phase.grid().units, gts.offset);
            c.explained = explain;
        }
        prepare(workers.size(), explain);
        order.plan(gts, workers.size());
        if (order.images() > 0) {
            workers.run(this, order.images() * columns.length);
        }
        for (int i = 0; i < order.sharedImages(); i++) {
            for (int h = 0; h < columns.length; h++) {
                runShared(h, order.sharedImage(i), workers);
            }
        }
        for (int t = 0; t < gts.images * columns.length; t++) {
            if (failures[t] != null) {
                throw failures[t];
            }
        }
        for (int h = 0; h < columns.length; h++) {
            merge(h);
        }
        return result();
    }

    private Assignment result() {
        Assignment result = results[turn];
        if (result.wasRefused()) {
            result = Assignment.of(columns, calls); // somebody still holds the old one, which stays refused
            results[turn] = result;
        }
        turn = turn == RESULTS - 1 ? 0 : turn + 1;
        result.showAll();
        return result;
    }

    private void requireKind(GtBatch batch) {
        if (batch.isRotated() != phase.heads().get(0).recipe().rotated()) {
            throw new IllegalArgumentException("gt_boxes: " + phase.system().name() + " takes "
                    + (batch.isRotated() ? "axis-aligned boxes, rotated ones" : "rotated boxes, axis-aligned ones")
                    + " were given");
        }
        if (batch.centres != null
                && phase.heads().stream().noneMatch(head -> head.recipe().score() instanceof Score.SoftLabelCost)) {
            throw new IllegalArgumentException("gt_centres: " + phase.system().name()
                    + " reads none; only rtmdet's soft labels do, leave them out");
        }
    }

    private void prepare(int workerCount, boolean explain) {
        if (sinks.length < workerCount) {
            phase.require(workerCount);
            Assigner[][] before = assigners;
            assigners = new Assigner[workerCount][columns.length];
            sinks = new DuetSink[workerCount][columns.length];
            for (int w = 0; w < workerCount; w++) {
                for (int h = 0; h < columns.length; h++) {
                    assigners[w][h] = w < before.length ? before[w][h] : phase.bind(h);
                    sinks[w][h] = new DuetSink(columns[h].duetChannels);
                }
            }
        }
        for (DuetSink[] ofWorker : sinks) {
            for (int h = 0; h < columns.length; h++) {
                columns[h].attach(ofWorker[h]);
                ofWorker[h].explain = explain;
            }
        }
        int tasks = Sizes.length("gt_offsets: images by heads", gts.images, columns.length);
        if (failures.length < tasks) {
            failures = new RuntimeException[tasks];
            notes = new int[Sizes.length("gt_offsets: images by heads", tasks, NOTE)];
        }
        for (int t = 0; t < tasks; t++) {
            failures[t] = null;
        }
    }

    @Override
    public void run(int worker, int task) {
        int h = task % columns.length;
        int image = order.image(task / columns.length);
        open(worker, h, image);
        try {
            assigners[worker][h].assign(gts, predictions[h], image, sinks[worker][h]);
        } catch (RuntimeException e) {
            fail(worker, h, image, e);
        }
        close(worker, h, image);
    }

    /** One crowded image: all workers on its GTs, then on its contested units. */
    private void runShared(int h, int image, Workers workers) {
        if (!(assigners[0][h] instanceof SharedAssigner)) {
            open(0, h, image);
            try {
                assigners[0][h].assign(gts, predictions[h], image, sinks[0][h]);
            } catch (RuntimeException e) {
                fail(0, h, image, e);
            }
            close(0, h, image);
            return;
        }
        open(0, h, image);
        try {
            shared.run(assigners, h, gts, predictions[h], image, sinks[0][h], workers);
        } catch (RuntimeException e) {
            for (int w = 0; w < assigners.length; w++) {
                fail(w, h, image, e);
            }
        }
        close(0, h, image);
    }

    /** Keeps the failure and replaces the workspace, which may be in any state. */
    private void fail(int worker, int h, int image, RuntimeException e) {
        failures[h * gts.images + image] = e;
        assigners[worker][h] = phase.bind(h);
    }

    private void open(int worker, int h, int image) {
        DuetSink sink = sinks[worker][h];
        int at = (h * gts.images + image) * NOTE;
        notes[at] = worker;
        notes[at + 1] = sink.size;
        notes[at + 2] = sink.ignoredSize;
        notes[at + 3] = sink.labelSize;
        notes[at + 4] = sink.claimSize;
    }

    private void close(int worker, int h, int image) {
        DuetSink sink = sinks[worker][h];
        int at = (h * gts.images + image) * NOTE;
        notes[at + 5] = sink.size;
        notes[at + 6] = sink.ignoredSize;
        notes[at + 7] = sink.labelSize;
        notes[at + 8] = sink.claimSize;
    }

    private void merge(int h) {
        HeadColumns c = columns[h];
        int images = gts.images;
        c.offsets[0] = 0;
        c.ignoredOffsets[0] = 0;
        c.labelOffsets[0] = 0;
        c.claimOffsets[0] = 0;
        for (int b = 0; b < images; b++) {
            int at = (h * images + b) * NOTE;
            c.offsets[b + 1] = end("duets", c.offsets[b], notes[at + 1], notes[at + 5]);
            c.ignoredOffsets[b + 1] = end("ignored units", c.ignoredOffsets[b], notes[at + 2], notes[at + 6]);
            c.labelOffsets[b + 1] = end("class bits", c.labelOffsets[b], notes[at + 3], notes[at + 7]);
            c.claimOffsets[b + 1] = end("claims", c.claimOffsets[b], notes[at + 4], notes[at + 8]);
        }
        c.room();
        for (int b = 0; b < images; b++) {
            int at = (h * images + b) * NOTE;
            c.take(b, sinks[notes[at]][h], notes[at + 1], notes[at + 2], notes[at + 3], notes[at + 4]);
        }
    }

    private static int end(String what, int start, int from, int to) {
        return Sizes.length(what, (long) start + to - from, 1);
    }
}
