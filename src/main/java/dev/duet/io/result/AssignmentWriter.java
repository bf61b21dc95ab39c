package dev.duet.io.result;

import dev.duet.api.Assignment;
import dev.duet.io.DataException;
import dev.duet.io.cases.InputBatch;
import java.io.Closeable;

/**
 * A file of assignments that grows part by part and appears at {@link #commit}, whole; closing without a commit leaves nothing behind
 * and an older file as it was.
 */
public interface AssignmentWriter extends Closeable {
    /**
     * Adds all heads of the next images.
     *
     * @param part what the result was made from
     * @throws DataException if writing fails
     */
    void add(InputBatch part, Assignment assignment);

    /** Moves the finished file into place. Throws DataException if it cannot. */
    void commit();

    @Override
    void close();
}
