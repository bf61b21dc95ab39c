package dev.duet.api;

import dev.duet.assign.DuetTable;
import java.lang.foreign.MemorySegment;

/** One head's numbers as of one call, and the refusal to show them once a later call has begun. */
abstract class ResultState {
    final DuetTable columns;
    private final Calls calls;
    /** The call whose result this is; none before {@link #show}. */
    private int call = -1;

    int images;
    int units;
    int gts;
    int duets;
    int ignored;
    int labels;
    int claims;
    boolean explained;

    ResultState(DuetTable columns, Calls calls) {
        this.columns = columns;
        this.calls = calls;
    }

    /** Shows the call that is now in the columns. */
    void show() {
        DuetTable c = columns;
        images = c.images;
        units = c.units;
        gts = c.gts;
        duets = c.offsets[c.images];
        ignored = c.ignored.offsets[c.images];
        labels = c.labels.offsets[c.images];
        claims = c.claims.offsets[c.images];
        explained = c.explain;
        call = calls.current();
    }

    /** Notes that somebody still holds this result though it is gone. */
    abstract void refuse();

    /** To be called after the numbers were read: fails if a later call may have changed them. */
    final void require() {
        if (!calls.still(call)) {
            refuse();
            throw new IllegalStateException("this result is gone: a later call of its engine has begun to overwrite it;"
                    + " read a result before the next call, or keep a copy()");
        }
    }

    final int current(int value) {
        require();
        return value;
    }

    final float current(float value) {
        require();
        return value;
    }

    final void within(String accessor, int index, int size, String what) {
        if (index < 0 || index >= size) {
            require();
            throw new IndexOutOfBoundsException(accessor + "(" + index + "): there are " + size + " " + what
                    + (size == 0 ? "" : ", counted from 0"));
        }
    }

    /** Fails if an array of the caller is too short. */
    final void requireLength(long length, long needed) {
        require();
        if (length < needed) {
            throw new IllegalArgumentException("out: length " + length + ", needed " + needed);
        }
    }

    /** Fails if memory of the caller is too small for so many numbers of so many bytes, or cannot be written. */
    final void requireRoom(MemorySegment out, long needed, int width) {
        require();
        if (out.byteSize() / width < needed) {
            throw new IllegalArgumentException("out: " + out.byteSize() + " bytes, needed " + needed * width + " ("
                    + needed + " numbers of " + width + ")");
        }
        if (out.isReadOnly()) {
            throw new IllegalArgumentException("out: the memory is read-only; give a segment that can be written");
        }
    }

    /** What came of reading numbers of two calls at once: the refusal, or the error itself if that was not the reason. */
    final RuntimeException torn(RuntimeException e) {
        require();
        return e;
    }
}
