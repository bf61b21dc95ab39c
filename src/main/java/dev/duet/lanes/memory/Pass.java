package dev.duet.lanes.memory;

/**
 * One loop over buffers. Passes run through {@link #all}, whose one call sees too many of them to be inlined: the compiler takes each in
 * by itself. Inlined into one method, several vector loops are more than it takes in, and what it leaves out allocates.
 */
public interface Pass<B> {
    void run(B buffers);

    /** Runs passes one after another. */
    static <B> void all(Pass<B>[] passes, B buffers) {
        for (Pass<B> pass : passes) {
            pass.run(buffers);
        }
    }
}
