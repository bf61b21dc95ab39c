package dev.duet.golden;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Pyramid;

/** Makes the engines that cases run on: those of the fast strategies, unless this thread asks for the reference. */
final class Engines {
    private static final ThreadLocal<Boolean> BY_REFERENCE = ThreadLocal.withInitial(() -> false);

    private Engines() {}

    static Duet engine(DetectionSystem system, Pyramid pyramid) {
        return Duet.engine(system, pyramid).byReference(BY_REFERENCE.get());
    }

    /** Runs something with engines that carry out the reference. */
    static void byReference(Runnable run) {
        BY_REFERENCE.set(true);
        try {
            run.run();
        } finally {
            BY_REFERENCE.set(false);
        }
    }
}
