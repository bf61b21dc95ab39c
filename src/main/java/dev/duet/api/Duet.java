package dev.duet.api;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetSink;
import dev.duet.assign.GtBatch;
import dev.duet.assign.Head;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.Recipe;
import dev.duet.assign.Strategies;
import dev.duet.assign.UnitGrid;
import java.util.List;

/**
 * The engine: one system on one pyramid, with its workers and their memory.
 *
 * <pre>{@code
 * try (Duet duet = Duet.engine(Systems.YOLOV8.classes(80), Pyramid.of(640, 640, 8, 16, 32))) {
 *     Assignment duets = duet.assign(gts, predictions);
 * }
 * }</pre>
 *
 * <p>Images are shared out over the workers, the calling thread being one of them; the answer does not depend on their number. After
 * the largest batch has been seen once, {@link #assign} allocates nothing. One call at a time; the result is overwritten by the next
 * call. {@link #close} ends the threads.
 */
public final class Duet implements AutoCloseable {
    private final DetectionSystem system;
    private final Pyramid pyramid;
    private int threads = Runtime.getRuntime().availableProcessors();
    private int epoch = Integer.MAX_VALUE;
    private boolean explain;
    private Workers workers;
    private EngineRun run;
    private boolean closed;

    private Duet(DetectionSystem system, Pyramid pyramid) {
        this.system = system;
        this.pyramid = pyramid;
    }

    /**
     * An engine for one system and one image size, with as many threads as there are processors.
     *
     * @throws IllegalArgumentException if the system cannot work on the pyramid
     */
    public static Duet engine(DetectionSystem system, Pyramid pyramid) {
        RuntimeCheck.require();
        Duet duet = new Duet(system, pyramid);
        duet.run = new EngineRun(system, pyramid, duet.epoch);
        return duet;
    }

    /** Sets the number of threads, the caller's included; ends threads that run already. Returns this engine. */
    public Duet threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads: " + count + "; at least 1 is needed");
        }
        stop();
        threads = count;
        return this;
    }

    /** Also keep the claims before conflicts (they cost memory and a little time). Returns this engine. */
    public Duet explain(boolean on) {
        explain = on;
        return this;
    }

    /**
     * Sets the training epoch, counted from 0, for systems with a warm-up rule; without a call the main rule holds. Returns this
     * engine.
     */
    public Duet epoch(int current) {
        if (current < 0) {
            throw new IllegalArgumentException("epoch: " + current + "; counted from 0");
        }
        if (!system.recipe().at(current).equals(run.heads())) {
            run = new EngineRun(system, pyramid, current);
        }
        epoch = current;
        return this;
    }

    public DetectionSystem system() {
        return system;
    }

    public Pyramid pyramid() {
        return pyramid;
    }

    /** Units of one image. */
    public int units() {
        return run.grid().units;
    }

    /**
     * Assigns a batch.
     *
     * @param gts ground truth
     * @param predictions one per head that has its own, in the system's order; none for systems that read no predictions
     * @return the main head's duets; other heads hang on it
     * @throws IllegalArgumentException if an input breaks its contract; the message names array, index and value
     */
    public Assignment assign(GroundTruths gts, Predictions... predictions) {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        if (workers == null) {
            workers = new Workers(threads);
        }
        return run.assign(gts, predictions, workers, explain);
    }

    @Override
    public void close() {
        closed = true;
        stop();
    }

    private void stop() {
        if (workers != null) {
            workers.close();
            workers = null;
        }
    }

    /** The batch in hand: which heads, which worker did which image, and the merged result. */
    private static final class EngineRun implements Workers.Job {
        /** Numbers noted per image and head: worker, and where its rows start and end in the worker's sink. */
        private static final int NOTE = 9;

        private final DetectionSystem system;
        private final Pyramid pyramid;
        private final List<Head> heads;
        private final UnitGrid grid;
        private final HeadColumns[] columns;
        private final Assignment assignment;
        private Assigner[][] assigners = new Assigner[0][];
        private DuetSink[][] sinks = new DuetSink[0][];
        private int[] notes = new int[0];
        private RuntimeException[] failures = new RuntimeException[0];

        private GtBatch gts;
        private final PredictionBatch[] predictions;

        EngineRun(DetectionSystem system, Pyramid pyramid, int epoch) {
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
                predictions[h] = PredictionCheck.check(heads.get(h), given, gts, grid.units, system.classes());
                columns[h].start(gts.images, grid.units, gts.offset);
            }
            prepare(workers.size(), explain);
            int tasks = gts.images * columns.length;
            if (tasks > 0) {
                workers.run(this, tasks);
            }
            for (int t = 0; t < tasks; t++) {
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
                    ofWorker[h].clear();
                    ofWorker[h].explain = explain;
                    ofWorker[h].outcome = columns[h].outcome;
                    ofWorker[h].candidates = columns[h].candidates;
                    ofWorker[h].selected = columns[h].selected;
                    ofWorker[h].wanted = columns[h].wanted;
                    ofWorker[h].totalCost = columns[h].totalCost;
                    ofWorker[h].dense = columns[h].dense;
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
            int h = task / gts.images;
            int image = task % gts.images;
            DuetSink sink = sinks[worker][h];
            int at = task * NOTE;
            notes[at] = worker;
            notes[at + 1] = sink.size;
            notes[at + 2] = sink.ignoredSize;
            notes[at + 3] = sink.labelSize;
            notes[at + 4] = sink.claimSize;
            try {
                assigners[worker][h].assign(gts, predictions[h], image, sink);
            } catch (RuntimeException e) {
                failures[task] = e;
                assigners[worker][h] = bind(h);
            }
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
}
