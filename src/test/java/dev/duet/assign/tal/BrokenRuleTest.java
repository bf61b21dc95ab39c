package dev.duet.assign.tal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.oracle.OracleOverlap;
import dev.duet.oracle.TaskAlignedCatalogue.Row;
import dev.duet.oracle.TaskAlignedOracle;
import dev.duet.oracle.TaskAlignedOracle.Prior;
import dev.duet.random.RandomBatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The comparison itself: with any one rule of the oracle broken, the seeded batches tell it from the engine. */
class BrokenRuleTest {
    private static final int SEEDS = 200;

    @TestFactory
    Stream<DynamicTest> isNoticed() {
        Map<String, Consumer<TaskAlignedOracle>> breaks = new LinkedHashMap<>();
        breaks.put("unmasked overlaps", o -> o.masked = false);
        breaks.put("conflicts among claimants only", o -> o.claimantsOnly = true);
        breaks.put("eleven units", o -> o.k = 11);
        breaks.put("one unit kept", o -> o.keep = 1);
        breaks.put("alpha", o -> o.alpha = 0.6f);
        breaks.put("beta", o -> o.beta = 5);
        breaks.put("padding takes part", o -> o.validity = false);
        breaks.put("zero picks dropped", o -> o.dropZeroPicks = true);
        breaks.put("enlarged candidates", o -> o.prior = Prior.INSIDE_ENLARGED);
        breaks.put("close candidates", o -> o.prior = Prior.CLOSE);
        breaks.put("plain overlap", o -> o.overlap = OracleOverlap.IOU_PLUS_1E9);
        return breaks.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(
                        e.getKey(),
                        () -> assertThat(noticedAt(e.getValue()))
                                .as("first seed that notices")
                                .isBetween(0, SEEDS - 1)));
    }

    private static int noticedAt(Consumer<TaskAlignedOracle> broken) {
        TaskAlignedOracle oracle = TaskAlignedOracle.yolov8();
        broken.accept(oracle);
        Row row = new Row("yolov8", -1, List.of(oracle), 1, new int[] {8, 16, 32}, false, false, 1);
        for (int seed = 0; seed < SEEDS; seed++) {
            RandomBatch batch = RandomBatch.of(TaskAlignedRandomTest.options(row), seed);
            try (Duet duet = TaskAlignedRandomTest.engine(row, batch).threads(1).explain(true)) {
                Assignment answer = duet.assign(batch.gts, batch.predictions);
                OracleComparison comparison = new OracleComparison(row);
                try {
                    comparison.compare(batch, answer);
                } catch (AssertionError e) {
                    return seed;
                }
            }
        }
        return SEEDS;
    }
}
