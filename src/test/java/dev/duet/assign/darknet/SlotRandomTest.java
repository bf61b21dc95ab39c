package dev.duet.assign.darknet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.assign.tal.AssignmentBits;
import dev.duet.random.RandomBatch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every system of the darknet line against its oracle on seeded batches, and against itself: the answer depends neither on the number
 * of threads nor on what the engine was asked before.
 */
@Tag("widths")
class SlotRandomTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 20);

    @TestFactory
    List<DynamicTest> meetsItsOracle() {
        List<DynamicTest> tests = new ArrayList<>();
        for (SlotCase row : SlotCase.all()) {
            tests.add(DynamicTest.dynamicTest(row.toString(), () -> {
                SlotComparison comparison = new SlotComparison(row, row.oracle().get());
                for (long seed = 0; seed < SEEDS; seed++) {
                    var options = row.options();
                    options.extreme = seed % 3 == 2;
                    RandomBatch batch = RandomBatch.of(options, seed);
                    try (Duet duet = row.engine(batch).threads(1)) {
                        comparison.compare(batch, duet);
                    }
                }
                System.out.println(row + ": " + comparison.duets + " duets, " + comparison.ignored + " ignored");
                assertThat(comparison.duets).isPositive();
            }));
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> answersTheSameHoweverAsked() {
        List<DynamicTest> tests = new ArrayList<>();
        for (SlotCase row : SlotCase.all()) {
            tests.add(DynamicTest.dynamicTest(row.toString(), () -> {
                for (long seed = 0; seed < SEEDS; seed++) {
                    RandomBatch batch = RandomBatch.of(row.options(), seed);
                    GroundTruths gts = row.gts(batch);
                    int[] bits = null;
                    for (int threads : new int[] {1, 2, 5}) {
                        try (Duet duet = row.engine(batch).threads(threads)) {
                            RandomBatch before = batch.next(row.options(), seed + 7919);
                            duet.assign(row.gts(before), before.predictions);
                            int[] these = AssignmentBits.of(duet.assign(gts, batch.predictions));
                            bits = bits == null ? these : bits;
                            assertThat(these)
                                    .as(row + ", " + threads + " threads, " + batch)
                                    .isEqualTo(bits);
                            assertThat(AssignmentBits.of(duet.explain(true).assign(gts, batch.predictions)))
                                    .as("explained, " + row + ", " + threads + " threads, " + batch)
                                    .isEqualTo(bits);
                        }
                    }
                }
            }));
        }
        return tests;
    }
}
