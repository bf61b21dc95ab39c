package dev.duet.io;

/** Told now and then how far a long read has come, on the reading thread. */
@FunctionalInterface
public interface Progress {

    /** Says nothing. */
    Progress NONE = (done, total) -> {};

    /**
     * Reports {@code done} of {@code total} units of work: files of a folder, or bytes of a single file. The last call
     * of a read that succeeds has {@code done == total}.
     */
    void at(long done, long total);
}
