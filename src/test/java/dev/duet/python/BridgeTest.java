package dev.duet.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.duet.api.Pyramid;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** A call of Python's is a sequence of steps: one that was broken off leaves nothing to the next. */
class BridgeTest {
    private final Arena arena = Arena.ofAuto();
    private final long boxes = floats(3, 3, 40, 40, 10, 10, 60, 50);
    private final long labels = ints(0, 1);
    private final long offsets = ints(0, 1, 2);

    private long floats(float... values) {
        return arena.allocateFrom(ValueLayout.JAVA_FLOAT, values).address();
    }

    private long ints(int... values) {
        return arena.allocateFrom(ValueLayout.JAVA_INT, values).address();
    }

    private static Bridge bridge(String system) {
        return Bridge.open(
                Bridge.system(system, null, new String[0], new String[0]), 2, Pyramid.of(64, 64, 8, 16, 32), 1);
    }

    @Test
    void stepsWithoutGtsAreRefused() {
        try (Bridge fcos = bridge("fcos")) {
            assertThatIllegalStateException().isThrownBy(fcos::assign).withMessageContaining("gt_boxes");
            assertThatIllegalStateException().isThrownBy(() -> fcos.weights(boxes));
            assertThatIllegalStateException().isThrownBy(() -> fcos.head(0)).withMessageContaining("assign");
            fcos.flatGts(boxes, labels, offsets, 2, 4);
            fcos.assign();
            assertThat(fcos.head(0).duets()).isPositive();
            assertThatIllegalStateException().isThrownBy(fcos::assign);
        }
    }

    @Test
    void afterAnErrorNothingOfTheCallIsLeft() {
        try (Bridge yolov8 = bridge("yolov8")) {
            long predicted = arena.allocate(4L * 84 * 2 * 4, 4).address();
            long scores = arena.allocate(4L * 84 * 2 * 2, 4).address();
            yolov8.flatGts(boxes, labels, offsets, 2, 4);
            yolov8.boxes(0, predicted, 4, false);
            assertThatIllegalArgumentException().isThrownBy(yolov8::assign).withMessageContaining("pred_scores");
            // The boxes of the call before must not count for this one.
            yolov8.flatGts(boxes, labels, offsets, 2, 4);
            yolov8.scores(0, scores, 2, false, false, false);
            assertThatIllegalArgumentException().isThrownBy(yolov8::assign).withMessageContaining("pred_boxes");
            assertThatIllegalStateException().isThrownBy(() -> yolov8.head(0));
            // Nor do GTs that were described and never assigned.
            yolov8.flatGts(boxes, labels, offsets, 2, 4);
            yolov8.flatGts(boxes, labels, ints(0, 1), 1, 4);
            yolov8.boxes(0, predicted, 4, false);
            yolov8.scores(0, scores, 2, false, false, false);
            yolov8.assign();
            assertThat(yolov8.head(0).images()).isEqualTo(1);
        }
    }

    @Test
    void centresAreForSoftLabelsOnly() {
        try (Bridge fcos = bridge("fcos");
                Bridge rtmdet = bridge("rtmdet")) {
            long middle = floats(21.5f, 21.5f, 35, 30);
            fcos.flatGts(boxes, labels, offsets, 2, 4);
            fcos.centres(middle);
            assertThatIllegalArgumentException().isThrownBy(fcos::assign).withMessageContaining("gt_centres");
            MemorySegment predicted = arena.allocate(4L * 84 * 2 * 4, 4);
            for (int i = 0; i < 84 * 2; i++) {
                MemorySegment.copy(new float[] {5, 5, 50, 45}, 0, predicted, ValueLayout.JAVA_FLOAT, 16L * i, 4);
            }
            long scores = arena.allocate(4L * 84 * 2 * 2, 4).address();
            int[] own = units(rtmdet, predicted.address(), scores, 0);
            assertThat(units(rtmdet, predicted.address(), scores, middle)).isEqualTo(own);
            assertThat(units(rtmdet, predicted.address(), scores, floats(5, 5, 12, 12)))
                    .isNotEqualTo(own);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> units(rtmdet, predicted.address(), scores, floats(5, Float.NaN, 12, 12)))
                    .withMessageContaining("gt_centres[1]");
        }
    }

    private int[] units(Bridge rtmdet, long predicted, long scores, long centres) {
        rtmdet.flatGts(boxes, labels, offsets, 2, 4);
        if (centres != 0) {
            rtmdet.centres(centres);
        }
        rtmdet.boxes(0, predicted, 4, false);
        rtmdet.scores(0, scores, 2, false, false, true);
        rtmdet.assign();
        var found = rtmdet.head(0);
        int[] units = new int[found.duets()];
        for (int d = 0; d < units.length; d++) {
            units[d] = found.unit(d);
        }
        return units;
    }
}
