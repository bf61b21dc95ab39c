package dev.duet.odd;

import dev.duet.api.Duet;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Runs groups of odd batches in this process. The batches of a group go, one after another, through an engine of one thread, in half
 * of the groups also through one of four, and every fourth batch through a new engine; all must say the same.
 */
final class OddRun {
    /** Batches per group: engines meet so many one after another. */
    static final int BATCHES = 16;

    private static final int FOUR = 4;

    private final Consumer<String> failures;
    long answered;
    long refused;
    long calls;

    /** @param failures is told of every failure, seed first */
    OddRun(Consumer<String> failures) {
        this.failures = failures;
    }

    /** Runs one group and returns what came of each batch, as numbers to compare between processes. */
    long[] group(long group) {
        long[] bits = new long[BATCHES];
        try {
            run(new OddSetup(group), group, bits);
        } catch (IllegalArgumentException e) {
            // A pyramid or settings that the system refuses.
            refused += BATCHES;
            bits[0] = String.valueOf(e.getMessage()).hashCode();
        } catch (RuntimeException | Error e) {
            failures.accept(group * BATCHES + ": " + e + " at " + e.getStackTrace()[0]);
        }
        return bits;
    }

    private void run(OddSetup setup, long group, long[] bits) {
        boolean four = setup.crowded || (group / 7) % 2 == 0;
        try (Duet one = setup.engine(1, setup.explain);
                Duet many = four ? setup.engine(FOUR, setup.explain) : null) {
            float[][] points = OddSetup.points(one.grid(), new SplittableRandom(group));
            int batches = setup.crowded || setup.large ? BATCHES / 4 : BATCHES;
            for (int i = 0; i < batches; i++) {
                long seed = group * BATCHES + i;
                OddBatch batch = new OddBatch(setup, one.units(), points, seed);
                OddAnswer answer = call(setup, batch, one);
                if (answer.error == null) {
                    answered++;
                } else {
                    refused++;
                }
                bits[i] = answer.bits * 31 + answer.claims;
                report(setup, batch, "one thread", answer.fault);
                if (many != null) {
                    OddAnswer other = call(setup, batch, many);
                    report(setup, batch, "four threads", other.fault);
                    compare(setup, batch, "four threads", answer, other, true);
                }
                if (i % 4 == 3) {
                    try (Duet fresh = setup.engine(1, !setup.explain)) {
                        compare(setup, batch, "a new engine", answer, call(setup, batch, fresh), false);
                    }
                }
            }
        }
    }

    private OddAnswer call(OddSetup setup, OddBatch batch, Duet duet) {
        calls++;
        try {
            return OddAnswer.of(setup, batch, duet.assign(batch.gts, batch.predictions));
        } catch (RuntimeException e) {
            return OddAnswer.of(batch, e);
        }
    }

    private void compare(
            OddSetup setup, OddBatch batch, String where, OddAnswer one, OddAnswer other, boolean withClaims) {
        if (one.bits != other.bits || withClaims && one.claims != other.claims) {
            report(
                    setup,
                    batch,
                    where,
                    "answers otherwise than one thread: " + (other.error == null ? "an answer" : other.error) + ", not "
                            + (one.error == null ? "its answer" : one.error));
        }
    }

    private void report(OddSetup setup, OddBatch batch, String where, String fault) {
        if (fault != null) {
            failures.accept(batch.seed + ": " + setup + "; " + batch + "; " + where + ": " + fault);
        }
    }
}
