package dev.duet.assign.tal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.oracle.Noise;
import dev.duet.oracle.Oracle;
import dev.duet.oracle.OracleResult;
import dev.duet.oracle.OracleScene;
import dev.duet.oracle.OracleUnits;
import dev.duet.oracle.TaskAlignedCatalogue;
import dev.duet.oracle.TaskAlignedCatalogue.Row;
import dev.duet.random.RandomBatch;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The seeded batches do not hang on last bits: the oracles' decisions hold under a rounding-level disturbance in nearly all. */
class OracleStabilityTest {
    private static final int SEEDS = 68;

    @TestFactory
    Stream<DynamicTest> fewImagesAreTight() {
        return TaskAlignedCatalogue.rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> measure(row)));
    }

    private static void measure(Row row) {
        int images = 0;
        int tight = 0;
        int positives = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomBatch batch = RandomBatch.of(TaskAlignedRandomTest.options(row), seed);
            OracleUnits units = RandomBatch.units(batch.pyramid, row.corners() ? 0 : 0.5f, row.slots(), true);
            for (int b = 0; b < batch.gts.images(); b++) {
                images++;
                OracleScene scene = OracleScene.of(batch.gts, batch.predictions[0], b);
                Oracle oracle = row.oracles().get(row.oracles().size() - 1);
                OracleResult calm = oracle.assign(units, scene);
                OracleResult shaken =
                        oracle.assign(units, scene, row.rotated() ? Noise.rotated(seed) : Noise.axisAligned(seed));
                positives += (int) Arrays.stream(calm.gt).filter(g -> g >= 0).count();
                tight += Arrays.equals(calm.gt, shaken.gt) && Arrays.equals(calm.claims, shaken.claims) ? 0 : 1;
            }
        }
        System.out.println(row + ": " + tight + " of " + images + " images are tight, " + positives + " positives");
        assertThat(tight).as("tight images of " + images).isLessThanOrEqualTo(1 + images / (row.rotated() ? 12 : 30));
        assertThat(positives).as("positive units").isGreaterThan(images);
    }
}
