package dev.duet.assign;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Systems;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing is allocated per call once the machine code has settled; the interpreter boxes vectors, so that takes a while. */
@Tag("widths")
class StaticAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CALLS = 200;
    /** So many rounds in a row must allocate nothing, before so many nanoseconds have passed. */
    private static final int CLEAN = 3;

    private static final long PATIENCE = 180_000_000_000L;

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
        long me = Thread.currentThread().threadId();
        try (Duet duet = Duet.engine(system, batch.pyramid).threads(1)) {
            long start = System.nanoTime();
            long bytes = 0;
            int clean = 0;
            while (clean < CLEAN && System.nanoTime() - start < PATIENCE) {
                long before = THREADS.getThreadAllocatedBytes(me);
                for (int call = 0; call < CALLS; call++) {
                    duet.assign(batch.gts, given);
                }
                bytes = THREADS.getThreadAllocatedBytes(me) - before;
                clean = bytes == 0 ? clean + 1 : 0;
            }
            assertThat(clean)
                    .as("clean rounds of %s; the last took %s bytes", system, bytes)
                    .isEqualTo(CLEAN);
        }
    }
}
