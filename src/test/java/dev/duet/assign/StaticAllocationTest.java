package dev.duet.assign;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Systems;
import dev.duet.random.CleanRounds;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing is allocated per call once the machine code has settled; the interpreter boxes vectors, so that takes a while. */
@Tag("widths")
class StaticAllocationTest {
    private static final int CALLS = 200;

    static Stream<DetectionSystem> systems() {
        return Stream.of(
                Systems.YOLOV5,
                Systems.named("yolov9-anchor"),
                Systems.FCOS,
                Systems.MAX_IOU,
                Systems.MAX_IOU.set("max_iou", true),
                Systems.YOLOX_CENTER,
                Systems.YOLOX_CENTER.set("positives", "1"),
                Systems.GRID);
    }

    @ParameterizedTest
    @MethodSource("systems")
    void allocatesNothing(DetectionSystem system) {
        RandomGts batch = new RandomGts(1, system.geometry().strides());
        Predictions[] given = {};
        if (system.name().startsWith("yolov")) {
            int units = batch.pyramid.cells() * system.geometry().slots();
            given = new Predictions[] {
                Predictions.of(batch.gts.images(), units)
                        .rawBoxes(new float[4 * batch.gts.images() * units], BoxLayout.ROWS)
            };
        }
        Predictions[] predictions = given;
        try (Duet duet = Duet.engine(system, batch.pyramid).threads(1)) {
            CleanRounds.require(system, CALLS, () -> duet.assign(batch.gts, predictions));
        }
    }
}
