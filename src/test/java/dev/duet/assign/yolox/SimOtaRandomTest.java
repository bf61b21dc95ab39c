package dev.duet.assign.yolox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.assign.detr.GlobalSystem;
import dev.duet.random.BatchOptions;
import dev.duet.random.RandomBatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simOTA family against the dense rule on seeded batches. */
@Tag("widths")
class SimOtaRandomTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 20);
    private static final String[] OTHERWISE = {
        "radius", "1.25", "topk", "4", "cls_weight", "0.5", "iou_weight", "2",
    };

    static Stream<GlobalSystem> systems() {
        return Stream.of(
                new GlobalSystem("yolox"),
                new GlobalSystem("yolox-2021"),
                new GlobalSystem("yolov6-0.1"),
                new GlobalSystem("simota"),
                new GlobalSystem("ppyolox"),
                new GlobalSystem("picodet"),
                new GlobalSystem("yolox", OTHERWISE),
                new GlobalSystem("simota", OTHERWISE),
                new GlobalSystem("picodet", OTHERWISE));
    }

    private static SimOtaOracle oracle(GlobalSystem system) {
        SimOtaOracle oracle = SimOtaOracle.of(system.name());
        if (system.settings().length > 0) {
            oracle.radius = 1.25f;
            oracle.q = 4;
            oracle.classWeight = 0.5;
            oracle.overlapWeight = 2;
        }
        return oracle;
    }

    /** Predictions of every fifth batch come without objectness. */
    static BatchOptions options(GlobalSystem system, long seed) {
        BatchOptions options = system.options();
        options.objectness = seed % 5 != 4;
        return options;
    }

    @ParameterizedTest
    @MethodSource("systems")
    void meetsTheDenseRule(GlobalSystem system) {
        SimOtaComparison comparison = new SimOtaComparison(oracle(system));
        for (long seed = 0; seed < 2L * SEEDS; seed++) {
            RandomBatch batch = RandomBatch.of(options(system, seed), seed);
            comparison.compare(system.toString(), batch, system.assign(batch));
        }
        System.out.println(system + ": " + comparison.images + " images, " + comparison.tight + " too tight to tell, "
                + comparison.lost + " lost claims, " + comparison.homeless + " homeless GTs");
        assertThat(comparison.tight).isLessThanOrEqualTo(2 + comparison.images / 5);
        assertThat(comparison.lost).as("claims lost in conflicts").isPositive();
        assertThat(comparison.homeless).as("GTs without a unit of their own").isPositive();
    }
}
