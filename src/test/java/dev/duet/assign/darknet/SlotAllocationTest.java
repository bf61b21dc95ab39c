package dev.duet.assign.darknet;

import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.random.BatchKind;
import dev.duet.random.CleanRounds;
import dev.duet.random.RandomBatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Nothing is allocated per call once the machine code has settled, for every system of the darknet line, in layouts that differ from
 * seed to seed.
 */
@Tag("widths")
class SlotAllocationTest {
    private static final int LAYOUTS = 3;
    private static final int CALLS = 300;

    @TestFactory
    Stream<DynamicTest> allocatesNothing() {
        return SlotCase.all().stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> {
                    for (int i = 0; i < LAYOUTS; i++) {
                        layout(row, (long) i * BatchKind.values().length);
                    }
                }));
    }

    private static void layout(SlotCase row, long seed) {
        var options = row.options();
        options.allLevels = true;
        options.gts = 8;
        RandomBatch batch = RandomBatch.of(options, seed);
        GroundTruths gts = row.gts(batch);
        try (Duet duet = row.engine(batch).threads(1)) {
            CleanRounds.require(row + "; " + batch, CALLS, () -> duet.assign(gts, batch.predictions));
        }
    }
}
