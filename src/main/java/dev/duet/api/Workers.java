package dev.duet.api;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of threads that share the tasks of one call with the calling thread. Idle threads are parked. No allocation and no
 * lock per call.
 *
 * <p>A call is a round. Threads that wake in time join it and take tasks; the caller takes tasks too, closes the round when none is
 * left, and waits for those who joined, and for nobody else: a thread that sleeps, or that has died, holds nothing up. What ends a
 * round are plain field accesses, so that it ends well even where the caller's stack or memory is used up.
 */
final class Workers implements AutoCloseable {
    /** Rounds a finished thread looks for more work before it parks. */
    private static final int SPINS = 2_000;

    private static final AtomicIntegerFieldUpdater<Workers> NEXT =
            AtomicIntegerFieldUpdater.newUpdater(Workers.class, "next");
    private static final AtomicIntegerFieldUpdater<Workers> JOINED =
            AtomicIntegerFieldUpdater.newUpdater(Workers.class, "joined");

    /** Work that is split into numbered tasks. */
    interface Job {
        /** Carries out one task on worker {@code worker}, 0 being the caller. */
        void run(int worker, int task);
    }

    private final Thread[] threads;
    /** Odd while a round is open. */
    private volatile int round;
    /** Threads, without the caller, that may be at a task. */
    private volatile int joined;
    /** The next task to take, and where tasks end. */
    private volatile int next;

    private volatile int end;
    private volatile Throwable failure;
    private volatile boolean closed;
    private volatile Thread caller;
    private Job job;

    /**
     * Starts the threads; ends those that run already if one cannot be started.
     *
     * @param count threads including the caller's, at least 1
     * @throws OutOfMemoryError if the machine gives no more threads
     */
    Workers(int count) {
        threads = new Thread[count - 1];
        boolean started = false;
        int i = 0;
        try {
            for (; i < threads.length; i++) {
                int worker = i + 1;
                Thread thread =
                        Thread.ofPlatform().daemon().name("duet-" + worker).unstarted(() -> loop(worker));
                thread.start();
                threads[i] = thread;
            }
            started = true;
        } catch (OutOfMemoryError e) {
            OutOfMemoryError told = new OutOfMemoryError("threads: " + i + " of " + (count - 1)
                    + " could be started beside the caller's (" + e.getMessage() + "); ask for fewer");
            told.initCause(e);
            throw told;
        } finally {
            if (!started) {
                end();
            }
        }
    }

    int size() {
        return threads.length + 1;
    }

    /**
     * Runs tasks 0 .. count-1 and returns when all are done. One caller at a time. What a task throws (memory may run out) reaches the
     * caller as it is when every worker has stopped; tasks not yet begun are then left undone. An interrupt stays pending and changes
     * nothing here; a task of the interrupted thread may look at it and end with an exception.
     */
    void run(Job work, int count) {
        if (threads.length == 0 || count == 1) {
            for (int task = 0; task < count; task++) {
                work.run(0, task);
            }
            return;
        }
        job = work;
        next = 0;
        end = count;
        failure = null;
        caller = Thread.currentThread();
        round++; // open
        try {
            for (Thread thread : threads) {
                LockSupport.unpark(thread);
            }
            take(0, work);
        } finally {
            end = 0;
            round++; // closed
            int spins = 0;
            while (joined > 0) {
                try {
                    rest(++spins);
                } catch (StackOverflowError | OutOfMemoryError e) {
                    spins = 0; // no room to wait in comfort: looks again and again
                }
            }
            job = null;
            caller = null;
        }
        Throwable thrown = failure;
        failure = null;
        if (thrown != null) {
            Workers.<RuntimeException>rethrow(thrown);
        }
    }

    private void rest(int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.park(this);
        }
    }

    private void take(int worker, Job work) {
        // Where tasks end is looked at first: a task that was taken is carried out, whatever becomes of the round
        // meanwhile.
        int last = end;
        for (int task = NEXT.getAndIncrement(this); task < last; task = NEXT.getAndIncrement(this)) {
            work.run(worker, task);
            last = end;
        }
    }

    private void loop(int worker) {
        int seen = 0;
        int spins = 0;
        while (!closed) {
            int now = round;
            if (now != seen && (now & 1) == 1) {
                seen = now;
                spins = 0;
                join(worker, now);
            } else if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void join(int worker, int now) {
        JOINED.getAndIncrement(this);
        try {
            if (round == now) { // else it was closed before this thread was counted
                take(worker, job);
            }
        } catch (Throwable thrown) {
            failure = thrown;
            end = 0;
        } finally {
            Thread waiting = caller;
            if (JOINED.decrementAndGet(this) == 0) {
                LockSupport.unpark(waiting);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** Tells the threads to end, and does not wait. */
    void end() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }

    /** Ends the threads; waits until they are gone. */
    @Override
    public void close() {
        end();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
