package dev.duet.api;

import dev.duet.assign.Head;
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
    private BatchRun run;
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
        duet.run = new BatchRun(system, pyramid, duet.epoch);
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
            run = new BatchRun(system, pyramid, current);
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

    /** The heads that hold in the current epoch, the main one first. */
    public List<Head> heads() {
        return run.heads();
    }

    /** Where the units lie: level, row, column and slot of each. */
    public UnitGrid grid() {
        return run.grid();
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
}
