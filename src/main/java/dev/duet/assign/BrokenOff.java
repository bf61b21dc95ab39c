package dev.duet.assign;

import java.util.concurrent.CancellationException;

/** Ends work whose length a setting decides, where the thread that does it was interrupted. */
public final class BrokenOff {
    private BrokenOff() {}

    /**
     * Goes on, or ends the call that asks.
     *
     * @throws CancellationException if the thread was interrupted; the mark stays
     */
    public static void ifInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the thread was interrupted");
        }
    }
}
