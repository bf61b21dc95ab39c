package dev.duet.api;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetSink;
import dev.duet.assign.GtBatch;
import dev.duet.assign.Head;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.Recipe;
import dev.duet.assign.Score;
import dev.duet.assign.SharedAssigner;
import dev.duet.assign.Strategies;
import dev.duet.assign.UnitGrid;
import java.util.List;

/** One system's heads bound to a pyramid: shares a batch's images over workers and merges what they wrote in image order. */
final class BatchRun implements Workers.Job {
    /** Numbers noted per image and head: worker, and where its rows start and end in the worker's sink. */
    private static final int NOTE = 9;

    private final DetectionSystem system;
    private final Pyramid pyramid;
    private final List<Head> heads;
    private final UnitGrid grid;
    private final HeadColumns[] columns;
    private final Assignment assignment;
    private final TaskOrder order = new TaskOrder();
    private final SharedImage shared = new SharedImage();
    private Assigner[][] assigners = new Assigner[0][];
    private DuetSink[][] sinks = new DuetSink[0][];
    private int[] notes = new int[0];
    private RuntimeException[] failures = new RuntimeException[0];

    private GtBatch gts;
    private final PredictionBatch[] predictions;

    BatchRun(DetectionSystem system, Pyramid pyramid, int epoch) {
        this.system = system;
        this.pyramid = pyramid;
        heads = system.recipe().at(epoch);
        grid = pyramid.grid(heads.get(0).recipe(), system.geometry());
        columns = new HeadColumns[heads.size()];
        predictions = new PredictionBatch[heads.size()];
        Assignment[] all = new Assignment[heads.size()];
        for (int h = 0; h < columns.length; h++) {
            Assigner probe = bind(h);
            columns[h] = new HeadColumns(heads.get(h).name(), probe.duetChannels(), probe.unitChannels());
            all[h] = new Assignment(columns[h], all);
        }
        assignment = all[0];
    }

    private Assigner bind(int h) {
        Recipe recipe = heads.get(h).recipe();
        return Strategies.bind(recipe, pyramid.grid(recipe, system.geometry()), system.classes());
    }

    List<Head> heads() {
        return heads;
    }

    UnitGrid grid() {
        return grid;
    }

    Assignment assign(GroundTruths truths, Predictions[] given, Workers workers, boolean explain) {
        gts = truths.batch();
        GroundTruthCheck.check(gts, system.classes());
        requireKind(gts);
        for (int h = 0; h < columns.length; h++) {
            predictions[h] = PredictionCheck.check(heads.get(h), given, gts, grid, system.classes());
            columns[h].start(gts.images, grid.units, gts.offset);
            columns[h].explained = explain;
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
        return assignment;
    }

    private void requireKind(GtBatch batch) {
        if (batch.isRotated() != heads.get(0).recipe().rotated()) {
            throw new IllegalArgumentException("gt_boxes: " + system.name() + " takes "
                    + (batch.isRotated() ? "axis-aligned boxes, rotated ones" : "rotated boxes, axis-aligned ones")
                    + " were given");
        }
        if (batch.centres != null
                && heads.stream().noneMatch(head -> head.recipe().score() instanceof Score.SoftLabelCost)) {
            throw new IllegalArgumentException(
                    "gt_centres: " + system.name() + " reads none; only rtmdet's soft labels do, leave them out");
        }
    }

    private void prepare(int workerCount, boolean explain) {
        if (assigners.length < workerCount) {
            assigners = new Assigner[workerCount][columns.length];
            sinks = new DuetSink[workerCount][columns.length];
            for (int w = 0; w < workerCount; w++) {
                for (int h = 0; h < columns.length; h++) {
                    assigners[w][h] = bind(h);
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
        int tasks = gts.images * columns.length;
        if (failures.length < tasks) {
            failures = new RuntimeException[tasks];
            notes = new int[tasks * NOTE];
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
        assigners[worker][h] = bind(h);
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
            c.offsets[b + 1] = c.offsets[b] + notes[at + 5] - notes[at + 1];
            c.ignoredOffsets[b + 1] = c.ignoredOffsets[b] + notes[at + 6] - notes[at + 2];
            c.labelOffsets[b + 1] = c.labelOffsets[b] + notes[at + 7] - notes[at + 3];
            c.claimOffsets[b + 1] = c.claimOffsets[b] + notes[at + 8] - notes[at + 4];
        }
        c.room();
        for (int b = 0; b < images; b++) {
            int at = (h * images + b) * NOTE;
            c.take(b, sinks[notes[at]][h], notes[at + 1], notes[at + 2], notes[at + 3], notes[at + 4]);
        }
    }
}
