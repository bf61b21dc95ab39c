package dev.duet.assign.yolov7;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.assign.tal.AssignmentBits;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** YOLOv7's OTA losses, lead and auxiliary heads under every guide, against the dense rule on seeded batches. */
@Tag("widths")
class NominationRandomTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 20);
    private static final int[] THREADS = {1, 3};

    static Stream<NominationCase> cases() {
        return NominationCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void meetsTheDenseRule(NominationCase row) {
        NominationComparison comparison = new NominationComparison();
        for (long seed = 0; seed < 2L * SEEDS; seed++) {
            NominationBatch batch = NominationBatch.of(row, seed);
            NominationRule rule = row.rule(seed);
            comparison.compare(row, rule, batch, assign(row, rule, batch));
        }
        System.out.println(row + ": " + comparison.images + " images, " + comparison.duets + " duets, "
                + comparison.contested + " lost in conflicts, " + comparison.withoutColumn + " GTs nominate nothing, "
                + comparison.tight + " images too tight to tell");
        assertThat(comparison.tight).isLessThanOrEqualTo(2 + comparison.images / 5);
        assertThat(comparison.contested).isPositive();
        assertThat(comparison.withoutColumn).isPositive();
    }

    /** The assignment, after checking that threads, explaining and earlier batches do not change a bit of it. */
    private static Assignment assign(NominationCase row, NominationRule rule, NominationBatch batch) {
        Assignment first = null;
        for (int threads : THREADS) {
            String what = row + ", " + threads + " threads, " + batch;
            try (Duet duet =
                    Duet.engine(row.engine(rule, batch.classes), batch.pyramid).threads(threads)) {
                Assignment explained =
                        duet.explain(true).assign(batch.gts, batch.predictions).copy();
                first = first == null ? explained : first;
                assertThat(AssignmentBits.of(explained)).as(what).isEqualTo(AssignmentBits.of(first));
                NominationBatch between = batch.next(row, 7919 + threads);
                duet.assign(between.gts, between.predictions);
                assertThat(AssignmentBits.of(duet.explain(false).assign(batch.gts, batch.predictions)))
                        .as("after another batch: " + what)
                        .isEqualTo(AssignmentBits.of(first));
            } catch (RuntimeException e) {
                throw new AssertionError(what + ": " + e, e);
            }
        }
        return first;
    }
}
