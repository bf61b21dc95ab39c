package dev.duet.api;

import java.lang.invoke.VarHandle;

/**
 * Counts the calls of an engine, so that a result knows whether a later call has begun to overwrite it. A reader looks at the count
 * after it has read a number: where the count is still the result's own, no later call had written that number.
 */
final class Calls {
    private int current;

    /** A call begins: what results of earlier calls show may change from here on. */
    void begin() {
        current++;
        VarHandle.storeStoreFence();
    }

    int current() {
        return current;
    }

    /** Whether all that was read before is of call {@code call}. */
    boolean still(int call) {
        VarHandle.loadLoadFence();
        return current == call;
    }
}
