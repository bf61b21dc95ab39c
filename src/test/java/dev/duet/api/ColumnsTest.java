package dev.duet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.assign.stage.Channel;
import dev.duet.engine.SystemScenes;
import dev.duet.engine.SystemScenes.Scene;
import dev.duet.random.CleanRounds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole columns and dense views say what the accessors say, in arrays and in memory that is odd, too large, too small or read-only. */
class ColumnsTest {
    private static final float STALE = 77;

    static Iterable<SystemScenes> systems() {
        return SystemScenes.all(64);
    }

    @ParameterizedTest
    @MethodSource("systems")
    void columnsAreWhatTheAccessorsSay(SystemScenes system) {
        Scene scene = system.scene(3, 4, 0, 2);
        try (Duet engine = system.engine(1).explain(true)) {
            Assignment main = engine.assign(scene.gts(), scene.predictions());
            for (String head : main.headNames()) {
                Assignment a = main.head(head);
                duets(a);
                others(a);
                perGt(a);
                channels(a);
                dense(a, scene.gts().batch().label);
            }
        }
    }

    private static void duets(Assignment a) {
        int n = a.duets();
        ints(a, IntColumn.OFFSETS, a.images() + 1, a::offset);
        ints(a, IntColumn.UNIT, n, a::unit);
        ints(a, IntColumn.GT, n, a::gt);
        ints(a, IntColumn.GROUP, n, a::group);
        ints(a, IntColumn.IMAGE, n, d -> image(a.column(IntColumn.OFFSETS), d));
        floats(a, FloatColumn.OVERLAP, n, a::overlap);
        floats(a, FloatColumn.TARGET, n, a::target);
    }

    private static void others(Assignment a) {
        ints(a, IntColumn.IGNORED_OFFSETS, a.images() + 1, a::ignoredOffset);
        ints(a, IntColumn.IGNORED_UNIT, a.ignored(), a::ignoredUnit);
        ints(a, IntColumn.IGNORED_IMAGE, a.ignored(), i -> image(a.column(IntColumn.IGNORED_OFFSETS), i));
        floats(a, FloatColumn.IGNORED_OVERLAP, a.ignored(), a::ignoredOverlap);
        ints(a, IntColumn.LABEL_OFFSETS, a.images() + 1, a::labelOffset);
        ints(a, IntColumn.LABEL_UNIT, a.labels(), a::labelUnit);
        ints(a, IntColumn.LABEL_CLASS, a.labels(), a::labelClass);
        ints(a, IntColumn.LABEL_IMAGE, a.labels(), i -> image(a.column(IntColumn.LABEL_OFFSETS), i));
        ints(a, IntColumn.CLAIM_OFFSETS, a.images() + 1, a::claimOffset);
        ints(a, IntColumn.CLAIM_UNIT, a.claims(), a::claimUnit);
        ints(a, IntColumn.CLAIM_GT, a.claims(), a::claimGt);
        ints(a, IntColumn.CLAIM_IMAGE, a.claims(), i -> image(a.column(IntColumn.CLAIM_OFFSETS), i));
    }

    private static void perGt(Assignment a) {
        ints(a, IntColumn.GT_OFFSETS, a.images() + 1, a::gtOffset);
        ints(a, IntColumn.OUTCOME, a.gts(), g -> a.outcome(g).ordinal());
        ints(a, IntColumn.CANDIDATES, a.gts(), a::candidates);
        ints(a, IntColumn.SELECTED, a.gts(), a::selected);
        ints(a, IntColumn.WANTED, a.gts(), a::wanted);
        double[] costs = new double[a.images()];
        a.fillTotalCosts(costs);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = odd(arena, costs.length, Double.BYTES);
            a.fillTotalCosts(memory);
            for (int b = 0; b < costs.length; b++) {
                assertThat(costs[b]).isEqualTo(a.totalCost(b));
                assertThat(memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8L * b))
                        .isEqualTo(a.totalCost(b));
            }
        }
    }

    private static void channels(Assignment a) {
        for (Channel c : a.duetChannels()) {
            int w = c.width();
            numbers(
                    a.duets() * w,
                    i -> a.value(c.name(), i / w, i % w),
                    out -> a.fillValues(c.name(), out),
                    out -> a.fillValues(c.name(), out));
        }
        int units = a.units();
        for (Channel c : a.unitChannels()) {
            int w = c.width();
            numbers(
                    a.images() * units * w,
                    i -> a.unitValue(c.name(), i / w / units, i / w % units, i % w),
                    out -> a.fillUnitValues(c.name(), out),
                    out -> a.fillUnitValues(c.name(), out));
        }
    }

    private static void dense(Assignment a, int[] classOfGt) {
        int n = a.images() * a.units();
        int[] gt = new int[n];
        a.fillAssignedGt(gt);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = odd(arena, n, Integer.BYTES);
            a.fillAssignedGt(memory);
            assertThat(memory.toArray(ValueLayout.JAVA_INT_UNALIGNED)).isEqualTo(gt);
        }
        sameInMemory(n, a::fillTargets, a::fillTargets);
        sameInMemory(n, a::fillOverlaps, a::fillOverlaps);
        for (Channel c : a.duetChannels()) {
            int k = c.width() - 1;
            sameInMemory(n, out -> a.fillChannel(c.name(), k, out), out -> a.fillChannel(c.name(), k, out));
        }
        sameInMemory(n * 4, out -> a.fillClassTargets(classOfGt, 4, out), out -> a.fillClassTargets(classOfGt, 4, out));
    }

    private static int image(int[] offsets, int row) {
        int b = 0;
        while (offsets[b + 1] <= row) {
            b++;
        }
        return b;
    }

    private static void ints(Assignment a, IntColumn column, int n, IntToDoubleFunction accessor) {
        int[] expected = new int[n];
        Arrays.setAll(expected, i -> (int) accessor.applyAsDouble(i));
        assertThat(a.column(column)).as(column.name()).isEqualTo(expected);
        int[] out = new int[n + 3];
        Arrays.fill(out, (int) STALE);
        a.fill(column, out);
        assertThat(Arrays.copyOf(out, n)).isEqualTo(expected);
        assertThat(out).endsWith(77, 77, 77);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = odd(arena, n, Integer.BYTES);
            a.fill(column, memory);
            assertThat(memory.toArray(ValueLayout.JAVA_INT_UNALIGNED)).isEqualTo(expected);
        }
    }

    private static void floats(Assignment a, FloatColumn column, int n, IntToDoubleFunction accessor) {
        numbers(n, accessor, out -> a.fill(column, out), out -> a.fill(column, out));
        assertThat(a.column(column)).hasSize(n);
    }

    private static void numbers(
            int n, IntToDoubleFunction accessor, Consumer<float[]> array, Consumer<MemorySegment> memory) {
        float[] out = sameInMemory(n, array, memory);
        for (int i = 0; i < n; i++) {
            assertThat(out[i]).isEqualTo((float) accessor.applyAsDouble(i));
        }
    }

    /** Both forms give the same and leave alone what lies behind. */
    private static float[] sameInMemory(int n, Consumer<float[]> array, Consumer<MemorySegment> memory) {
        float[] out = new float[n + 3];
        Arrays.fill(out, STALE);
        array.accept(out);
        assertThat(out).endsWith(STALE, STALE, STALE);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment odd = odd(arena, n + 3, Float.BYTES);
            for (int i = 0; i < n + 3; i++) {
                odd.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, STALE);
            }
            memory.accept(odd);
            assertThat(odd.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)).isEqualTo(out);
            MemorySegment exact = arena.allocate((long) n * Float.BYTES, 4);
            exact.fill((byte) 1);
            memory.accept(exact);
            assertThat(exact.toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(Arrays.copyOf(out, n));
        }
        return out;
    }

    /** Memory at an odd address. */
    private static MemorySegment odd(Arena arena, int n, int width) {
        return arena.allocate((long) n * width + 1, 8).asSlice(1);
    }

    @Test
    void memoryThatIsTooSmallOrReadOnlyIsRefused() {
        SystemScenes yolov8 = SystemScenes.all(64).stream()
                .filter(s -> s.toString().equals("yolov8"))
                .findFirst()
                .orElseThrow();
        Scene scene = yolov8.scene(1, 3, 5);
        try (Duet engine = yolov8.engine(1)) {
            Assignment a = engine.assign(scene.gts(), scene.predictions());
            int dense = 2 * 84;
            MemorySegment small = MemorySegment.ofArray(new byte[4 * dense - 1]);
            refuses(() -> a.fillAssignedGt(small), "out: 671 bytes, needed 672 (168 numbers of 4)");
            refuses(() -> a.fillTargets(small), "out: 671 bytes, needed 672 (168 numbers of 4)");
            refuses(() -> a.fillClassTargets(new int[8], 4, small), "out: 671 bytes, needed 2688 (672 numbers of 4)");
            refuses(() -> a.fill(IntColumn.OFFSETS, MemorySegment.NULL), "out: 0 bytes, needed 12 (3 numbers of 4)");
            refuses(() -> a.fillTotalCosts(MemorySegment.NULL), "out: 0 bytes, needed 16 (2 numbers of 8)");
            refuses(() -> a.fill(IntColumn.OFFSETS, new int[2]), "out: length 2, needed 3");
            refuses(() -> a.fillTotalCosts(new double[1]), "out: length 1, needed 2");
            MemorySegment fixed = MemorySegment.ofArray(new float[dense]).asReadOnly();
            refuses(() -> a.fillOverlaps(fixed), "out: the memory is read-only; give a segment that can be written");
            refuses(() -> a.fillValues("none", fixed), "no channel none; there are [align_metric]");
            refuses(() -> a.fillUnitValues("none", new float[1]), "no channel none; there are []");
        }
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void fillingAllocatesNothing() {
        SystemScenes yolov4 = SystemScenes.all(64).stream()
                .filter(s -> s.toString().equals("yolov4"))
                .findFirst()
                .orElseThrow();
        Scene scene = yolov4.scene(1, 3, 5);
        try (Duet engine = yolov4.engine(1).explain(true);
                Arena arena = Arena.ofConfined()) {
            Assignment a = engine.assign(scene.gts(), scene.predictions());
            int dense = a.images() * a.units();
            MemorySegment memory = arena.allocate(16L * dense + 4, 8);
            MemorySegment exact = memory.asSlice(0, 4L * dense);
            IntColumn[] ints = IntColumn.values();
            FloatColumn[] floats = FloatColumn.values();
            int[] classes = scene.gts().batch().label;
            CleanRounds.require("fills", 2000, () -> {
                for (IntColumn column : ints) {
                    a.fill(column, memory);
                }
                for (FloatColumn column : floats) {
                    a.fill(column, memory);
                }
                a.fillTotalCosts(memory);
                a.fillAssignedGt(memory);
                a.fillTargets(memory);
                a.fillTargets(exact);
                a.fillOverlaps(memory);
                a.fillClassTargets(classes, 4, memory);
            });
        }
    }

    @Test
    void aFaultyGtNamesItsImage() {
        SystemScenes yolov5 = SystemScenes.all(64).stream()
                .filter(s -> s.toString().equals("yolov5"))
                .findFirst()
                .orElseThrow();
        Scene scene = yolov5.scene(1, 3, 0, 5);
        scene.gts().batch().x2[4] = Float.NaN;
        try (Duet engine = yolov5.engine(1)) {
            assertThatThrownBy(() -> engine.assign(scene.gts(), scene.predictions()))
                    .isInstanceOfSatisfying(FaultyGtException.class, e -> {
                        assertThat(e.image()).isEqualTo(2);
                        assertThat(e).hasMessage("gt_boxes[4][2]: NaN; must be finite");
                        assertThat(e.messageInImage()).isEqualTo("gt_boxes[1][2]: NaN; must be finite");
                    });
        }
    }
}
