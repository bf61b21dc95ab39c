package dev.duet.assign.yolov7;

import dev.duet.api.Duet;
import dev.duet.random.BatchKind;
import dev.duet.random.BatchOptions;
import dev.duet.random.CleanRounds;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing is allocated per call once the machine code has settled, under every guide, in layouts that differ from seed to seed, with
 * batches of several sizes in turn. The interpreter boxes vectors, so that calls that do allocate come first.
 */
@Tag("widths")
class NominationAllocationTest {
    private static final int LAYOUTS = 2;
    private static final int CALLS = 100;

    static java.util.stream.Stream<NominationCase> cases() {
        return NominationCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void allocatesNothing(NominationCase row) {
        for (int i = 0; i < LAYOUTS; i++) {
            layout(row, (long) i * BatchKind.values().length);
        }
    }

    private static void layout(NominationCase row, long seed) {
        BatchOptions options = row.options(seed);
        options.allLevels = true;
        options.gts = 8;
        NominationBatch batch = NominationBatch.of(row, seed, options);
        List<NominationBatch> batches = List.of(batch, batch.next(row, seed + 1), batch.next(row, seed + 10));
        try (Duet duet = Duet.engine(row.engine(row.rule(seed), batch.classes), batch.pyramid)
                .threads(1)) {
            CleanRounds.require(row + "; " + batch, CALLS, () -> {
                for (int b = 0; b < batches.size(); b++) {
                    duet.assign(batches.get(b).gts, batches.get(b).predictions);
                }
            });
        }
    }
}
