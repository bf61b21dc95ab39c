package dev.duet.explorer;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Runs the assignments of the page, one at a time and each for a limited time, whoever asks. A run that is out of time, or whose client
 * has left, is interrupted; one that does not end on that goes on alone until it does, with engines nobody else uses, and while two of
 * that kind go on no more are begun.
 */
final class ExploreWork implements AutoCloseable {
    private static final int MOST_STUCK = 2;
    private static final long BEAT_MILLIS = 500;
    private static final int RUNNING = 0;
    private static final int ENDED = 1;
    private static final int STUCK = 2;

    /** Told while a run goes on; throws where nobody waits for the answer any more. */
    @FunctionalInterface
    interface Beat {
        void beat() throws IOException;
    }

    /** Why there is no answer. */
    static final class OutOfTime extends Exception {
        OutOfTime(String message) {
            super(message);
        }
    }

    private final long limitNanos;
    private final Semaphore turn = new Semaphore(1, true);
    private final AtomicInteger stuck = new AtomicInteger();
    private ExploreRuns runs = new ExploreRuns();

    /** @param limitMillis from the question to the answer, waiting for other runs included */
    ExploreWork(long limitMillis) {
        limitNanos = TimeUnit.MILLISECONDS.toNanos(limitMillis);
    }

    /**
     * Runs a job on a thread of its own.
     *
     * @param job gets the engines that earlier jobs left
     * @throws OutOfTime if the time is over
     * @throws IOException from the beat: the client has left
     */
    byte[] run(Function<ExploreRuns, byte[]> job, Beat beat) throws OutOfTime, IOException, InterruptedException {
        long end = System.nanoTime() + limitNanos;
        while (!turn.tryAcquire(BEAT_MILLIS, TimeUnit.MILLISECONDS)) {
            requireTime(end, "waited longer than " + seconds() + " for other runs; try again");
            beat.beat();
        }
        try {
            if (stuck.get() >= MOST_STUCK) {
                throw new OutOfTime("earlier runs do not end; end 'duet explore' and start it again");
            }
            Job running = new Job(job, runs);
            running.thread.start();
            boolean whole = false;
            try {
                while (!running.done.await(BEAT_MILLIS, TimeUnit.MILLISECONDS)) {
                    requireTime(end, "takes longer than " + seconds() + "; the page gives up, 'duet compare' does not");
                    beat.beat();
                }
                whole = true;
            } finally {
                if (!whole) {
                    giveUp(running);
                }
            }
            return running.result();
        } finally {
            turn.release();
        }
    }

    private static void requireTime(long end, String message) throws OutOfTime {
        if (System.nanoTime() > end) {
            throw new OutOfTime(message);
        }
    }

    private String seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(limitNanos) + " s";
    }

    /** The engines of a job that was broken off are not used again. */
    private void giveUp(Job job) throws InterruptedException {
        runs = new ExploreRuns();
        job.isGivenUp = true;
        job.thread.interrupt();
        if (!job.done.await(BEAT_MILLIS, TimeUnit.MILLISECONDS)) {
            stuck.incrementAndGet();
            if (!job.state.compareAndSet(RUNNING, STUCK)) {
                stuck.decrementAndGet();
            }
        }
    }

    private final class Job {
        private final CountDownLatch done = new CountDownLatch(1);
        private final AtomicInteger state = new AtomicInteger(RUNNING);
        private final Thread thread;
        private volatile boolean isGivenUp;
        private volatile byte[] answer;
        private volatile Throwable trouble;

        Job(Function<ExploreRuns, byte[]> job, ExploreRuns with) {
            thread = Thread.ofPlatform().daemon().name("explore-run").unstarted(() -> {
                try {
                    answer = job.apply(with);
                } catch (RuntimeException | Error e) {
                    trouble = e;
                } finally {
                    if (!state.compareAndSet(RUNNING, ENDED)) {
                        stuck.decrementAndGet();
                    }
                    done.countDown();
                    if (isGivenUp) {
                        with.close();
                    }
                }
            });
        }

        byte[] result() {
            if (trouble instanceof Error e) {
                throw e;
            }
            if (trouble != null) {
                throw (RuntimeException) trouble;
            }
            return answer;
        }
    }

    @Override
    public void close() {
        if (turn.tryAcquire()) {
            runs.close();
            turn.release();
        }
    }
}
