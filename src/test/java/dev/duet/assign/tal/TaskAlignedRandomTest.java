package dev.duet.assign.tal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Systems;
import dev.duet.oracle.TaskAlignedCatalogue;
import dev.duet.oracle.TaskAlignedCatalogue.Row;
import dev.duet.random.BatchOptions;
import dev.duet.random.RandomBatch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every system of the task-aligned family against its oracle on seeded batches, and against itself: the answer depends neither on
 * the number of threads, nor on whether the engine explains, nor on what it was asked before.
 */
@Tag("widths")
class TaskAlignedRandomTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 20);
    private static final int[] THREADS = {1, 2, 5};

    @TestFactory
    List<DynamicTest> meetsItsOracle() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : TaskAlignedCatalogue.rows()) {
            tests.add(DynamicTest.dynamicTest(row.toString(), () -> {
                assumeTrue(inCatalogue(row.system()), row.system() + " is not in the catalogue");
                OracleComparison comparison = new OracleComparison(row);
                for (long seed = 0; seed < SEEDS; seed++) {
                    RandomBatch batch = RandomBatch.of(options(row), seed);
                    comparison.compare(batch, answers(row, batch));
                }
                System.out.println(row + ": " + comparison.summary());
                comparison.requireFewTightImages();
            }));
        }
        return tests;
    }

    /** Predictions nobody wants, but finite ones: an overlap that is not a number counts as 0. */
    @TestFactory
    List<DynamicTest> meetsItsOracleOnExtremePredictions() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : TaskAlignedCatalogue.rows()) {
            if (row.rotated()) {
                continue;
            }
            tests.add(DynamicTest.dynamicTest(row.toString(), () -> {
                assumeTrue(inCatalogue(row.system()), row.system() + " is not in the catalogue");
                BatchOptions options = options(row);
                options.extreme = true;
                OracleComparison comparison = new OracleComparison(row);
                for (long seed = 0; seed < SEEDS; seed++) {
                    RandomBatch batch = RandomBatch.of(options, seed);
                    try (Duet duet = engine(row, batch).threads(1).explain(true)) {
                        comparison.compare(batch, duet.assign(batch.gts, batch.predictions));
                    }
                }
            }));
        }
        return tests;
    }

    /** The assignment with one thread, after checking that all ways of asking give the same bits. */
    private static Assignment answers(Row row, RandomBatch batch) {
        try {
            return askedInAllWays(row, batch);
        } catch (RuntimeException e) {
            throw new AssertionError(row + ", " + batch + ": " + e, e);
        }
    }

    private static Assignment askedInAllWays(Row row, RandomBatch batch) {
        Assignment first = null;
        int[] bits = null;
        for (int threads : THREADS) {
            try (Duet duet = engine(row, batch).threads(threads)) {
                Assignment explained =
                        duet.explain(true).assign(batch.gts, batch.predictions).copy();
                int[] these = AssignmentBits.of(explained);
                if (first == null) {
                    first = explained;
                    bits = these;
                }
                String what = row + ", " + threads + " threads, " + batch;
                assertThat(these).as(what).isEqualTo(bits);
                RandomBatch between = batch.next(options(row), batch.seed + 7919);
                duet.assign(between.gts, between.predictions);
                assertThat(AssignmentBits.of(duet.explain(false).assign(batch.gts, batch.predictions)))
                        .as("unexplained, after another batch: " + what)
                        .isEqualTo(bits);
            }
        }
        return first;
    }

    static boolean inCatalogue(String name) {
        return Systems.list().stream().anyMatch(s -> s.name().equals(name));
    }

    static BatchOptions options(Row row) {
        BatchOptions options = new BatchOptions().strides(row.strides()).heads(row.predictions());
        options.slots = row.slots();
        options.rotated = row.rotated();
        options.ignored = List.of(row.settings()).contains("ignore_iof_thr");
        options.pointOffset = row.corners() ? 0 : 0.5f;
        return options;
    }

    static DetectionSystem system(Row row, int classes) {
        DetectionSystem system = Systems.named(row.system()).classes(classes);
        for (int i = 0; i < row.settings().length; i += 2) {
            system = system.set((String) row.settings()[i], row.settings()[i + 1]);
        }
        return system;
    }

    static Duet engine(Row row, RandomBatch batch) {
        Duet duet = Duet.engine(system(row, batch.classes), batch.pyramid);
        return row.epoch() < 0 ? duet : duet.epoch(row.epoch());
    }
}
