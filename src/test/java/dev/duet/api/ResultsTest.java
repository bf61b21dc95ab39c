package dev.duet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.assign.GtOutcome;
import dev.duet.assign.stage.Channel;
import dev.duet.engine.SystemScenes;
import dev.duet.engine.SystemScenes.Scene;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When a result answers, when it refuses, and what it says of an index that is none. */
class ResultsTest {
    static Iterable<SystemScenes> systems() {
        return SystemScenes.all(64);
    }

    /** Every method of a result, at indices that are in bounds where there are any. */
    private static Map<String, ThrowingCallable> methods(Assignment a, int classes) {
        Map<String, ThrowingCallable> all = new LinkedHashMap<>();
        int dense = a.images() * a.units();
        String name = a.headName();
        all.put("headName", a::headName);
        all.put("headNames", a::headNames);
        all.put("head", () -> a.head(name));
        all.put("images", a::images);
        all.put("units", a::units);
        all.put("gts", a::gts);
        all.put("gtOffset", () -> a.gtOffset(0));
        all.put("duets", a::duets);
        all.put("offset", () -> a.offset(a.images()));
        if (a.duets() > 0) {
            all.put("unit", () -> a.unit(0));
            all.put("gt", () -> a.gt(0));
            all.put("overlap", () -> a.overlap(0));
            all.put("target", () -> a.target(0));
            all.put("group", () -> a.group(0));
        }
        all.put("duetChannels", a::duetChannels);
        all.put("unitChannels", a::unitChannels);
        for (Channel channel : a.duetChannels()) {
            all.put("value " + channel, () -> a.value(channel.name(), 0, channel.width() - 1));
            all.put("fill " + channel, () -> a.fillChannel(channel.name(), channel.width() - 1, new float[dense]));
        }
        for (Channel channel : a.unitChannels()) {
            all.put("unitValue " + channel, () -> a.unitValue(channel.name(), 0, 0, channel.width() - 1));
        }
        all.put("ignored", a::ignored);
        all.put("ignoredOffset", () -> a.ignoredOffset(0));
        if (a.ignored() > 0) {
            all.put("ignoredUnit", () -> a.ignoredUnit(0));
            all.put("ignoredOverlap", () -> a.ignoredOverlap(0));
        }
        all.put("labels", a::labels);
        all.put("labelOffset", () -> a.labelOffset(0));
        if (a.labels() > 0) {
            all.put("labelUnit", () -> a.labelUnit(0));
            all.put("labelClass", () -> a.labelClass(0));
        }
        all.put("explained", a::explained);
        all.put("claims", a::claims);
        all.put("claimOffset", () -> a.claimOffset(0));
        if (a.claims() > 0) {
            all.put("claimUnit", () -> a.claimUnit(0));
            all.put("claimGt", () -> a.claimGt(0));
        }
        all.put("outcome", () -> a.outcome(0));
        all.put("candidates", () -> a.candidates(0));
        all.put("selected", () -> a.selected(0));
        all.put("wanted", () -> a.wanted(0));
        all.put("totalCost", () -> a.totalCost(0));
        all.put("count", () -> a.count(GtOutcome.LOST));
        all.put("targetSum", a::targetSum);
        all.put("fillAssignedGt", () -> a.fillAssignedGt(new int[dense]));
        all.put("fillTargets", () -> a.fillTargets(new float[dense]));
        all.put("fillOverlaps", () -> a.fillOverlaps(new float[dense]));
        int gts = a.gts();
        all.put("fillClassTargets", () -> a.fillClassTargets(new int[gts], classes, new float[dense * classes]));
        int duets = a.duets();
        all.put("originalOrder", () -> a.originalOrder(new int[duets]));
        all.put("copy", a::copy);
        columns(all, a, dense, classes);
        return all;
    }

    private static void columns(Map<String, ThrowingCallable> all, Assignment a, int dense, int classes) {
        for (IntColumn column : IntColumn.values()) {
            all.put(column.name(), () -> a.column(column));
        }
        for (FloatColumn column : FloatColumn.values()) {
            all.put(column.name(), () -> a.column(column));
        }
        int duets = a.duets();
        for (Channel channel : a.duetChannels()) {
            all.put("values " + channel, () -> a.fillValues(channel.name(), new float[duets * channel.width()]));
        }
        for (Channel channel : a.unitChannels()) {
            all.put("units' " + channel, () -> a.fillUnitValues(channel.name(), new float[dense * channel.width()]));
        }
        int gts = a.gts();
        int images = a.images();
        all.put("fillTotalCosts", () -> a.fillTotalCosts(new double[images]));
        MemorySegment memory = MemorySegment.ofArray(new float[Math.max(1, dense * classes)]);
        all.put("fillAssignedGt in memory", () -> a.fillAssignedGt(memory));
        all.put("fillTargets in memory", () -> a.fillTargets(memory));
        all.put("fillOverlaps in memory", () -> a.fillOverlaps(memory));
        all.put("fillClassTargets in memory", () -> a.fillClassTargets(new int[gts], classes, memory));
        all.put("fill in memory", () -> a.fill(IntColumn.UNIT, memory));
    }

    @ParameterizedTest
    @MethodSource("systems")
    void everyMethodRefusesOnceALaterCallHasBegun(SystemScenes system) {
        Scene scene = system.scene(3, 4, 2);
        Scene other = system.scene(4, 1);
        try (Duet engine = system.engine(1).explain(true)) {
            Assignment main = engine.assign(scene.gts(), scene.predictions());
            for (String head : main.headNames()) {
                Assignment live = main.head(head);
                Assignment copy = live.copy();
                Map<String, ThrowingCallable> methods = methods(live, 4);
                Map<String, ThrowingCallable> ofCopy = methods(copy, 4);
                methods.forEach((name, call) -> assertThatCode(call).as(name).doesNotThrowAnyException());
                Assignment next = engine.assign(other.gts(), other.predictions());
                methods.forEach((name, call) -> assertThatThrownBy(call)
                        .as(system + " " + name)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("a later call"));
                ofCopy.forEach((name, call) -> assertThatCode(call).as(name).doesNotThrowAnyException());
                assertThatCode(next::duets).doesNotThrowAnyException();
                main = engine.assign(scene.gts(), scene.predictions());
            }
        }
    }

    private static final SystemScenes YOLOV8 = SystemScenes.all(64).stream()
            .filter(s -> s.toString().equals("yolov8"))
            .findFirst()
            .orElseThrow();
    private static final Scene SCENE = YOLOV8.scene(1, 3, 0, 5);

    @Test
    void aResultThatHasRefusedNeverAnswersAgain() {
        try (Duet engine = YOLOV8.engine(1)) {
            Assignment first = engine.assign(SCENE.gts(), SCENE.predictions());
            for (int call = 0; call < 1000; call++) {
                engine.assign(SCENE.gts(), SCENE.predictions());
                assertThatThrownBy(first::duets).as("after call " + call).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void aCallThatFailsEndsTheResultBeforeAndClosingDoesNot() {
        Duet engine = YOLOV8.engine(2);
        Assignment result = engine.assign(SCENE.gts(), SCENE.predictions());
        assertThatThrownBy(() -> engine.assign(SCENE.gts())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(result::duets).isInstanceOf(IllegalStateException.class);
        Assignment last = engine.assign(SCENE.gts(), SCENE.predictions());
        int duets = last.duets();
        engine.threads(1).epoch(7);
        assertThat(last.duets()).isEqualTo(duets).isPositive();
        engine.close();
        assertThat(last.duets()).isEqualTo(duets);
        assertThat(engine.units()).isEqualTo(84);
        assertThat(engine.grid().levels()).isEqualTo(3);
        assertThatThrownBy(() -> engine.threads(1)).hasMessage("the engine is closed");
        assertThatThrownBy(() -> engine.epoch(1)).hasMessage("the engine is closed");
        assertThatThrownBy(() -> engine.explain(true)).hasMessage("the engine is closed");
        engine.close();
    }

    private static void outside(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IndexOutOfBoundsException.class).hasMessageStartingWith(message);
    }

    @Test
    void indicesAreChecked() {
        try (Duet engine = YOLOV8.engine(1)) {
            engine.assign(
                    YOLOV8.scene(2, 9, 9, 9, 9).gts(),
                    YOLOV8.scene(2, 9, 9, 9, 9).predictions());
            Assignment a = engine.assign(SCENE.gts(), SCENE.predictions());
            int n = a.duets();
            outside(() -> a.unit(n), "unit(" + n + "): there are " + n + " duets");
            outside(() -> a.unit(-1), "unit(-1): there are ");
            outside(() -> a.gt(n), "gt(");
            outside(() -> a.overlap(n), "overlap(");
            outside(() -> a.target(n), "target(");
            outside(() -> a.group(n), "group(");
            outside(() -> a.value("align_metric", 0, 1), "align_metric(1): there are 1 numbers per duet");
            outside(() -> a.value("align_metric", 0, 7), "align_metric(7)");
            outside(() -> a.value("align_metric", n, 0), "value(" + n + ")");
            outside(() -> a.value("align_metric", 0, -1), "align_metric(-1)");
            outside(() -> a.fillChannel("align_metric", 1, new float[3 * 84]), "align_metric(1)");
            outside(() -> a.offset(4), "offset(4): there are 4 offsets");
            outside(() -> a.gtOffset(-1), "gtOffset(-1)");
            outside(() -> a.ignoredOffset(4), "ignoredOffset(4)");
            outside(() -> a.ignoredUnit(0), "ignoredUnit(0): there are 0 ignored units");
            outside(() -> a.ignoredOverlap(0), "ignoredOverlap(0)");
            outside(() -> a.labelOffset(4), "labelOffset(4)");
            outside(() -> a.labelUnit(0), "labelUnit(0): there are 0 class bits");
            outside(() -> a.labelClass(0), "labelClass(0)");
            outside(() -> a.claimOffset(4), "claimOffset(4)");
            outside(() -> a.claimUnit(0), "claimUnit(0): there are 0 claims");
            outside(() -> a.claimGt(0), "claimGt(0)");
            outside(() -> a.outcome(8), "outcome(8): there are 8 GTs");
            outside(() -> a.candidates(8), "candidates(8)");
            outside(() -> a.selected(8), "selected(8)");
            outside(() -> a.wanted(8), "wanted(8)");
            outside(() -> a.totalCost(3), "totalCost(3): there are 3 images");
            assertThatThrownBy(() -> a.value("nothing", 0, 0)).hasMessageContaining("align_metric");
            assertThatThrownBy(() -> a.fillClassTargets(new int[7], 4, new float[3 * 84 * 4]))
                    .hasMessage("labels: length 7, the batch has 8 GTs");
            assertThatThrownBy(() -> a.fillClassTargets(new int[] {0, 0, 0, 4, 0, 0, 0, 0}, 4, new float[3 * 84 * 4]))
                    .hasMessage("labels[3]: 4; classes are 0 .. 3");
            assertThatThrownBy(() -> a.originalOrder(new int[n - 1])).hasMessageContaining("needed " + n);
        }
    }
}
