package dev.duet.api;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Head;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * The engine: one system on one pyramid, with its workers and their memory. One call at a time: while {@link #assign}, {@link
 * #threads}, {@link #epoch}, {@link #explain} or {@link #close} runs, every other of these calls fails at once with an {@link
 * IllegalStateException}; give each thread an engine of its own.
 *
 * <pre>{@code
 * try (Duet duet = Duet.engine(Systems.YOLOV8.classes(80), Pyramid.of(640, 640, 8, 16, 32))) {
 *     Assignment duets = duet.assign(gts, predictions);
 * }
 * }</pre>
 *
 * <p>Images are shared out over the workers, the calling thread being one of them; the answer does not depend on their number. After
 * the largest batch has been seen once, {@link #assign} allocates nothing. A result can be read until the next call of {@link #assign}
 * begins, be it from another thread; after that it refuses with an {@link IllegalStateException} ({@link Assignment#copy} keeps it).
 * {@link #threads}, {@link #epoch} and {@link #close} leave it readable.
 *
 * <p>Whatever {@link #assign} throws, and be it an {@link OutOfMemoryError}, the next call answers as a new engine does: unless the
 * input was refused before anything was done, the engine drops its workspace and makes it anew when it is needed.
 *
 * <p>{@link #close} ends the threads; so does the garbage collector some time after an engine was lost.
 */
public final class Duet implements AutoCloseable {
    /** Most threads an engine takes. More would each hold a workspace and find nothing to do. */
    public static final int MOST_THREADS = 1024;

    private static final int FREE = 0;
    private static final int BUSY = 1;
    private static final int CLOSED = 2;
    private static final AtomicIntegerFieldUpdater<Duet> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Duet.class, "state");
    /** Ends the threads of lost engines; made when it is first needed. */
    private static Cleaner cleaner;

    private final DetectionSystem system;
    private final Pyramid pyramid;
    private final Calls calls = new Calls();
    private volatile int state;
    private volatile EnginePhase phase;
    private int threads = Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);
    private boolean explain;
    private int epoch = Integer.MAX_VALUE;
    private Workers workers;
    private Cleaner.Cleanable watched;
    /** Null where it must be made anew. */
    private BatchRun run;

    private Duet(DetectionSystem system, Pyramid pyramid) {
        this.system = system;
        this.pyramid = pyramid;
        phase = new EnginePhase(system, pyramid, false, Integer.MAX_VALUE);
        run = new BatchRun(phase, calls);
    }

    /**
     * An engine for one system and one image size, with as many threads as there are processors. Allocates the workspace of one
     * worker.
     *
     * @throws IllegalArgumentException if the system cannot work on the pyramid, or would need more memory than the JVM may take
     */
    public static Duet engine(DetectionSystem system, Pyramid pyramid) {
        RuntimeCheck.require();
        return new Duet(system, pyramid);
    }

    /**
     * Sets the number of threads, the caller's included; ends threads that run already. The next {@link #assign} starts them. Returns
     * this engine.
     *
     * @param count 1 to {@link #MOST_THREADS}
     */
    public Duet threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads: " + count + "; at least 1 is needed");
        }
        if (count > MOST_THREADS) {
            throw new IllegalArgumentException("threads: " + count + "; at most " + MOST_THREADS + " are taken");
        }
        enter();
        try {
            stop();
            threads = count;
        } finally {
            state = FREE;
        }
        return this;
    }

    /** Also keep the claims before conflicts (they cost memory and a little time). Returns this engine. */
    public Duet explain(boolean on) {
        enter();
        explain = on;
        state = FREE;
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
        enter();
        try {
            epoch = current;
            if (!system.recipe().at(current).equals(phase.heads())) {
                begin(phase.byReference());
            }
        } finally {
            state = FREE;
        }
        return this;
    }

    private void begin(boolean byReference) {
        EnginePhase next = new EnginePhase(system, pyramid, byReference, epoch);
        run = new BatchRun(next, calls);
        phase = next;
    }

    /**
     * Lets the reference carry out the stages, plain and slow, whatever fast strategy there is: to look into a difference, or to check
     * the fast one on one's own data. It allocates in every call. Returns this engine.
     *
     * @throws IllegalArgumentException if the reference finds no meaning in the recipe, with the reason
     */
    public Duet byReference(boolean on) {
        enter();
        try {
            if (on != phase.byReference()) {
                begin(on);
            }
        } finally {
            state = FREE;
        }
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
        return phase.grid().units;
    }

    /** The heads that hold in the current epoch, the main one first. */
    public List<Head> heads() {
        return phase.heads();
    }

    /**
     * Names of the parts of predictions that no head reads, warm-up included: {@code pred_scores}, {@code pred_boxes of predictions 1}.
     * They are passed over by {@link #assign}, as a batch is often given to several systems. Allocates.
     */
    public List<String> notRead(Predictions... predictions) {
        return phase.inputs().notRead(predictions);
    }

    /** Where the units lie: level, row, column and slot of each. A copy: it allocates, and its arrays are the caller's. */
    public UnitGrid grid() {
        return phase.grid().copy();
    }

    /**
     * Assigns a batch.
     *
     * @param gts ground truth
     * @param predictions one per head that has its own, in the system's order; none for systems that read no predictions
     * @return the main head's duets; other heads hang on it
     * @throws IllegalArgumentException if an input breaks its contract; the message names array, index and value
     * @throws IllegalStateException if the engine is in use by another call, or closed
     * @throws CancellationException if this thread is interrupted while it works on a plan or an exact matching of
     *     long duration ({@code ota}, {@code hungarian}, {@code simota-one2one}); the mark stays, and the next call starts afresh. All
     *     other work goes on, and leaves the mark
     * @throws OutOfMemoryError if memory runs out, or the machine gives no more threads; the next call starts afresh
     */
    public Assignment assign(GroundTruths gts, Predictions... predictions) {
        Objects.requireNonNull(gts, "gts");
        requireNonNull(predictions);
        enter();
        boolean whole = true;
        try {
            calls.begin();
            if (workers == null) {
                start();
            }
            if (run == null) {
                run = new BatchRun(phase, calls);
            }
            run.check(gts, predictions);
            whole = false;
            Assignment result = run.assign(workers, explain);
            whole = true;
            return result;
        } finally { // plain field accesses only: they work where stack and memory are used up
            if (!whole) {
                run = null;
            }
            state = FREE;
        }
    }

    private static void requireNonNull(Predictions[] predictions) {
        Objects.requireNonNull(predictions, "predictions");
        for (int i = 0; i < predictions.length; i++) {
            if (predictions[i] == null) {
                throw new NullPointerException("predictions[" + i + "]");
            }
        }
    }

    /** Ends the threads and waits until they are gone. Closing again does nothing. */
    @Override
    public void close() {
        if (state == CLOSED) {
            return;
        }
        enter();
        try {
            run = null;
            stop();
        } finally {
            state = CLOSED;
        }
    }

    private void enter() {
        if (!STATE.compareAndSet(this, FREE, BUSY)) {
            throw new IllegalStateException(
                    state == CLOSED
                            ? "the engine is closed"
                            : "the engine is in use by another call: one call at a time; give each thread an engine of its own");
        }
    }

    private void start() {
        Workers started = new Workers(threads);
        workers = started;
        if (threads > 1) {
            watched = cleaner().register(this, started::end);
        }
    }

    private static synchronized Cleaner cleaner() {
        if (cleaner == null) {
            cleaner = Cleaner.create();
        }
        return cleaner;
    }

    private void stop() {
        Workers old = workers;
        Cleaner.Cleanable watch = watched;
        workers = null;
        watched = null;
        if (old != null) {
            old.close();
        }
        if (watch != null) {
            watch.clean();
        }
    }
}
