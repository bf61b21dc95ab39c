package dev.duet.api;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.SharedAssigner;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Score;
import dev.duet.assign.workbench.Sizes;
import java.util.Arrays;

/**
 * One system's heads bound to a pyramid: shares a batch's images over workers and merges what they wrote in image order. After
 * {@link #assign} has thrown anything it is in any state; the engine then makes a new one.
 */
final class BatchRun implements Workers.Job {
    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory();

    /**
     * Results handed out in turn, as a call allocates none. A result so old that its turn comes again is a new one; a prime number of
     * them, so that no round number of calls leads back to the same.
     */
    private static final int RESULTS = 251;

    private final EnginePhase phase;
    private final Calls calls;
    private final String[] names;
    private final DuetTable[] columns;
    private final Assignment[] results = new Assignment[RESULTS];
    private int turn;
    private final TaskOrder order = new TaskOrder();
    private final SharedImage shared = new SharedImage();
    private Assigner[][] assigners;
    private DuetTable[][] parts = new DuetTable[0][];
    /** Per head and image: the worker's part that has its rows. */
    private DuetTable[][] partOf;

    private RuntimeException[] failures = new RuntimeException[0];

    private GtBatch gts;
    private final PredictionBatch[] predictions;

    BatchRun(EnginePhase phase, Calls calls) {
        this.phase = phase;
        this.calls = calls;
        phase.require(1);
        int heads = phase.heads().size();
        names = new String[heads];
        columns = new DuetTable[heads];
        partOf = new DuetTable[heads][0];
        predictions = new PredictionBatch[heads];
        assigners = new Assigner[1][heads];
        for (int h = 0; h < heads; h++) {
            Assigner assigner = phase.bind(h);
            assigners[0][h] = assigner;
            names[h] = phase.heads().get(h).name();
            columns[h] = new DuetTable(assigner.duetChannels(), assigner.unitChannels());
        }
        for (int i = 0; i < RESULTS; i++) {
            results[i] = Assignment.of(names, columns, calls);
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
            requireRoom(columns[h].unitChannels, gts.images, phase.grid().units);
        }
    }

    /** Assigns the batch that was checked. */
    Assignment assign(Workers workers, boolean explain) {
        for (DuetTable c : columns) {
            c.start(gts.images, phase.grid().units, gts.offset);
            c.explain = explain;
        }
        prepare(workers.size());
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
            columns[h].collect(partOf[h]);
        }
        return result();
    }

    private Assignment result() {
        Assignment result = results[turn];
        if (result.wasRefused()) {
            result = Assignment.of(names, columns, calls); // somebody still holds the old one, which stays refused
            results[turn] = result;
        }
        turn = turn == RESULTS - 1 ? 0 : turn + 1;
        result.showAll();
        return result;
    }

    /**
     * Refuses a batch whose dense columns no array holds, or no heap of this JVM, before anything is allocated.
     *
     * @throws IllegalArgumentException with the size
     */
    static void requireRoom(Channel[] unitChannels, int imageCount, int unitCount) {
        long bytes = 0;
        for (Channel channel : unitChannels) {
            int length = Sizes.length(channel.name(), (long) imageCount * unitCount, channel.width());
            bytes += 4L * length;
        }
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("gt_offsets: " + imageCount + " images of " + unitCount + " units need "
                    + bytes / 1_000_000 + " MB for "
                    + Arrays.stream(unitChannels).map(Channel::name).toList()
                    + ", the heap of this JVM holds " + MOST_BYTES / 1_000_000
                    + " MB; give fewer images at once, or a larger heap (-Xmx)");
        }
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

    private void prepare(int workerCount) {
        if (parts.length < workerCount) {
            phase.require(workerCount);
            Assigner[][] before = assigners;
            assigners = new Assigner[workerCount][columns.length];
            parts = new DuetTable[workerCount][columns.length];
            for (int w = 0; w < workerCount; w++) {
                for (int h = 0; h < columns.length; h++) {
                    assigners[w][h] = w < before.length ? before[w][h] : phase.bind(h);
                    parts[w][h] = new DuetTable(columns[h].duetChannels, columns[h].unitChannels);
                }
            }
        }
        for (DuetTable[] ofWorker : parts) {
            for (int h = 0; h < columns.length; h++) {
                ofWorker[h].startPart(columns[h]);
            }
        }
        int tasks = Sizes.length("gt_offsets: images by heads", gts.images, columns.length);
        if (failures.length < tasks) {
            failures = new RuntimeException[tasks];
            partOf = new DuetTable[columns.length][gts.images];
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
            assigners[worker][h].assign(gts, predictions[h], image, parts[worker][h]);
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
                assigners[0][h].assign(gts, predictions[h], image, parts[0][h]);
            } catch (RuntimeException e) {
                fail(0, h, image, e);
            }
            close(0, h, image);
            return;
        }
        open(0, h, image);
        try {
            shared.run(assigners, h, gts, predictions[h], image, parts[0][h], workers);
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
        partOf[h][image] = parts[worker][h];
        partOf[h][image].open(image);
    }

    private void close(int worker, int h, int image) {
        parts[worker][h].close(image);
    }
}
