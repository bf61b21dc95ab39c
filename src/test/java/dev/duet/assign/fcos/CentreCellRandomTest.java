package dev.duet.assign.fcos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Systems;
import dev.duet.assign.detr.GlobalSystem;
import dev.duet.oracle.OracleScene;
import dev.duet.oracle.OracleUnits;
import dev.duet.random.BatchOptions;
import dev.duet.random.RandomBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** YOLOX's centre cells against the dense rule on seeded batches; the rule is float32 and exact, so nothing is too tight to tell. */
@Tag("widths")
class CentreCellRandomTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 20);

    @ParameterizedTest
    @ValueSource(strings = {"3x3", "every level", "1"})
    void meetsTheDenseRule(String variant) {
        DetectionSystem system = Systems.YOLOX_CENTER;
        CentreCellOracle oracle = new CentreCellOracle();
        if (variant.equals("every level")) {
            system = system.set("scale_ranges", "none");
            oracle.ranges = null;
        } else if (variant.equals("1")) {
            system = system.set("positives", "1");
            oracle.radius = 0;
        }
        int images = 0;
        for (long seed = 0; seed < 4L * SEEDS; seed++) {
            RandomBatch batch = RandomBatch.of(options(), seed);
            for (int threads : new int[] {1, 3}) {
                images += compare(system, oracle, batch, threads);
            }
        }
        System.out.println("yolox-center " + variant + ": " + images + " images");
        assertThat(images).isPositive();
    }

    @TestFactory
    Stream<DynamicTest> anyBrokenRuleIsNoticed() {
        Map<String, Consumer<CentreCellOracle>> breaks = new LinkedHashMap<>();
        breaks.put("radius 2.5", o -> o.radius = 2.5f);
        breaks.put("centre cell", o -> o.radius = 0);
        breaks.put("every level", o -> o.ranges = null);
        breaks.put("open ranges", o -> o.openRanges = true);
        breaks.put("largest GT", o -> o.largestGt = true);
        breaks.put("highest GT among equals", o -> o.highestGt = true);
        return breaks.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(
                        e.getKey(), () -> assertThat(isNoticed(e.getValue())).isTrue()));
    }

    private static boolean isNoticed(Consumer<CentreCellOracle> broken) {
        CentreCellOracle oracle = new CentreCellOracle();
        broken.accept(oracle);
        for (long seed = 0; seed < 400; seed++) {
            try {
                compare(Systems.YOLOX_CENTER, oracle, RandomBatch.of(options(), seed), 1);
            } catch (AssertionError e) {
                return true;
            }
        }
        return false;
    }

    private static BatchOptions options() {
        BatchOptions options = new BatchOptions();
        options.side = 320;
        return options;
    }

    private static int compare(DetectionSystem system, CentreCellOracle oracle, RandomBatch batch, int threads) {
        OracleUnits units = RandomBatch.units(batch.pyramid, 0.5f, 1, false);
        try (Duet duet =
                Duet.engine(system.classes(batch.classes), batch.pyramid).threads(threads)) {
            Assignment actual = duet.explain(true).assign(batch.gts);
            for (int b = 0; b < actual.images(); b++) {
                String where = system + ", image " + b + ", " + threads + " threads, " + batch;
                float[][] gts =
                        OracleScene.of(batch.gts, batch.predictions[0], b).gts();
                assertThat(GlobalSystem.owners(actual, b)).as(where).isEqualTo(oracle.owners(gts, units));
                boolean[][] candidates = oracle.candidates(gts, units);
                for (int g = 0; g < gts.length; g++) {
                    int count = 0;
                    for (boolean candidate : candidates[g]) {
                        count += candidate ? 1 : 0;
                    }
                    int row = actual.gtOffset(b) + g;
                    assertThat(actual.candidates(row))
                            .as("candidates: " + where)
                            .isEqualTo(count);
                    assertThat(actual.selected(row)).as("selected: " + where).isEqualTo(count);
                    assertThat(actual.wanted(row)).as("wanted: " + where).isEqualTo(count);
                }
            }
            return actual.images();
        }
    }
}
