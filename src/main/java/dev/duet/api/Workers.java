package dev.duet.api;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of threads that share the tasks of one call with the calling thread. Idle threads are parked. No allocation and no
 * lock per call.
 */
final class Workers implements AutoCloseable {
    /** Rounds a finished thread looks for more work before it parks. */
    private static final int SPINS = 2_000;

    /** Work that is split into numbered tasks. */
    interface Job {
        /** Carries out one task on worker {@code worker}, 0 being the caller. */
        void run(int worker, int task);
    }

    private final Thread[] threads;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile int round;
    private volatile boolean closed;
    private volatile Thread caller;
    private Job job;
    private int tasks;

    /** @param count threads including the caller's, at least 1 */
    Workers(int count) {
        threads = new Thread[count - 1];
        for (int i = 0; i < threads.length; i++) {
            int worker = i + 1;
            threads[i] = Thread.ofPlatform().daemon().name("duet-" + worker).start(() -> loop(worker));
        }
    }

    int size() {
        return threads.length + 1;
    }

    /**
     * Runs tasks 0 .. count-1 and returns when all are done. One caller at a time. What a task throws (memory may run out) reaches the
     * caller when every worker has stopped; tasks not yet begun are then left undone.
     */
    void run(Job work, int count) {
        if (threads.length == 0 || count == 1) {
            for (int task = 0; task < count; task++) {
                work.run(0, task);
            }
            return;
        }
        job = work;
        tasks = count;
        next.set(0);
        busy.set(threads.length);
        caller = Thread.currentThread();
        round++;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        drain(0);
        int spins = 0;
        while (busy.get() > 0) {
            if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
        job = null;
        Throwable thrown = failure.getAndSet(null);
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
    }

    private void drain(int worker) {
        Job work = job;
        int count = tasks;
        try {
            for (int task = next.getAndIncrement(); task < count; task = next.getAndIncrement()) {
                work.run(worker, task);
            }
        } catch (RuntimeException | Error thrown) {
            failure.compareAndSet(null, thrown);
            next.set(count);
        }
    }

    private void loop(int worker) {
        int seen = 0;
        while (true) {
            int spins = 0;
            while (round == seen) {
                if (closed) {
                    return;
                }
                if (++spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            seen++;
            drain(worker);
            if (busy.decrementAndGet() == 0) {
                LockSupport.unpark(caller);
            }
        }
    }

    /** Ends the threads; waits until they are gone. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        for (Thread thread : threads) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
